import { expect, test } from 'vitest';
import { waitingForInput, finished, GOOD, settled, start, until, virtualTime } from './harness.js';

interface Row {
  user: string;
  connector?: number;
  /** The expected parameter and the value to send for each `WAITING_USER_INPUT`. */
  codes?: [name: string, type: string, value: string][];
  status: string;
  executionStatus: string;
  providerMessage?: true;
  checkingAccounts?: number;
}

const ok = { status: 'UPDATED', executionStatus: 'SUCCESS' };
const outdated = (executionStatus: string) => ({ status: 'OUTDATED', executionStatus });
const loginError = (executionStatus: string) => ({ status: 'LOGIN_ERROR', executionStatus });
const code = ['token', 'number', '123456'] as [string, string, string];

/** The test users of https://docs.pluggy.ai/en/docs/guides/sandbox.md, with their outcomes. */
const ROWS: Row[] = [
  { user: 'user-ok', ...ok, checkingAccounts: 1 },
  { user: 'user-ok', connector: 0, ...ok },
  { user: 'user-ok', connector: 1, ...ok },
  { user: 'user-ok', connector: 8, ...ok },
  { user: 'user-logged', ...outdated('ALREADY_LOGGED_IN') },
  { user: 'user-locked', ...loginError('ACCOUNT_LOCKED') },
  { user: 'user-error', ...outdated('UNEXPECTED_ERROR') },
  { user: 'user-unavailable', ...outdated('SITE_NOT_AVAILABLE') },
  { user: 'user-account-need-actions', ...outdated('ACCOUNT_NEEDS_ACTION') },
  {
    user: 'user-account-need-actions-provider-message',
    ...outdated('ACCOUNT_NEEDS_ACTION'),
    providerMessage: true,
  },
  { user: 'user-connection-error', ...outdated('CONNECTION_ERROR') },
  { user: 'user-account-credentials-reset', ...loginError('ACCOUNT_CREDENTIALS_RESET') },
  { user: 'user-not-supported', ...loginError('USER_NOT_SUPPORTED') },
  { user: 'user-ok-account-error', status: 'UPDATED', executionStatus: 'PARTIAL_SUCCESS', checkingAccounts: 0 },
  { user: 'user-ok-account-warning', ...ok, checkingAccounts: 1 },
  { user: 'user-ok-two-checking-accounts', ...ok, checkingAccounts: 2 },
  { user: 'user-ok-auth-pending', ...outdated('USER_AUTHORIZATION_PENDING') },
  { user: 'user-ok-perf', ...ok },
  { user: 'user-ok-perf-1000x', ...ok },
  { user: 'user-bad', ...loginError('INVALID_CREDENTIALS') },
  { user: 'user-toString', ...loginError('INVALID_CREDENTIALS') },
  { user: 'user-ok-perf-lots', ...loginError('INVALID_CREDENTIALS') },
  { user: 'user-ok', connector: 4, codes: [code], ...ok },
  { user: 'user-ok', connector: 4, codes: [['token', 'number', '654321']], ...loginError('INVALID_CREDENTIALS_MFA') },
  { user: 'user-bad', connector: 4, ...loginError('INVALID_CREDENTIALS') },
  { user: 'user-locked', connector: 4, codes: [code], ...loginError('ACCOUNT_LOCKED') },
  { user: 'user-ok-img', connector: 4, codes: [['image', 'image', '123456']], ...ok },
  { user: 'user-ok-img', connector: 4, codes: [['image', 'image', 'x']], ...loginError('INVALID_CREDENTIALS_MFA') },
  { user: 'user-ok-select', connector: 4, codes: [['option', 'select', '3']], ...ok },
  { user: 'user-ok-phone', connector: 4, codes: [['phone', 'select', '2'], code], ...ok },
  { user: 'user-ok-multi-company', connector: 4, codes: [code, ['company', 'select', '1']], ...ok },
  { user: 'user-ok-img', connector: 2, codes: [['image', 'image', '123456']], ...ok },
];

test.each(ROWS)('$user at connector $connector ends $executionStatus', async ({ user, connector = 2, ...row }) => {
  const { client } = await start({ actionMs: null });
  const { id } = await client.createItem(connector, { user, password: 'password-ok' });
  for (const [name, type, value] of row.codes ?? []) {
    const { parameter } = await until(client, id, (item) => item.parameter?.name === name || finished(item));
    expect(parameter).toMatchObject({ name, type });
    expect(parameter?.expiresAt).toBeInstanceOf(Date);
    if (type === 'image') expect(parameter?.data).toMatch(/^data:image\/gif;base64,/);
    if (type === 'select') expect(parameter?.options?.map((option) => option.value)).toContain(value);
    await client.updateItemMFA(id, { [name]: value });
  }
  const item = await settled(client, id);
  expect(item).toMatchObject({ status: row.status, executionStatus: row.executionStatus, parameter: null });
  if (row.status === 'UPDATED') expect(item.error).toBeNull();
  else expect(item.error).toMatchObject({ code: row.executionStatus, message: expect.any(String) as string });
  expect(item.error?.providerMessage === undefined).toBe(!row.providerMessage);
  expect(item.consecutiveFailedLoginAttempts).toBe(row.status === 'LOGIN_ERROR' ? 1 : 0);
  if (row.checkingAccounts !== undefined) {
    const { results } = await client.fetchAccounts(id, 'BANK');
    expect(results).toHaveLength(row.checkingAccounts);
  }
});

