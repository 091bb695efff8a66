import { expect } from '@open-wc/testing';
import { Alarm } from '../../../src/client/items/alarm.js';
import { testClock, type TestClock } from '../../support/clock.js';

const DAY_MS = 86_400_000;

describe('an alarm', () => {
  let clock: TestClock;
  let rings: number[];
  let alarm: Alarm;
  beforeEach(() => {
    clock = testClock();
    rings = [];
    alarm = new Alarm(() => rings.push(clock.now));
  });
  afterEach(() => clock.restore());

  it('calls the function once, at its moment', async () => {
    const at = clock.now + 5000;
    alarm.set(at);
    await clock.pass(60_000);
    expect(rings).to.deep.equal([at]);
    expect(alarm.at).to.equal(Infinity);
  });

  it('waits for a moment beyond the limit of setTimeout(), with few timers', async () => {
    const at = clock.now + 60 * DAY_MS;
    const count = clock.started;
    alarm.set(at);
    await clock.pass(59 * DAY_MS);
    expect(rings).to.deep.equal([]);
    await clock.pass(2 * DAY_MS);
    expect(rings).to.deep.equal([at]);
    expect(clock.started - count).to.equal(3);
  });

  it('keeps its moment when the clock of the device is changed', async () => {
    for (const ms of [3_600_000, -3_600_000]) {
      rings.length = 0;
      const at = clock.now + 5000;
      alarm.set(at);
      clock.setDevice(ms);
      await clock.pass(4999);
      expect(rings).to.deep.equal([]);
      await clock.pass(1);
      expect(rings).to.deep.equal([at]);
    }
  });

  it('has one timer, and none when the alarm is off', async () => {
    for (const seconds of [5, 3, 9]) alarm.set(clock.now + seconds * 1000);
    expect(clock.waiting).to.equal(1);
    alarm.set(Infinity);
    await clock.pass(60_000);
    expect(rings).to.deep.equal([]);
  });
});
