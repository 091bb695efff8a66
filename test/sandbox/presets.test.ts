import { expect, test } from 'vitest';
import { PRESETS } from '../../src/sandbox/core/presets.js';
import type { ItemJson } from '../../src/sandbox/core/index.js';
import { call, GOOD, refusal, settled, start, until } from './harness.js';
import { receiver } from './receiver.js';

/** No transactions, which have webhooks of their own. */
const QUIET = ['ACCOUNTS', 'CREDIT_CARDS', 'INVESTMENTS', 'IDENTITY'];

/** An item that no login was needed for, and a receiver of all that it tells. */
async function added(options = {}) {
  const { url, client } = await start({ allowLoopbackWebhooks: true, ...options });
  const hook = await receiver();
  await client.createWebhook('all', hook.url);
  const control = async (method: string, path: string, body?: object) => {
    const answer = await call(url, `/sandbox${path}`, undefined, { method, body });
    return { ...answer, item: answer.body as unknown as ItemJson };
  };
  const { item } = await control('POST', '/items', { connectorId: 2, clientUserId: 'ana', products: QUIET });
  await hook.arrive(['item/created']);
  const put = async (name: string) => {
    hook.received.length = 0;
    return (await control('POST', `/items/${item.id}/preset`, { name })).item;
  };
  return { url, client, hook, control, put, id: item.id };
}

test('an item is added without a login, with data, and updates like any other', async () => {
  const { client, control, id, hook } = await added();
  expect(await client.fetchItem(id)).toMatchObject({ status: 'UPDATED', clientUserId: 'ana', connector: { id: 2 } });
  expect((await client.fetchAccounts(id)).total).toBe(2);
  await client.updateItem(id);
  await settled(client, id);

  hook.received.length = 0;
  const locked = await control('POST', '/items', {
    connectorId: 2,
    user: 'user-locked',
    preset: 'mfa-select',
    products: QUIET,
  });
  expect(locked.item).toMatchObject({ status: 'WAITING_USER_INPUT', clientUserId: null });
  await hook.arrive(['item/created', 'item/waiting_user_input']);
  const bank = await control('POST', '/items', { connectorId: 9001 });
  expect(bank.item).toMatchObject({ status: 'UPDATED', connector: { name: 'Banco Jabuticaba' } });

  const { body } = await control('GET', '/items');
  expect(body.results).toMatchObject([{ id }, { id: locked.item.id }, { id: bank.item.id }]);
  for (const wrong of [{ connectorId: 77 }, { connectorId: 2, preset: 'none' }, { connectorId: 2, id: 'x' }, {}]) {
    expect((await control('POST', '/items', wrong)).status).toBe(400);
  }
});

test('every preset of the list can be put on, changes updatedAt, and says what it is', async () => {
  const { control, id, put } = await added({ actionMs: null });
  const { body } = await control('GET', '/presets');
  const presets = body.results as { name: string; group: string }[];
  expect(presets.map(({ name }) => name)).toEqual([...PRESETS.keys()]);
  let last = '';
  for (const { name } of presets.filter(({ name }) => name !== 'deleted')) {
    const item = await put(name);
    expect(item.updatedAt > last, `${name} is newer`).toBe(true);
    last = item.updatedAt;
    expect((await control('GET', `/items/${id}`)).item.status, name).toBe(item.status);
  }
});

