import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { itemView, mayNeedPerson } from '../../src/model/item-view.js';
import type { Item } from '../../src/model/item-types.js';
import { parseItem } from '../../src/model/parse-item.js';
import { promptReason } from '../../src/model/prompt.js';

const NOW = Date.parse('2026-05-10T12:00:00Z');
const DAY = 86_400_000;
const inDays = (days: number) => new Date(NOW + days * DAY).toISOString();
const item = (fields: Partial<Item>): Item => ({ id: 'item-1', ...fields });
const warned = { accounts: { isUpdated: false, warnings: [{ code: '423' }] } };

const RUNNING = [
  'CREATING CREATED LOGIN_IN_PROGRESS LOGIN_MFA_IN_PROGRESS ACCOUNTS_IN_PROGRESS CREDITCARDS_IN_PROGRESS',
  'TRANSACTIONS_IN_PROGRESS INVESTMENTS_IN_PROGRESS INVESTMENTS_TRANSACTIONS_IN_PROGRESS LOANS_IN_PROGRESS',
  'INVESTMENT_TRANSACTIONS_IN_PROGRESS PAYMENT_DATA_IN_PROGRESS IDENTITY_IN_PROGRESS MERGING',
  'ACCOUNT_STATEMENTS_IN_PROGRESS OPPORTUNITIES_IN_PROGRESS PORTFOLIO_IN_PROGRESS SOMETHING_IN_PROGRESS',
].flatMap((line) => line.split(' '));
const AT_BANK = ['ACCOUNT_LOCKED', 'ACCOUNT_NEEDS_ACTION', 'ACCOUNT_CREDENTIALS_RESET'];
const RECONNECT = [
  'INVALID_CREDENTIALS',
  'INVALID_CREDENTIALS_MFA',
  'USER_INPUT_TIMEOUT',
  'USER_AUTHORIZATION_NOT_GRANTED',
  'USER_AUTHORIZATION_REVOKED',
];
const TEMPORARY = [
  'ALREADY_LOGGED_IN SITE_NOT_AVAILABLE CONNECTION_ERROR UNEXPECTED_ERROR ERROR MERGE_ERROR CREATE_ERROR',
].flatMap((line) => line.split(' '));
const WAITING = ['WAITING_USER_INPUT', 'WAITING_USER_ACTION', 'USER_AUTHORIZATION_PENDING'];
const CODES = [...AT_BANK, ...RECONNECT, ...TEMPORARY, 'USER_NOT_SUPPORTED', 'USER_AUTHORIZATION_PENDING'];
const STATUSES = ['UPDATING', 'WAITING_USER_INPUT', 'WAITING_USER_ACTION', 'MERGING', 'UPDATED', 'LOGIN_ERROR'];
const all = {
  status: [undefined, ...STATUSES, 'OUTDATED', 'PAUSED'],
  execution: [undefined, ...RUNNING, ...WAITING, 'SUCCESS', 'PARTIAL_SUCCESS', ...CODES, 'A_NEW_END'],
  code: [undefined, ...CODES, 'A_NEW_CODE'],
  consent: [undefined, null, inDays(400), inDays(3), inDays(-1)],
  detail: [undefined, warned],
};

