import { describe, expect, it } from 'vitest';
import {
  failureOf,
  initialState,
  isFollowingQr,
  isSending,
  reduce,
  screenKey,
  timeLeftOn,
  type PromptEvent,
  type PromptState,
  type Screen,
  type Surroundings,
} from '../../src/elements/reauth-prompt/reauth-prompt.reducer.js';
import type { Item, ItemParameter } from '../../src/model/item-types.js';
import { parseItem } from '../../src/model/parse-item.js';
import { promptReason } from '../../src/model/prompt.js';

const NOW = Date.parse('2026-11-23T10:00:00Z');
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const inMs = (ms: number) => new Date(NOW + ms).toISOString();

const item = (fields: Record<string, unknown> = {}): Item =>
  parseItem({ id: 'a', status: 'UPDATED', executionStatus: 'SUCCESS', ...fields });
const asking = (parameter: Record<string, unknown> = {}) =>
  item({
    status: 'WAITING_USER_INPUT',
    executionStatus: 'WAITING_USER_INPUT',
    parameter: { name: 'token', type: 'number', ...parameter },
  });
const acting = (userAction?: Record<string, unknown>) =>
  item({ status: 'WAITING_USER_ACTION', executionStatus: 'WAITING_USER_ACTION', userAction });
const QR = { type: 'qr', attributes: { qr: 'one' } };
const failing = (code: string) => item({ status: 'LOGIN_ERROR', executionStatus: code, error: { code } });
const outdated = () => item({ status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE' });
const warned = (code: string) => item({ statusDetail: { accounts: { isUpdated: false, warnings: [{ code }] } } });
const loggingIn = () => item({ status: 'UPDATING', executionStatus: 'LOGIN_MFA_IN_PROGRESS' });
const collecting = () => item({ status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' });

const around = (current: Item | undefined, more: Partial<Surroundings> = {}): Surroundings => ({
  itemId: current?.id ?? '',
  item: current,
  reason: current && promptReason(current, { now: more.now ?? NOW }),
  now: NOW,
  canRefresh: true,
  canSendCode: true,
  canOpenWidget: true,
  isPhone: false,
  ...more,
});
const become = (current: Item | undefined, more: Partial<Surroundings> = {}, hasDraft = false): PromptEvent => ({
  type: 'surroundings',
  surroundings: around(current, more),
  hasDraft,
});
const from = (current: Item | undefined, more: Partial<Surroundings> = {}): PromptState =>
  reduce(initialState(around(undefined)), become(current, more));
const after = (state: PromptState, ...events: PromptEvent[]): PromptState => events.reduce(reduce, state);
/** A state in which a code is being sent. */
const sendingFrom = (current: Item, more: Partial<Surroundings> = {}) =>
  after(from(current, more), { type: 'send-started' });
const sent = (state: PromptState, answer?: Item): PromptState =>
  reduce(state, { type: 'send-succeeded', sending: state.sending!, item: answer });

/** A screen in one line: its name, then its reason and action. */
function brief(screen: Screen | undefined): string {
  if (!screen) return 'none';
  if (screen.name === 'widget') return `widget ${screen.reason} ${screen.action}`;
  return screen.name === 'elsewhere' ? `elsewhere ${screen.reason}` : screen.name;
}

describe('the screen for an item', () => {
  const gif = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
  const rows: [name: string, item: Item | undefined, more: Partial<Surroundings>, screen: string][] = [
    ['no item', undefined, {}, 'none'],
    ['an updated item', item(), {}, 'none'],
    ['an item under way', loggingIn(), {}, 'none'],
    ['a missing approval', warned('ACCT_002'), {}, 'elsewhere approval'],
    ['a code', asking(), {}, 'form'],
    ['a code of an unknown type', asking({ type: 'string' }), {}, 'form'],
    ['a code without a route', asking(), { canSendCode: false }, 'widget code continue'],
    ['a captcha', asking({ type: 'hcaptcha' }), {}, 'widget code continue'],
    ['a picture', asking({ type: 'image', data: gif }), {}, 'form'],
    ['a picture that cannot be read', asking({ type: 'image', data: '%%%' }), {}, 'widget code continue'],
    [
      'a code without a parameter',
      item({ status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT' }),
      {},
      'widget code continue',
    ],
    ['a code with time left', asking({ expiresAt: inMs(1) }), {}, 'form'],
    ['a code whose time is up', asking({ expiresAt: inMs(0) }), {}, 'widget timeout restart'],
    ['a deadline that is no date', asking({ expiresAt: 'soon' }), {}, 'form'],
    ['a QR code', acting(QR), {}, 'elsewhere qr'],
    ['a QR code without a provider', acting(QR), { canRefresh: false }, 'elsewhere qr'],
    ['a QR code whose time is up', acting({ ...QR, expiresAt: inMs(0) }), {}, 'widget timeout restart'],
    ['an approval in the app', acting(), {}, 'elsewhere authorize'],
    ['an approval without a provider', acting(), { canRefresh: false }, 'widget authorize continue'],
    [
      'an approval without a provider and a token',
      acting(),
      { canRefresh: false, canOpenWidget: false },
      'elsewhere authorize',
    ],
    ["an approval on the institution's page", asking({ type: 'oauth' }), {}, 'widget authorize continue'],
    [
      "an approval on the institution's page without a token",
      asking({ type: 'oauth' }),
      { canOpenWidget: false },
      'elsewhere authorize',
    ],
    [
      "an approval on the institution's page whose time is up",
      asking({ type: 'oauth', expiresAt: inMs(-1) }),
      {},
      'widget timeout restart',
    ],
    ['a pending approval', failing('USER_AUTHORIZATION_PENDING'), {}, 'elsewhere pending'],
    ['refused credentials', failing('INVALID_CREDENTIALS'), {}, 'widget credentials reconnect'],
    ['a refused code', failing('INVALID_CREDENTIALS_MFA'), {}, 'widget wrongCode restart'],
    ['a run that waited too long', failing('USER_INPUT_TIMEOUT'), {}, 'widget timeout restart'],
    ['an approval that was not given', failing('USER_AUTHORIZATION_NOT_GRANTED'), {}, 'widget notGranted renew'],
    ['an approval that was cancelled', failing('USER_AUTHORIZATION_REVOKED'), {}, 'widget revoked renew'],
    ['a locked account', failing('ACCOUNT_LOCKED'), {}, 'widget locked solved'],
    ['an unknown failure of the login', failing('A_NEW_CODE'), {}, 'widget signIn reconnect'],
    ['a consent that ends soon', item({ consentExpiresAt: inMs(5 * DAY_MS) }), {}, 'widget consent renew'],
    ['a consent that has ended', item({ consentExpiresAt: inMs(-DAY_MS) }), {}, 'widget consentEnded renew'],
  ];
  it.each(rows)('%s', (_name, current, more, screen) => {
    expect(brief(from(current, more).screen)).toBe(screen);
  });
});

describe('a code', () => {
  it('is sent once, and clears the last failure', () => {
    const refused = after(from(asking()), { type: 'value-refused', failure: { code: 'required' } });
    expect(refused.failure).toEqual({ code: 'required' });
    const started = after(refused, { type: 'send-started' });
    expect(started).toMatchObject({ involved: true, failure: undefined, note: undefined });
    expect(isSending(started)).toBe(true);
    expect(after(started, { type: 'send-started' }).sending).toBe(started.sending);
  });

  it('is said to be accepted while its request is still on the way, if the run goes on', () => {
    const state = after(sendingFrom(asking()), become(collecting()));
    expect(state.screen).toEqual({ name: 'fetching', after: 'code' });
    expect(sent(state).screen).toEqual({ name: 'fetching', after: 'code' });
  });

  it('is not said to be accepted in a later run that waited for an approval', () => {
    const approved = after(sent(sendingFrom(asking())), become(item()), become(acting(QR)), { type: 'read-started' });
    expect(after(approved, become(collecting())).screen).toEqual({ name: 'fetching', after: 'approval' });
  });

  it('is not sent from a screen without a field', () => {
    expect(after(from(failing('INVALID_CREDENTIALS')), { type: 'send-started' }).sending).toBeUndefined();
  });

  it('is not requested again once it is answered, but the next one is', () => {
    const answered = sent(sendingFrom(asking()));
    expect(brief(answered.screen)).toBe('checking');
    expect(brief(after(answered, become(asking())).screen)).toBe('checking');
    expect(brief(after(answered, become(asking({ expiresAt: inMs(MINUTE_MS) }))).screen)).toBe('form');
    expect(brief(after(answered, become(asking({ name: 'second' }))).screen)).toBe('form');
  });

  const outcomes: [name: string, next: Item, screen: string][] = [
    ['the login goes on', loggingIn(), 'checking'],
    ['the data is being read', collecting(), 'fetching'],
    ['the item is up to date', item(), 'fine'],
    ['the code was refused', failing('INVALID_CREDENTIALS_MFA'), 'widget wrongCode restart'],
    ['the bank has a problem', outdated(), 'none'],
    ['other people have to approve', warned('ACCT_002'), 'elsewhere approval'],
    ['a permission is missing', warned('ACCT_001'), 'widget permission reconnect'],
    ['the data is old', item({ lastUpdatedAt: inMs(-9 * DAY_MS) }), 'none'],
  ];
  it.each(outcomes)('ends when %s', (_name, next, screen) => {
    expect(brief(after(sent(sendingFrom(asking())), become(next)).screen)).toBe(screen);
  });

  it('changes no screen where the person has not entered it here', () => {
    for (const next of [loggingIn(), collecting(), item()]) {
      expect(brief(after(from(asking()), become(next)).screen)).toBe('none');
    }
  });

  it('uses the item of the response where there is no provider, until the page has a newer one', () => {
    const alone = { canRefresh: false };
    expect(brief(sent(sendingFrom(asking(), alone), item()).screen)).toBe('fine');
    expect(brief(sent(sendingFrom(asking(), alone), warned('ACCT_002')).screen)).toBe('none');
    expect(brief(sent(sendingFrom(asking()), item()).screen)).toBe('checking');
    const answered = sent(sendingFrom(asking(), alone), loggingIn());
    expect(brief(after(answered, become(asking({ name: 'second' }), alone)).screen)).toBe('form');
  });

  const problems: [problem: 'timeout' | 'notWaiting', screen: string][] = [
    ['timeout', 'widget timeout restart'],
    ['notWaiting', 'widget notWaiting restart'],
  ];
  it.each(problems)('that comes too late or was not expected (%s) leads to a new start', (problem, screen) => {
    const started = sendingFrom(asking());
    const failed = after(started, { type: 'send-failed', sending: started.sending!, problem });
    expect(brief(failed.screen)).toBe(screen);
    expect(brief(after(failed, become(asking())).screen)).toBe(screen);
    expect(brief(after(failed, become(asking({ expiresAt: inMs(MINUTE_MS) }))).screen)).toBe('form');
  });

  it('that could not be sent stays in the form, with the failure', () => {
    const started = sendingFrom(asking());
    const failure = { code: 'network' } as const;
    const failed = after(started, { type: 'send-failed', sending: started.sending!, problem: failure });
    expect(failed).toMatchObject({ failure, sending: undefined });
    expect(brief(failed.screen)).toBe('form');
  });

  it('that fails late does not disturb the next question', () => {
    const started = sendingFrom(asking());
    const next = after(started, become(asking({ name: 'second' })));
    expect(isSending(next)).toBe(false);
    for (const problem of [{ code: 'network' }, 'timeout'] as const) {
      const failed = after(next, { type: 'send-failed', sending: started.sending!, problem });
      expect(failed).toMatchObject({ failure: undefined, sending: undefined });
      expect(brief(failed.screen)).toBe('form');
    }
    // The second code is on its way when the first one fails.
    const both = after(next, { type: 'send-started' });
    const failed = after(both, { type: 'send-failed', sending: started.sending!, problem: { code: 'server' } });
    expect(failed.sending).toBe(both.sending);
    expect(failed.failure).toBeUndefined();
  });
});

describe('another question', () => {
  const draft = true;
  it.each<[name: string, state: PromptState, next: PromptEvent, note: string | undefined]>([
    ['while something is typed is explained', from(asking()), become(asking({ name: 'b' }), {}, draft), 'changed'],
    ['while nothing is typed is not explained', from(asking()), become(asking({ name: 'b' })), undefined],
    [
      'while the value is on its way is not explained',
      sendingFrom(asking()),
      become(asking({ name: 'b' }), {}, draft),
      undefined,
    ],
    ['with the same name and deadline keeps what is typed', from(asking()), become(asking(), {}, draft), undefined],
    ['after another screen is not explained', from(acting(QR)), become(asking(), {}, draft), undefined],
  ])('%s', (_name, state, next, note) => {
    expect(after(state, next).note?.code).toBe(note);
  });

  it('drops the failure of the previous one', () => {
    const refused = after(from(asking()), { type: 'value-refused', failure: { code: 'invalid' } });
    expect(after(refused, become(asking())).failure).toEqual({ code: 'invalid' });
    expect(after(refused, become(asking({ name: 'b' }))).failure).toBeUndefined();
  });
});

describe('an act at the bank', () => {
  it('is followed while a QR code is shown and a provider can read the item', () => {
    expect(isFollowingQr(from(acting(QR)))).toBe(true);
    expect(isFollowingQr(from(acting(QR), { canRefresh: false }))).toBe(false);
    expect(isFollowingQr(from(acting()))).toBe(false);
    expect(isFollowingQr(from(asking()))).toBe(false);
  });

  it('is checked on request, with a note when nothing has changed', () => {
    const checking = after(from(acting(QR)), { type: 'read-started' });
    expect(checking).toMatchObject({ involved: true, reading: 'elsewhere' });
    const read = after(checking, { type: 'read-ended', failed: false });
    expect(read).toMatchObject({ reading: undefined, note: { code: 'notYet' } });
    expect(after(checking, { type: 'read-ended', failed: true }).note).toEqual({ code: 'unread' });
    expect(after(read, { type: 'read-started' }).note).toBeUndefined();
    expect(after(read, become(acting({ ...QR, attributes: { qr: 'two' } }))).note).toEqual({ code: 'notYet' });
  });

  it('has no note about an unchanged item when another screen is shown by then', () => {
    const checking = after(from(acting(QR)), { type: 'read-started' }, become(collecting()));
    expect(brief(checking.screen)).toBe('fetching');
    expect(after(checking, { type: 'read-ended', failed: false })).toMatchObject({
      reading: undefined,
      note: undefined,
    });
  });
});

describe('the widget', () => {
  const opened = (current: Item) =>
    after(from(current), { type: 'read-started' }, { type: 'read-ended', failed: false }, { type: 'widget-opened' });
  const closed = (state: PromptState, succeeded: boolean) =>
    reduce(state, { type: 'widget-closed', widget: state.widget!, succeeded });

  it('keeps the screen from which it was opened until it closes', () => {
    const open = after(opened(failing('INVALID_CREDENTIALS')), become(item()));
    expect(brief(open.screen)).toBe('widget credentials reconnect');
    expect(brief(closed(open, true).screen)).toBe('fine');
  });

  it('leaves the screen as it was after anything but a success', () => {
    const state = closed(opened(failing('INVALID_CREDENTIALS')), false);
    expect(state).toMatchObject({ involved: false, widget: undefined });
    expect(brief(state.screen)).toBe('widget credentials reconnect');
    expect(brief(after(state, become(item())).screen)).toBe('none');
  });

  it('ends the prompt after a success that the page’s item does not have yet', () => {
    const failed = failing('INVALID_CREDENTIALS');
    const state = closed(opened(failed), true);
    expect(brief(state.screen)).toBe('fine');
    expect(brief(after(state, { type: 'dismissed' }).screen)).toBe('none');
    expect(brief(after(state, become(failing('INVALID_CREDENTIALS'))).screen)).toBe('widget credentials reconnect');
  });

  it('stays open when an earlier open ends', () => {
    const first = opened(asking({ type: 'hcaptcha' }));
    const second = after(closed(first, false), { type: 'widget-opened' });
    expect(reduce(second, { type: 'widget-closed', widget: first.widget!, succeeded: true })).toMatchObject({
      widget: second.widget,
      involved: true,
    });
  });

  it('opens without a note about the read before', () => {
    expect(opened(failing('INVALID_CREDENTIALS')).note).toBeUndefined();
  });
});

describe('the last screen', () => {
  const fine = () => after(sent(sendingFrom(asking())), become(item()));

  it('is shown until it is dismissed, and not again', () => {
    const over = after(fine(), { type: 'dismissed' });
    expect(brief(over.screen)).toBe('none');
    expect(brief(after(over, become(collecting())).screen)).toBe('none');
  });

  it('is not dismissed from another screen', () => {
    const secondQuestion = after(fine(), become(asking({ name: 'second' })));
    expect(after(secondQuestion, { type: 'dismissed' }).involved).toBe(true);
  });

  it('is not shown after a removal, which also ends the sending of a code', () => {
    expect(brief(after(fine(), { type: 'removed' }).screen)).toBe('none');
    const removed = after(sendingFrom(asking()), { type: 'removed' });
    expect(removed).toMatchObject({ sending: undefined, involved: false });
    expect(brief(removed.screen)).toBe('form');
  });

  it('ends the involvement of the person when there is nothing to show', () => {
    expect(after(sent(sendingFrom(asking())), become(outdated())).involved).toBe(false);
  });
});

describe('time', () => {
  it('is left until the deadline of a form or an act, and endless without one', () => {
    expect(timeLeftOn(from(asking({ expiresAt: inMs(MINUTE_MS) })))).toBe(MINUTE_MS);
    expect(timeLeftOn(from(acting({ ...QR, expiresAt: inMs(MINUTE_MS) })))).toBe(MINUTE_MS);
    for (const state of [from(asking()), from(failing('INVALID_CREDENTIALS')), from(item())]) {
      expect(timeLeftOn(state)).toBe(Infinity);
    }
  });

  it('advances with the surroundings, and closes the form at the deadline', () => {
    const current = asking({ expiresAt: inMs(MINUTE_MS) });
    const later = after(from(current), become(current, { now: NOW + 1000 }));
    expect(timeLeftOn(later)).toBe(59_000);
    expect(brief(after(later, become(current, { now: NOW + MINUTE_MS })).screen)).toBe('widget timeout restart');
  });
});

describe('the key of a screen', () => {
  it('is the key of the question, or the name of the screen', () => {
    expect(screenKey(from(asking({ expiresAt: inMs(MINUTE_MS) })).screen)).toBe(`token ${inMs(MINUTE_MS)}`);
    expect(screenKey(from(acting(QR)).screen)).toBe('elsewhere');
    expect(screenKey(undefined)).toBe('');
  });
});

describe('a value', () => {
  const parameter: ItemParameter = { name: 'token', validation: '^\\d{6}$', validationMessage: 'Six digits.' };
  it.each<[value: string, more: Partial<ItemParameter>, failure: unknown]>([
    ['123456', {}, undefined],
    ['', {}, { code: 'required' }],
    ['', { optional: true }, undefined],
    ['12', {}, { code: 'invalid', text: 'Six digits.' }],
    ['12', { validationMessage: undefined }, { code: 'invalid', text: undefined }],
  ])('"%s" with %j: %j', (value, more, failure) => {
    expect(failureOf({ ...parameter, ...more }, value)).toEqual(failure);
  });
});

it('changes no state in place', () => {
  const freeze = <T>(value: T): T => {
    if (typeof value === 'object' && value) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const started = freeze(sendingFrom(asking()));
  const events: PromptEvent[] = [
    become(asking({ name: 'second' }), {}, true),
    { type: 'send-succeeded', sending: started.sending!, item: item() },
    { type: 'send-failed', sending: started.sending!, problem: 'timeout' },
    { type: 'value-refused', failure: { code: 'required' } },
    { type: 'read-started' },
    { type: 'read-ended', failed: true },
    { type: 'widget-opened' },
    { type: 'dismissed' },
    { type: 'removed' },
  ];
  for (const event of events) expect(() => reduce(started, freeze(event))).not.toThrow();
});