// Pinned by hand: the state, and what Pluggy tells of it.
test.each<[string, object, string[]]>([
  ['updated', { status: 'UPDATED', executionStatus: 'SUCCESS', error: null }, ['item/updated']],
  ['invalid-credentials', { status: 'LOGIN_ERROR', error: { code: 'INVALID_CREDENTIALS' } }, ['item/error']],
  ['account-locked-as-outdated', { status: 'OUTDATED', executionStatus: 'ACCOUNT_LOCKED' }, ['item/error']],
  ['site-not-available', { status: 'OUTDATED', error: { code: 'SITE_NOT_AVAILABLE' } }, ['item/error']],
  [
    'consent-revoked',
    {
      status: 'LOGIN_ERROR',
      executionStatus: 'USER_AUTHORIZATION_REVOKED',
      error: { code: 'USER_AUTHORIZATION_REVOKED' },
    },
    ['item/error'],
  ],
  [
    'partial-423',
    {
      executionStatus: 'PARTIAL_SUCCESS',
      statusDetail: { accounts: { isUpdated: false, warnings: [{ code: '423' }] }, identity: { isUpdated: true } },
    },
    ['item/updated'],
  ],
  ['mfa-unknown-type', { status: 'WAITING_USER_INPUT', parameter: { type: 'string' } }, ['item/waiting_user_input']],
  ['qr-code', { status: 'WAITING_USER_ACTION', userAction: { type: 'qr' } }, ['item/waiting_user_action']],
  ['action-without-details', { status: 'WAITING_USER_ACTION', userAction: null }, ['item/waiting_user_action']],
  ['transactions-in-progress', { status: 'UPDATING' }, ['item/login_succeeded']],
  ['merging-as-status', { status: 'MERGING', executionStatus: 'MERGING' }, ['item/login_succeeded']],
  ['unknown-error', { status: 'OUTDATED', error: { code: 'BANK_ON_FIRE' } }, ['item/error']],
])('%s', async (name, state, events) => {
  const { client, hook, id, put } = await added();
  expect(await put(name)).toMatchObject(state);
  await hook.arrive(events);
  expect(hook.received[0]?.payload).toMatchObject({ itemId: id, clientUserId: 'ana', triggeredBy: 'INTERNAL' });
  expect(await client.fetchItem(id)).toMatchObject({ id });
});

