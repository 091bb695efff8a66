import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import type { ErrorText } from '../../src/model/code-types.js';
import { canRetry, CODES } from '../../src/model/codes.js';
import { errorView, type ErrorAction } from '../../src/model/error-view.js';
import { PluggyError } from '../../src/model/errors.js';
import { isFailing, itemView, type Severity } from '../../src/model/item-view.js';
import type { Item } from '../../src/model/item-types.js';
import { parseItem } from '../../src/model/parse-item.js';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(NOW + hours * HOUR).toISOString();
const connector = { id: 2, name: 'Banco Azul', resetPasswordUrl: 'https://azul.example/senha' };
const item = (fields: Record<string, unknown>): Item => parseItem({ id: 'item-1', connector, ...fields });
const ended = (code: string, more: Record<string, unknown> = {}) =>
  item({ status: 'OUTDATED', executionStatus: code, error: { code }, ...more });
const failed = (code: string, options?: ConstructorParameters<typeof PluggyError>[2]) =>
  new PluggyError(code, 'What happened.', options);

describe('a code by itself', () => {
  // Expected by hand, not derived from the table.
  const rows: [code: string, Severity, ErrorText, ErrorAction][] = [
    ['INVALID_CREDENTIALS', 'attention', 'credentials', 'reconnect'],
    ['INVALID_CREDENTIALS_MFA', 'attention', 'wrongCode', 'reconnect'],
    ['USER_INPUT_TIMEOUT', 'attention', 'timeout', 'reconnect'],
    ['ACCOUNT_LOCKED', 'attention', 'locked', 'bank'],
    ['ACCOUNT_CREDENTIALS_RESET', 'attention', 'password', 'bank'],
    ['ACCOUNT_NEEDS_ACTION', 'attention', 'bankAction', 'bank'],
    ['USER_AUTHORIZATION_PENDING', 'attention', 'authorize', 'wait'],
    ['USER_AUTHORIZATION_NOT_GRANTED', 'attention', 'notGranted', 'reconnect'],
    ['USER_AUTHORIZATION_REVOKED', 'attention', 'revoked', 'reconnect'],
    ['USER_NOT_SUPPORTED', 'attention', 'unsupported', 'new-connection'],
    ['ALREADY_LOGGED_IN', 'problem', 'loggedIn', 'retry'],
    ['SITE_NOT_AVAILABLE', 'problem', 'bankDown', 'retry'],
    ['CONNECTION_ERROR', 'problem', 'connection', 'retry'],
    ['MERGE_ERROR', 'problem', 'unexpected', 'retry'],
    ['ITEM_NOT_FOUND', 'neutral', 'gone', 'new-connection'],
    ['ITEM_USER_ALREADY_EXISTS', 'neutral', 'duplicate', 'none'],
    ['LAST_EXECUTION_HAD_LOGIN_ERROR', 'attention', 'signIn', 'reconnect'],
    ['ITEM_IS_ALREADY_UPDATING', 'busy', 'updatingOther', 'wait'],
    ['ITEM_IN_ERROR_COOLDOWN', 'problem', 'cooldown', 'wait'],
    ['CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY', 'ok', 'recent', 'none'],
    ['TOO_MANY_CONSECUTIVE_LOGIN_FAILURES', 'attention', 'tooManyLogins', 'wait'],
    ['TOO_MANY_CONSECUTIVE_ERRORS', 'problem', 'tooManyErrors', 'support'],
    ['CONNECTOR_NOT_FOUND', 'problem', 'bankUnknown', 'new-connection'],
    ['INVALID_CONNECT_TOKEN', 'problem', 'refusedToken', 'open'],
    ['CONNECTOR_OFFLINE', 'problem', 'bankOffline', 'none'],
    ['TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED', 'problem', 'trial', 'none'],
    ['MFA_PARAMERTER_WAS_ALREADY_USED_ERROR', 'attention', 'usedCode', 'reconnect'],
    ['MFA_PARAMETER_WAS_ALREADY_USED_ERROR', 'attention', 'usedCode', 'reconnect'],
    ['offline', 'attention', 'offline', 'retry'],
    ['token-network', 'problem', 'open', 'open'],
    ['token-rate-limited', 'problem', 'rateLimited', 'open'],
    ['token-unauthorized', 'attention', 'session', 'none'],
    ['token-endpoint-missing', 'problem', 'setup', 'support'],
    ['widget-timeout', 'attention', 'blocked', 'open'],
    ['widget-busy', 'attention', 'busy', 'none'],
    ['items-server', 'problem', 'items', 'retry'],
    ['mfa-expired', 'attention', 'timeout', 'reconnect'],
    ['live-failed', 'problem', 'live', 'none'],
    ['A_CODE_OF_TOMORROW', 'problem', 'unexpected', 'retry'],
    ['', 'problem', 'unexpected', 'retry'],
    ['constructor', 'problem', 'unexpected', 'retry'],
    ['__proto__', 'problem', 'unexpected', 'retry'],
    ['mfa-something', 'problem', 'codeNotSent', 'retry'],
  ];
  for (const [code, severity, text, action] of rows) {
    it(`${code || 'none'}: ${severity}, ${action}`, () =>
      expect(errorView({ code }, NOW)).to.deep.equal({ severity, text, action, bank: '' }));
  }

  it('offers no retry after a code that cannot be retried', () => {
    const final = Object.keys(CODES).filter((code) => !canRetry(code));
    expect(final.length).to.be.greaterThan(8);
    for (const code of final) {
      const { action } = errorView({ code, error: failed(code, { retryable: false }) }, NOW);
      expect(action, code).to.be.oneOf(['none', 'wait', 'support', 'new-connection']);
      if (action === 'new-connection')
        expect(code).to.match(/^(ITEM_NOT_FOUND|USER_NOT_SUPPORTED|CONNECTOR_NOT_FOUND)$/);
    }
  });

  it('offers no retry after an error that cannot be retried', () => {
    expect(errorView({ code: 'token-server', error: failed('token-server') }, NOW).action).to.equal('open');
    const final = failed('token-server', { retryable: false });
    expect(errorView({ code: 'token-server', error: final }, NOW).action).to.equal('support');
  });
});