describe('itemView', () => {
  const pinned: [Partial<Item>, string][] = [
    [{ status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT' }, 'attention code mfa'],
    [{ status: 'UPDATING', executionStatus: 'WAITING_USER_INPUT' }, 'attention code mfa'],
    [{ status: 'WAITING_USER_ACTION' }, 'attention authorize act-at-bank'],
    [
      { status: 'WAITING_USER_INPUT', parameter: { name: 'oauth_code', type: 'oauth' } },
      'attention authorize act-at-bank',
    ],
    [{ status: 'OUTDATED', error: { code: 'USER_AUTHORIZATION_PENDING' } }, 'attention authorize act-at-bank'],
    [{ status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS' }, 'busy updating wait'],
    [{ status: 'MERGING' }, 'busy updating wait'],
    [{ executionStatus: 'BRAND_NEW_IN_PROGRESS' }, 'busy updating wait'],
    [{ status: 'LOGIN_ERROR', error: { code: 'ACCOUNT_LOCKED' } }, 'attention bank act-at-bank'],
    [{ status: 'OUTDATED', executionStatus: 'ACCOUNT_NEEDS_ACTION' }, 'attention bank act-at-bank'],
    [{ status: 'LOGIN_ERROR', error: { code: 'ACCOUNT_CREDENTIALS_RESET' } }, 'attention bank act-at-bank'],
    [{ status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' }, 'attention reconnect reconnect'],
    [{ status: 'OUTDATED', error: { code: 'USER_AUTHORIZATION_REVOKED' } }, 'attention reconnect reconnect'],
    [{ status: 'LOGIN_ERROR' }, 'attention reconnect reconnect'],
    [{ status: 'LOGIN_ERROR', error: { code: 'USER_NOT_SUPPORTED' } }, 'attention unsupported new-connection'],
    [{ status: 'OUTDATED', error: { code: 'SITE_NOT_AVAILABLE' } }, 'problem outdated retry-later'],
    [
      { status: 'OUTDATED', executionStatus: 'CONNECTION_ERROR', error: { code: 'UNEXPECTED_ERROR' } },
      'problem outdated retry-later',
    ],
    [{ status: 'OUTDATED', error: { code: 'ALREADY_LOGGED_IN' } }, 'problem outdated retry-later'],
    [{ status: 'OUTDATED' }, 'problem outdated retry-later'],
    [{ status: 'UPDATED', executionStatus: 'PARTIAL_SUCCESS' }, 'ok partial none'],
    [{ status: 'UPDATED', executionStatus: 'SUCCESS', statusDetail: warned }, 'ok partial none'],
    [{ status: 'UPDATED', executionStatus: 'SUCCESS', consentExpiresAt: inDays(3.5) }, 'attention consent reconnect 3'],
    [{ status: 'UPDATED', consentExpiresAt: inDays(0.5) }, 'attention consent reconnect 0'],
    [{ status: 'UPDATED', consentExpiresAt: inDays(-1) }, 'attention consentEnded reconnect'],
    [{ status: 'UPDATED', executionStatus: 'SUCCESS' }, 'ok updated none'],
    [{ status: 'UPDATED', consentExpiresAt: inDays(15) }, 'ok updated none'],
    [{ status: 'UPDATED', executionStatus: 'FINISHED' }, 'ok updated none'],
    [{ executionStatus: 'FINISHED' }, 'ok updated none'],
    [{ status: 'CREATED' }, 'busy updating wait'],
    [{ status: 'CREATED', executionStatus: 'FINISHED' }, 'ok updated none'],
    [{ status: 'CREATED', executionStatus: 'PARTIAL_SUCCESS' }, 'ok partial none'],
    [{ status: 'CREATED', executionStatus: 'INVALID_CREDENTIALS' }, 'attention reconnect reconnect'],
    [{ status: 'CREATED', executionStatus: 'A_NEW_END' }, 'neutral unknown none CREATED'],
    [{ status: 'PAUSED' }, 'neutral unknown none PAUSED'],
    [{ status: 'PAUSED', executionStatus: 'SUCCESS' }, 'neutral unknown none PAUSED'],
    [{ executionStatus: 'A_NEW_END' }, 'neutral unknown none A_NEW_END'],
    [{}, 'neutral unknown none'],
  ];
  for (const [fields, expected] of pinned) {
    it(`${JSON.stringify(fields)}: ${expected}`, () => {
      const { severity, label, action, days, raw } = itemView(item(fields), { now: NOW });
      expect([severity, label, action, days, raw].filter((part) => part !== undefined).join(' ')).to.equal(expected);
    });
  }

  it('maps each status, run, code, consent and partial result as documented', () => {
    let rows = 0;
    for (const status of all.status)
      for (const executionStatus of all.execution)
        for (const code of all.code)
          for (const consentExpiresAt of all.consent)
            for (const statusDetail of all.detail) {
              rows++;
              const error = code ? { code } : null;
              const fields = { status, executionStatus, error, consentExpiresAt, statusDetail };
              const given = item(fields);
              const { severity, action, raw, days } = itemView(given, { now: NOW });
              const has = (value: string) => [status, executionStatus, code].some((one) => one === value);
              const any = (values: string[]) => values.some(has);
              let expected: string;
              if (has('WAITING_USER_INPUT')) expected = 'attention mfa';
              else if (any(WAITING)) expected = 'attention act-at-bank';
              else if (has('UPDATING') || RUNNING.some((one) => one === executionStatus) || has('MERGING')) {
                expected = 'busy wait';
              } else if (any(AT_BANK)) expected = 'attention act-at-bank';
              else if (has('USER_NOT_SUPPORTED')) expected = 'attention new-connection';
              else if (has('LOGIN_ERROR') || any(RECONNECT)) expected = 'attention reconnect';
              else if (code || has('OUTDATED') || any(TEMPORARY)) expected = 'problem retry-later';
              else if (status === 'UPDATED' || (!status && /SUCCESS/.test(executionStatus ?? ''))) {
                const soon = consentExpiresAt && Date.parse(consentExpiresAt) < NOW + 14 * DAY;
                expected = soon ? 'attention reconnect' : 'ok none';
              } else expected = 'neutral none';
              if (`${severity} ${action}` !== expected) {
                expect.fail(`${JSON.stringify(fields)}: ${severity} ${action}, not ${expected}`);
              }
              if (severity === 'neutral') expect(raw).to.equal(status ?? executionStatus);
              if (days !== undefined) expect(days).to.equal(3);
            }
    expect(rows).to.be.greaterThan(50_000);
  });

  it("warns of a consent's end from the configured number of days", () => {
    const label = (days: number, consentWarningDays: number) =>
      itemView(item({ status: 'UPDATED', consentExpiresAt: inDays(days) }), { now: NOW, consentWarningDays }).label;
    expect([label(29, 30), label(31, 30), label(1, 0), label(0, 0)]).to.deep.equal([
      'consent',
      'updated',
      'updated',
      'consentEnded',
    ]);
  });

  it('uses the current time by default', () => {
    const soon = item({ status: 'UPDATED', consentExpiresAt: new Date(Date.now() + 1.5 * DAY).toISOString() });
    expect(itemView(soon).days).to.equal(1);
  });

  it('returns a view for any status', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.jsonValue(), (status, executionStatus, code, value) => {
        const given = parseItem({ id: 'a', status, executionStatus, error: { code }, statusDetail: value });
        expect(['ok', 'busy', 'attention', 'problem', 'neutral']).to.include(itemView(given).severity);
      }),
    );
  });
});

describe('mayNeedPerson', () => {
  const codes = [
    ...AT_BANK,
    ...RECONNECT,
    ...TEMPORARY,
    ...WAITING,
    'USER_NOT_SUPPORTED',
    'SUCCESS',
    'PARTIAL_SUCCESS',
  ];
  const statuses = [
    'UPDATED',
    'UPDATING',
    'LOGIN_ERROR',
    'OUTDATED',
    'WAITING_USER_INPUT',
    'WAITING_USER_ACTION',
    'NEW',
  ];

  it('is true for every Item that has a reason for a prompt', () => {
    const options = { now: NOW };
    let count = 0;
    for (const status of statuses) {
      for (const executionStatus of codes) {
        for (const error of [null, ...codes.map((code) => ({ code }))]) {
          for (const consentExpiresAt of [null, inDays(-1), inDays(3), inDays(300)]) {
            const subject = item({ status, executionStatus, error, consentExpiresAt });
            if (!promptReason(subject, options)) continue;
            count++;
            expect(mayNeedPerson(subject, options), JSON.stringify(subject)).to.equal(true);
          }
        }
      }
    }
    expect(count).to.be.greaterThan(100);
  });

  it('is false for an Item that is up to date, works, or has a temporary problem', () => {
    for (const status of ['UPDATED', 'UPDATING', 'OUTDATED', 'SOMETHING_NEW'])
      expect(mayNeedPerson(item({ status }), { now: NOW }), status).to.equal(false);
  });
});