test('a login under way is told to nobody, and keeps the item busy', async () => {
  const { client, hook, id, put } = await added();
  expect(await put('login-in-progress')).toMatchObject({ status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS' });
  expect(await refusal(client.updateItem(id))).toMatchObject({ codeDescription: 'ITEM_ALREADY_UPDATING' });
  await put('updated');
  await hook.arrive(['item/updated']);
});

test('deleted is gone for good, and told', async () => {
  const { client, hook, id, put } = await added();
  await put('deleted');
  await hook.arrive(['item/deleted']);
  expect(await refusal(client.fetchItem(id))).toMatchObject({ codeDescription: 'ITEM_NOT_FOUND' });
});

test('revoking empties the data and ends the consent; a new authorisation brings both back', async () => {
  const { client, control, url } = await added();
  const { item } = await control('POST', '/items', { connectorId: 600 });
  const put = (name: string) =>
    call(url, `/sandbox/items/${item.id}/preset`, undefined, { method: 'POST', body: { name } });
  await put('consent-expires-in-5-days');
  const [before] = (await client.fetchConsents(item.id)).results;
  expect(before).toMatchObject({ expiresAt: (await client.fetchItem(item.id)).consentExpiresAt, revokedAt: null });
  await put('consent-revoked');
  expect((await client.fetchConsents(item.id)).results[0]?.revokedAt).toBeInstanceOf(Date);
  expect((await client.fetchAccounts(item.id)).total).toBe(0);
  await put('updated');
  expect((await client.fetchConsents(item.id)).results[0]).toMatchObject({ revokedAt: null });
  expect((await client.fetchAccounts(item.id)).total).toBe(2);
});

test('codes: wrong name, used before, wrong, right, twice', async () => {
  const { client, id, put } = await added();
  const send = (parameters: Record<string, string>) => client.updateItemMFA(id, parameters);
  await put('mfa-number');
  expect(await refusal(send({ code: '123456' }))).toMatchObject({
    codeDescription: 'ITEM_MFA_PARAMETER_EXPECTED_MISMATCH',
    paramName: 'token',
  });
  expect(await refusal(send({ token: '111111' }))).toMatchObject({
    codeDescription: 'MFA_PARAMERTER_WAS_ALREADY_USED_ERROR',
  });
  await send({ token: '000000' });
  expect(await settled(client, id)).toMatchObject({
    status: 'LOGIN_ERROR',
    error: { code: 'INVALID_CREDENTIALS_MFA' },
    consecutiveFailedLoginAttempts: 1,
  });
  expect(await refusal(send({ token: '123456' }))).toMatchObject({ codeDescription: 'ITEM_MFA_NOT_FOUND' });

  await put('mfa-number');
  await send({ token: '123456' });
  expect(await settled(client, id)).toMatchObject({ status: 'UPDATED', parameter: null });
});

test('a code sent twice, while the first is being looked at', async () => {
  const { client, id, put } = await added({ stepMs: 200 });
  await put('mfa-password');
  await client.updateItemMFA(id, { pin: '123456' });
  expect(await refusal(client.updateItemMFA(id, { pin: '123456' }))).toMatchObject({
    codeDescription: 'ITEM_MFA_ALREADY_PROVIDED',
  });
});

test('deadlines: past, far, none, and one that passes', async () => {
  const { client, id, put } = await added({ inputTimeoutMs: 30 });
  expect((await put('mfa-without-deadline')).parameter).not.toHaveProperty('expiresAt');
  expect((await settled(client, id)).error).toMatchObject({ code: 'USER_INPUT_TIMEOUT' });
  const years = Date.parse((await put('mfa-expires-in-10-years')).parameter?.expiresAt ?? '') - Date.now();
  expect(years).toBeGreaterThan(3650 * 86_400_000);
  expect(await client.fetchItem(id)).toMatchObject({ status: 'WAITING_USER_INPUT' });
  await put('mfa-expired');
  expect(await refusal(client.updateItemMFA(id, { token: '123456' }))).toMatchObject({
    codeDescription: 'ITEM_MFA_EXPIRED',
  });
});

test('two questions, one after the other', async () => {
  const { client, id, put } = await added();
  await put('mfa-phone-then-code');
  await client.updateItemMFA(id, { phone: '2' });
  await until(client, id, (item) => item.parameter?.name === 'token');
  await client.updateItemMFA(id, { token: '123456' });
  expect((await settled(client, id)).status).toBe('UPDATED');
});

test('a QR code rotates until the person acts', async () => {
  const { client, control, id, put } = await added({ inputTimeoutMs: 3_000, actionMs: 0 });
  const first = (await put('qr-code')).userAction?.attributes?.qr;
  const next = await until(client, id, (item) => item.userAction?.attributes?.qr !== first);
  expect(next.status).toBe('WAITING_USER_ACTION');
  expect((await control('POST', `/items/${id}/act`, { granted: true })).status).toBe(200);
  expect((await settled(client, id)).status).toBe('UPDATED');
  expect((await control('POST', `/items/${id}/act`, { granted: true })).status).toBe(400);
  expect((await control('POST', `/items/${id}/act`, {})).status).toBe(400);

  await put('authorize-in-app');
  await control('POST', `/items/${id}/act`, { granted: false });
  expect((await settled(client, id)).error).toMatchObject({ code: 'USER_AUTHORIZATION_NOT_GRANTED' });

  await put('authorization-pending-on-device');
  await control('POST', `/items/${id}/act`, { granted: true });
  expect((await settled(client, id)).status).toBe('UPDATED');
});

test('a sync of its own accord', async () => {
  const { client, control, hook, id, put } = await added();
  await put('updated');
  await hook.arrive(['item/updated']);
  hook.received.length = 0;
  await control('POST', `/items/${id}/sync`);
  await settled(client, id);
  await hook.arrive(['item/login_succeeded', 'item/updated']);
  expect(hook.received[0]?.payload.triggeredBy).toBe('SYNC');
});

test('the login backoff is reached by a click', async () => {
  const { client, id, put } = await added();
  await put('login-failed-twice');
  expect(await refusal(client.updateItem(id, GOOD))).toMatchObject({
    codeDescription: 'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES',
    data: { canRetryAfterDate: expect.any(Date) as Date },
  });
});