describe('an Item', () => {
  it('shows the time of the next automatic run, without an action', () => {
    const view = errorView({ item: ended('SITE_NOT_AVAILABLE', { nextAutoSyncAt: inHours(1) }) }, NOW);
    expect(view).to.deep.equal({
      severity: 'problem',
      text: 'bankDown',
      action: 'wait',
      next: NOW + HOUR,
      bank: 'Banco Azul',
    });
  });

  const planned: [string, Record<string, unknown>, ErrorAction][] = [
    ['no run is planned', { nextAutoSyncAt: null }, 'reconnect'],
    ['the planned run is past', { nextAutoSyncAt: inHours(-1) }, 'reconnect'],
    ['it has failed for days', { nextAutoSyncAt: inHours(1), lastUpdatedAt: inHours(-49) }, 'reconnect'],
    ['it has failed since yesterday', { nextAutoSyncAt: inHours(1), lastUpdatedAt: inHours(-30) }, 'wait'],
  ];
  for (const [name, fields, action] of planned) {
    it(`when ${name}: ${action}`, () =>
      expect(errorView({ item: ended('CONNECTION_ERROR', fields) }, NOW).action).to.equal(action));
  }

  it('shows that it is out of date when there is no code', () => {
    expect(errorView({ item: item({ status: 'OUTDATED' }) }, NOW)).to.include({
      text: 'outdated',
      action: 'reconnect',
    });
    expect(errorView({ item: item({ status: 'LOGIN_ERROR' }) }, NOW)).to.include({
      text: 'signIn',
      action: 'reconnect',
    });
  });

  it('explains the code that its badge shows', () => {
    const both = item({ status: 'OUTDATED', executionStatus: 'ACCOUNT_LOCKED', error: { code: 'UNEXPECTED_ERROR' } });
    expect(errorView({ item: both }, NOW)).to.include({ severity: 'attention', text: 'locked', action: 'bank' });
    const login = item({ status: 'LOGIN_ERROR', executionStatus: 'ERROR', error: { code: 'A_CODE_OF_TOMORROW' } });
    expect(errorView({ item: login }, NOW)).to.include({ severity: 'attention', text: 'signIn' });
  });

  it('has the bank’s link where the bank comes first, with https only', () => {
    expect(errorView({ item: ended('ACCOUNT_CREDENTIALS_RESET') }, NOW).url).to.equal(connector.resetPasswordUrl);
    expect(errorView({ item: ended('INVALID_CREDENTIALS') }, NOW).url).to.equal(undefined);
    for (const resetPasswordUrl of ['http://azul.example', 'javascript:alert(1)', 'https', 42]) {
      const one = ended('ACCOUNT_LOCKED', { connector: { ...connector, resetPasswordUrl } });
      expect(errorView({ item: one }, NOW).url, String(resetPasswordUrl)).to.equal(undefined);
    }
  });

  it('quotes the bank up to a length, without cutting a character', () => {
    const quoteOf = (providerMessage: string) =>
      errorView({ item: ended('ACCOUNT_LOCKED', { error: { code: 'ACCOUNT_LOCKED', providerMessage } }) }, NOW)
        .providerMessage;
    expect(quoteOf(' Ligue para nós. ')).to.equal('Ligue para nós.');
    expect(quoteOf('   ')).to.equal(undefined);
    const long = quoteOf('😀'.repeat(900))!;
    expect(long).to.equal(`${'😀'.repeat(300)}…`);
  });

  it("accepts an institution's name of any length", () => {
    const one = (name: string) => errorView({ item: ended('ERROR', { connector: { id: 2, name } }) }, NOW).bank;
    expect(one('x'.repeat(5000))).to.have.length(61);
    expect(one(' Banco Azul ')).to.equal('Banco Azul');
  });

  const pausedAt = { canRetryAfterDate: inHours(0.25) };
  for (const [name, error] of [
    ['beside the code', pausedAt],
    ['with its data', { data: pausedAt }],
    ['with its attributes', { attributes: pausedAt }],
  ] as const) {
    it(`waits until canRetryAfterDate: ${name}`, () => {
      const one = item({ status: 'LOGIN_ERROR', error: { code: 'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES', ...error } });
      expect(errorView({ item: one }, NOW)).to.include({
        text: 'tooManyLogins',
        severity: 'attention',
        action: 'wait',
        until: NOW + HOUR / 4,
      });
      expect(errorView({ item: one }, NOW + HOUR / 4).action).to.equal('reconnect');
    });
  }

  it('agrees with its badge for every combination of codes', () => {
    const word = fc.constantFrom(undefined, 'UPDATED', 'UPDATING', 'SUCCESS', 'NEW_WORD', ...Object.keys(CODES));
    const date = fc.constantFrom(undefined, null, inHours(-100), inHours(1));
    const allowed: Record<string, ErrorAction[]> = {
      bank: ['bank', 'wait'],
      unsupported: ['new-connection'],
      reconnect: ['reconnect', 'wait'],
      authorize: ['wait'],
    };
    fc.assert(
      fc.property(word, word, word, date, date, (status, executionStatus, code, nextAutoSyncAt, lastUpdatedAt) => {
        const one = item({ status, executionStatus, error: code ? { code } : null, nextAutoSyncAt, lastUpdatedAt });
        if (!isFailing(one)) return;
        const { label, severity } = itemView(one, { now: NOW });
        const view = errorView({ item: one }, NOW);
        expect(view.severity).to.equal(severity);
        if (allowed[label]) expect(view.action).to.be.oneOf(allowed[label]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an error', () => {
  it("waits for the error's retry time, and then offers its action", () => {
    const error = failed('items-rate-limited', { retryAfter: new Date(NOW + 60_000) });
    expect(errorView({ code: error.code, error }, NOW)).to.include({ action: 'wait', until: NOW + 60_000 });
    expect(errorView({ code: error.code, error }, NOW + 60_000)).to.include({ action: 'retry' });
  });

  it("names the institution of the error's Item", () => {
    const error = failed('INVALID_CREDENTIALS', { item: ended('INVALID_CREDENTIALS') });
    expect(errorView({ code: error.code, error }, NOW).bank).to.equal('Banco Azul');
  });

  it('without an Item names the institution that was chosen, and no password where the person signs in elsewhere', () => {
    const shared = { id: 200, name: 'MeuPluggy' };
    for (const code of ['INVALID_CREDENTIALS', 'ACCOUNT_CREDENTIALS_RESET']) {
      const error = failed(code, { connector: shared });
      expect(errorView({ code, error }, NOW)).to.include({ bank: 'MeuPluggy', text: 'signInAgain' });
    }
    const error = failed('INVALID_CREDENTIALS', { connector });
    expect(errorView({ code: error.code, error }, NOW)).to.include({ bank: 'Banco Azul', text: 'credentials' });
  });
});

describe('an Item of an institution that Pluggy no longer has', () => {
  it('needs a new connection', () => {
    const gone = ended('CONNECTOR_NOT_FOUND');
    expect(itemView(gone, { now: NOW })).to.include({ severity: 'attention', action: 'new-connection' });
    expect(errorView({ item: gone }, NOW)).to.include({ text: 'bankUnknown', action: 'new-connection' });
  });
});