test('a wrong password is refused', async () => {
  const { client } = await start();
  const { id } = await client.createItem(2, { ...GOOD, password: 'password-bad' });
  expect((await settled(client, id)).executionStatus).toBe('INVALID_CREDENTIALS');
});

test('statusDetail describes a partial success and a warning', async () => {
  const { client } = await start();
  const end = async (user: string) => settled(client, (await client.createItem(2, { ...GOOD, user })).id);
  expect((await end('user-ok')).statusDetail).toBeNull();
  const partial = await end('user-ok-account-error');
  expect(partial.statusDetail).toMatchObject({
    accounts: { isUpdated: false, lastUpdatedAt: null },
    creditCards: { isUpdated: true },
    investmentsTransactions: { isUpdated: true },
    loans: null,
  });
  const warning = await end('user-ok-account-warning');
  expect(warning.statusDetail?.accounts).toMatchObject({ isUpdated: true, warnings: [{ code: '001' }] });
});

test('an authorisation that is pending at the bank continues automatically', async () => {
  const time = virtualTime();
  const { client } = await start({ ...time.options, actionMs: 60_000 });
  const { id } = await client.createItem(2, { ...GOOD, user: 'user-ok-auth-pending' });
  await time.advance(59_000);
  const pending = await client.fetchItem(id);
  expect(pending).toMatchObject({ executionStatus: 'USER_AUTHORIZATION_PENDING', lastUpdatedAt: null });
  await time.advance(2_000);
  expect(await client.fetchItem(id)).toMatchObject({ status: 'UPDATED', executionStatus: 'SUCCESS', error: null });
});

test('one-step MFA takes the code with the credentials', async () => {
  const { client } = await start();
  const end = async (token: string) => settled(client, (await client.createItem(3, { ...GOOD, token })).id);
  expect((await end('123456')).executionStatus).toBe('SUCCESS');
  expect((await end('654321')).executionStatus).toBe('INVALID_CREDENTIALS_MFA');
});

test('a QR code is replaced until the user scans it', async () => {
  const time = virtualTime();
  const { client } = await start({ ...time.options, actionMs: 9_000 });
  const { id } = await client.createItem(6, {});
  await time.advance(10);
  const codes = new Set<string>();
  for (let shown = 1; shown <= 3; shown++) {
    const item = await client.fetchItem(id);
    expect(item).toMatchObject({ status: 'WAITING_USER_ACTION', executionStatus: 'WAITING_USER_ACTION' });
    const image = expect.stringMatching(/^data:image/) as string;
    expect(item.userAction).toMatchObject({ type: 'qr', attributes: { image }, expiresAt: expect.any(Date) as Date });
    codes.add(item.userAction?.attributes?.qr ?? '');
    await time.advance(3_000);
  }
  expect(codes.size).toBe(3);
  await time.advance(100);
  expect(await client.fetchItem(id)).toMatchObject({ executionStatus: 'SUCCESS', userAction: null });
});

test('an authorisation in the app ends as done, as timed out, or with wrong credentials', async () => {
  const time = virtualTime();
  const { client } = await start({ ...time.options, actionMs: 9_000, inputTimeoutMs: 60_000 });
  const { id } = await client.createItem(7, GOOD);
  await time.advance(8_000);
  const waiting = await client.fetchItem(id);
  expect(waiting).toMatchObject({ status: 'WAITING_USER_ACTION', executionStatus: 'WAITING_USER_ACTION' });
  expect(waiting.userAction).toMatchObject({ type: 'authorize-access', expiresAt: expect.any(Date) as Date });
  await time.advance(2_000);
  expect((await client.fetchItem(id)).executionStatus).toBe('SUCCESS');
  const bad = await client.createItem(7, { ...GOOD, user: 'user-bad' });
  await time.advance(100);
  expect((await client.fetchItem(bad.id)).executionStatus).toBe('INVALID_CREDENTIALS');

  const { client: forgetful } = await start({ ...time.options, actionMs: null, inputTimeoutMs: 60_000 });
  const forgotten = await forgetful.createItem(7, GOOD);
  await time.advance(61_000);
  expect((await forgetful.fetchItem(forgotten.id)).executionStatus).toBe('USER_INPUT_TIMEOUT');
});

test('the two-step connector asks for a code after the credentials', async () => {
  const { client } = await start();
  const { id } = await client.createItem(4, GOOD);
  expect((await waitingForInput(client, id)).parameter?.name).toBe('token');
});
