import { expect } from '@open-wc/testing';
import { retryAfter } from '../../../src/client/http/retry-after.js';
import { testClock, type TestClock } from '../../support/clock.js';

const DAY_MS = 86_400_000;

describe('Retry-After', () => {
  let clock: TestClock;
  beforeEach(() => (clock = testClock()));
  afterEach(() => clock.restore());

  const waitFor = (value: string, headers: Record<string, string> = {}) => {
    const moment = retryAfter(new Response(null, { headers: { ...headers, 'retry-after': value } }));
    return moment && moment.getTime() - clock.now;
  };
  const httpDate = (ms: number) => new Date(clock.now + ms).toUTCString();

  it('is undefined without the header', () => {
    expect(retryAfter(new Response())).to.equal(undefined);
  });

  it('counts seconds', () => {
    expect(waitFor('0')).to.equal(0);
    expect(waitFor('3')).to.equal(3000);
    expect(waitFor(' 120 ')).to.equal(120_000);
    expect(waitFor('1.5')).to.equal(1500);
  });

  it('reads a date, also in the past', () => {
    expect(waitFor(httpDate(60_000))).to.be.within(59_000, 60_000);
    expect(waitFor(new Date(clock.now + 60_000).toISOString())).to.equal(60_000);
    expect(waitFor(httpDate(-60_000))).to.be.within(-61_000, -60_000);
  });

  it('reads a date without a time zone as GMT, as in the old form of HTTP dates', () => {
    const inGmt = clock.now + 60_000 - (clock.now % 1000);
    const iso = new Date(inGmt).toISOString().slice(0, -5);
    const [week, day, month, year, time] = new Date(inGmt).toUTCString().replace(',', '').split(' ');
    for (const value of [`${week} ${month} ${day} ${time} ${year}`, `${week}, ${day} ${month} ${year} ${time}`, iso]) {
      expect(waitFor(value), value).to.be.within(59_000, 60_000);
    }
  });

  it("reads a date by the server's clock when the response has its time", () => {
    const serverMs = 5 * DAY_MS;
    const wait = waitFor(httpDate(serverMs + 30_000), { date: httpDate(serverMs) });
    expect(wait).to.equal(30_000);
  });

  it('waits for a day at most', () => {
    const absurd = ['86401', '3000000', '1795000000', '9'.repeat(30), '9'.repeat(400), httpDate(400 * DAY_MS)];
    for (const value of [...absurd, 'Fri, 31 Dec 9999 23:59:59 GMT']) expect(waitFor(value), value).to.equal(DAY_MS);
  });

  it('ignores other values', () => {
    for (const value of [
      '',
      'soon',
      '-5',
      '1e309',
      '-1e309',
      '120, 60',
      '1;2',
      '1e3',
      '0x10',
      'in 5',
      '10 seconds',
      '+5',
      '5s',
      'NaN',
      'Infinity',
      '25:61:61',
    ]) {
      expect(waitFor(value), value).to.equal(undefined);
    }
  });
});
