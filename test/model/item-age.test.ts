import { describe, expect, it } from 'vitest';
import { canAskForUpdate } from '../../src/model/card.js';
import { errorView } from '../../src/model/error-view.js';
import type { Item } from '../../src/model/item-types.js';
import { isFailing, itemView } from '../../src/model/item-view.js';
import { parseItem } from '../../src/model/parse-item.js';
import { promptReason } from '../../src/model/prompt.js';

const NOW = Date.parse('2026-11-29T12:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const inTime = (ms: number) => new Date(NOW + ms).toISOString();
const item = (fields: Record<string, unknown>): Item => parseItem({ id: 'item-1', ...fields });
const updated = (fields: Record<string, unknown>) => item({ status: 'UPDATED', executionStatus: 'SUCCESS', ...fields });
const options = { now: NOW, consentWarningDays: 14, staleAfterDays: 7 };

/** Lists the parts of a view that are set. */
function described(subject: Item, more = {}): string {
  const { severity, label, action, days, since } = itemView(subject, { ...options, ...more });
  const age = since && Math.floor((NOW - since) / DAY);
  return [severity, label, action, days ?? age].filter((part) => part !== undefined).join(' ');
}

describe('the age of data', () => {
  const product = { isUpdated: true, lastUpdatedAt: inTime(-HOUR), warnings: [] };
  const rows: [name: string, fields: Record<string, unknown>, expected: string][] = [
    ['of an hour', { lastUpdatedAt: inTime(-HOUR) }, 'ok updated none'],
    ['of six days', { lastUpdatedAt: inTime(-6 * DAY) }, 'ok updated none'],
    ['of exactly seven days', { lastUpdatedAt: inTime(-7 * DAY) }, 'ok updated none'],
    ['of nine days', { lastUpdatedAt: inTime(-9 * DAY) }, 'problem old update 9'],
    ['of nine days, none planned', { lastUpdatedAt: inTime(-9 * DAY), nextAutoSyncAt: null }, 'problem old update 9'],
    [
      'of nine days, with a planned run',
      { lastUpdatedAt: inTime(-9 * DAY), nextAutoSyncAt: inTime(HOUR) },
      'ok updated none',
    ],
    [
      'of nine days, with a run that is due',
      { lastUpdatedAt: inTime(-9 * DAY), nextAutoSyncAt: inTime(-HOUR) },
      'ok updated none',
    ],
    [
      'of three days, whose planned run did not come',
      { lastUpdatedAt: inTime(-3 * DAY), nextAutoSyncAt: inTime(-2 * DAY) },
      'problem old update 3',
    ],
    [
      'of an hour, although a planned run did not come',
      { lastUpdatedAt: inTime(-HOUR), nextAutoSyncAt: inTime(-2 * DAY) },
      'ok updated none',
    ],
    ['unknown, whose planned run did not come', { nextAutoSyncAt: inTime(-2 * DAY) }, 'problem old update'],
    [
      'of an hour, without auto-sync',
      { lastUpdatedAt: inTime(-HOUR), autoSyncDisabledAt: inTime(-DAY) },
      'ok updated none',
    ],
    [
      'of two days, without auto-sync',
      { lastUpdatedAt: inTime(-2 * DAY), autoSyncDisabledAt: inTime(-DAY) },
      'problem old update 2',
    ],
    [
      'of two days, without auto-sync although a run is named',
      { lastUpdatedAt: inTime(-2 * DAY), autoSyncDisabledAt: inTime(-DAY), nextAutoSyncAt: inTime(HOUR) },
      'problem old update 2',
    ],
    ['that never came', { lastUpdatedAt: null }, 'problem never update'],
    [
      'that never came as a whole, with a product that came',
      { lastUpdatedAt: null, statusDetail: { accounts: product } },
      'ok updated none',
    ],
    [
      'of nine days, of which the products alone tell',
      {
        lastUpdatedAt: null,
        statusDetail: {
          accounts: { ...product, lastUpdatedAt: inTime(-9 * DAY) },
          loans: { ...product, lastUpdatedAt: inTime(-20 * DAY) },
          identity: null,
        },
      },
      'problem old update 9',
    ],
    [
      'of nine days, in a row without a date of its own',
      { statusDetail: { accounts: { ...product, lastUpdatedAt: '2026-11-20 12:00:00' } } },
      'problem old update 9',
    ],
    [
      'whose products have dates in the future',
      { statusDetail: { accounts: { ...product, lastUpdatedAt: inTime(3 * HOUR) } } },
      'ok updated none',
    ],
    ['that is not told', {}, 'ok updated none'],
    [
      'of nine days, in part',
      { lastUpdatedAt: inTime(-9 * DAY), executionStatus: 'PARTIAL_SUCCESS' },
      'problem old update 9',
    ],
    [
      'of nine days, with an ending consent',
      { lastUpdatedAt: inTime(-9 * DAY), consentExpiresAt: inTime(3 * DAY) },
      'attention consent reconnect 3',
    ],
    [
      'of nine days, after a failure',
      { lastUpdatedAt: inTime(-9 * DAY), status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE' },
      'problem outdated retry-later 9',
    ],
  ];
  for (const [name, fields, expected] of rows) {
    it(`${name}: ${expected}`, () => {
      const subject = updated(fields);
      expect(described(subject)).to.equal(expected);
      if (expected.includes('update')) expect(canAskForUpdate(subject, options)).to.equal(expected.includes(' update'));
    });
  }

  it('counts from the configured number of days', () => {
    const ofTwoDays = updated({ lastUpdatedAt: inTime(-2 * DAY) });
    expect(described(ofTwoDays, { staleAfterDays: 1 })).to.equal('problem old update 2');
    expect(described(ofTwoDays, { staleAfterDays: 30 })).to.equal('ok updated none');
    const ofAMinute = updated({ lastUpdatedAt: inTime(-MINUTE), autoSyncDisabledAt: inTime(-DAY) });
    expect(described(ofAMinute, { staleAfterDays: 0 })).to.equal('problem old update 0');
  });

  it('is not known for a date in the future, such as local time in place of UTC', () => {
    const inFuture = (ms: number) => updated({ lastUpdatedAt: inTime(ms), autoSyncDisabledAt: inTime(-30 * DAY) });
    expect(canAskForUpdate(inFuture(3 * HOUR), options)).to.equal(true);
    expect(canAskForUpdate(inFuture(MINUTE), options), 'a clock that is a little ahead').to.equal(false);
    const missed = updated({ lastUpdatedAt: inTime(9 * DAY), nextAutoSyncAt: inTime(-2 * DAY) });
    expect(described(missed)).to.equal('problem old update');
  });

  it('offers no update of an Item that another application alone can update', () => {
    const shared = updated({ lastUpdatedAt: inTime(-9 * DAY), connector: { id: 200, name: 'MeuPluggy' } });
    expect(canAskForUpdate(shared, options)).to.equal(false);
  });
});

describe('a run', () => {
  const run = (fields: Record<string, unknown>) =>
    item({ status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS', ...fields });

  it('is busy for half an hour after its last change', () => {
    expect(described(run({ updatedAt: inTime(-29 * MINUTE) }))).to.equal('busy updating wait');
    expect(described(run({}))).to.equal('busy updating wait');
    expect(described(run({ updatedAt: inTime(5 * HOUR) }))).to.equal('busy updating wait');
  });

  it('is stalled from then on, and another one may be started, also shortly after the last success', () => {
    const stalled = run({ updatedAt: inTime(-30 * MINUTE), lastUpdatedAt: inTime(-40 * MINUTE) });
    expect(described(stalled)).to.equal('problem stalled update');
    expect(canAskForUpdate(stalled, options)).to.equal(true);
    expect(promptReason(stalled, options)).to.equal(undefined);
    expect(isFailing(stalled, options)).to.equal(false);
  });

  it('is stalled when it has only been created, too', () => {
    const created = item({ executionStatus: 'CREATED', updatedAt: inTime(-3 * DAY) });
    expect(described(created)).to.equal('problem stalled update');
  });
});

describe('an approval at the bank', () => {
  const pending = (age: number) =>
    item({ status: 'OUTDATED', error: { code: 'USER_AUTHORIZATION_PENDING' }, updatedAt: inTime(-age) });

  it('is waited for in the first hour', () => {
    const subject = pending(59 * MINUTE);
    expect(described(subject)).to.equal('attention authorize act-at-bank');
    expect(promptReason(subject, options)).to.equal('pending');
    expect(errorView({ item: subject }, NOW)).to.include({ text: 'authorize', action: 'wait' });
  });

  for (const [name, age] of [
    ['after an hour', HOUR],
    ['on the third day', 3 * DAY],
  ] as const) {
    it(`is overdue ${name}, and the person can start again`, () => {
      const subject = pending(age);
      expect(described(subject)).to.equal('attention stalled reconnect');
      expect(promptReason(subject, options)).to.equal('overdue');
      expect(errorView({ item: subject }, NOW)).to.include({ text: 'overdue', action: 'reconnect' });
    });
  }
});

describe('a wait for the person', () => {
  const parameter = (ms: number) => ({ name: 'token', expiresAt: inTime(ms) });
  const action = (ms: number) => ({ type: 'qr', expiresAt: inTime(ms) });
  const rows: [name: string, fields: Record<string, unknown>, expected: string, reason: string][] = [
    ['for a code', { status: 'WAITING_USER_INPUT', parameter: parameter(1) }, 'attention code mfa', 'code'],
    [
      'for a code that came too late',
      { status: 'WAITING_USER_INPUT', parameter: parameter(0) },
      'attention reconnect reconnect',
      'timeout',
    ],
    [
      'for a code, an hour ago',
      { status: 'WAITING_USER_INPUT', parameter: { name: 'token' }, updatedAt: inTime(-HOUR) },
      'attention reconnect reconnect',
      'timeout',
    ],
    [
      'for a code, an hour ago, with time left',
      { status: 'WAITING_USER_INPUT', parameter: parameter(MINUTE), updatedAt: inTime(-HOUR) },
      'attention code mfa',
      'code',
    ],
    [
      'for a QR code',
      { status: 'WAITING_USER_ACTION', userAction: action(1) },
      'attention authorize act-at-bank',
      'qr',
    ],
    [
      'for a QR code that is no longer valid',
      { status: 'WAITING_USER_ACTION', userAction: action(-1) },
      'attention reconnect reconnect',
      'timeout',
    ],
    [
      'on the institution’s page, an hour ago',
      { status: 'WAITING_USER_INPUT', parameter: { name: 'x', type: 'oauth' }, updatedAt: inTime(-2 * HOUR) },
      'attention reconnect reconnect',
      'timeout',
    ],
    ['of unknown age', { status: 'WAITING_USER_ACTION' }, 'attention authorize act-at-bank', 'authorize'],
  ];
  for (const [name, fields, expected, reason] of rows) {
    it(`${name}: ${expected}`, () => {
      const subject = item(fields);
      expect(described(subject)).to.equal(expected);
      expect(promptReason(subject, options)).to.equal(reason);
      if (reason === 'timeout') {
        expect(isFailing(subject, options)).to.equal(true);
        expect(errorView({ item: subject }, NOW)).to.include({ text: 'timeout', action: 'reconnect' });
      }
    });
  }
});
