import { expect, test } from 'vitest';
import { PRESETS } from '../../src/sandbox/core/presets.js';
import type { ItemJson } from '../../src/sandbox/core/index.js';
import { call, GOOD, refusal, settled, start, until } from './harness.js';
import { receiver } from './receiver.js';

/** Products without transactions, whose webhooks would mix with those under test. */
const QUIET = ['ACCOUNTS', 'CREDIT_CARDS', 'INVESTMENTS', 'IDENTITY'];

/** Adds an item without a login, with a receiver of its webhooks. */
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

test('an item can be added without a login, has data, and can be updated', async () => {
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

test('every preset can be set, changes updatedAt, and returns the item in its new state', async () => {
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

// Expected by hand: the preset, the item's state, and the webhooks.
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
  [
    'permission-inv-001',
    {
      executionStatus: 'PARTIAL_SUCCESS',
      statusDetail: {
        investments: { isUpdated: false, warnings: [{ code: 'INV_001' }] },
        accounts: { isUpdated: true },
      },
    },
    ['item/updated'],
  ],
  [
    'part-cc-005',
    { executionStatus: 'SUCCESS', statusDetail: { creditCards: { isUpdated: true, warnings: [{ code: 'CC_005' }] } } },
    ['item/updated'],
  ],
  [
    'second-approver',
    {
      status: 'UPDATED',
      executionStatus: 'PARTIAL_SUCCESS',
      statusDetail: {
        accounts: { isUpdated: false, warnings: [{ code: 'ACCT_002' }] },
        creditCards: { isUpdated: false, warnings: [{ code: 'CC_002' }] },
      },
    },
    ['item/updated'],
  ],
  ['auto-sync-disabled', { autoSyncDisabledAt: expect.any(String) as string, nextAutoSyncAt: null }, ['item/updated']],
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

test('a login in progress sends no webhook, and an update is refused meanwhile', async () => {
  const { client, hook, id, put } = await added();
  expect(await put('login-in-progress')).toMatchObject({ status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS' });
  expect(await refusal(client.updateItem(id))).toMatchObject({ codeDescription: 'ITEM_ALREADY_UPDATING' });
  await put('updated');
  await hook.arrive(['item/updated']);
});

test('the preset “deleted” deletes the item and sends a webhook', async () => {
  const { client, hook, id, put } = await added();
  await put('deleted');
  await hook.arrive(['item/deleted']);
  expect(await refusal(client.fetchItem(id))).toMatchObject({ codeDescription: 'ITEM_NOT_FOUND' });
});

test('the preset “consent-revoked” deletes data and consent, and a new authorisation restores both', async () => {
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

test('a consent that the user revoked at the bank sends no webhook before the next update', async () => {
  const { client, control, hook } = await added();
  const { item } = await control('POST', '/items', { connectorId: 600, products: QUIET });
  await hook.arrive(['item/created', 'item/created']);
  hook.received.length = 0;
  const { body } = await control('POST', `/items/${item.id}/preset`, { name: 'consent-revoked-at-bank' });
  expect(body).toMatchObject({ status: 'UPDATED', executionStatus: 'SUCCESS' });
  expect((await client.fetchAccounts(item.id)).total).toBe(0);
  await control('POST', `/items/${item.id}/sync`);
  await settled(client, item.id);
  await hook.arrive(['item/error']);
  expect(hook.received[0]?.payload.error).toMatchObject({ code: 'USER_AUTHORIZATION_REVOKED' });
});

test('a code is refused under a wrong name, after its use and when wrong, and is accepted once when right', async () => {
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

test('a second code is refused while the first one is being checked', async () => {
  const { client, id, put } = await added({ stepMs: 200 });
  await put('mfa-password');
  await client.updateItemMFA(id, { pin: '123456' });
  expect(await refusal(client.updateItemMFA(id, { pin: '123456' }))).toMatchObject({
    codeDescription: 'ITEM_MFA_ALREADY_PROVIDED',
  });
});

test('a deadline can be past, far away, missing, or pass during the wait', async () => {
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

test('two questions are asked one after the other', async () => {
  const { client, id, put } = await added();
  await put('mfa-phone-then-code');
  await client.updateItemMFA(id, { phone: '2' });
  await until(client, id, (item) => item.parameter?.name === 'token');
  await client.updateItemMFA(id, { token: '123456' });
  expect((await settled(client, id)).status).toBe('UPDATED');
});

test('a QR code is replaced until the user acts', async () => {
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

// The families and codes of https://docs.pluggy.ai/en/docs/connections/warnings-status-codes, by hand.
test('every warning of Open Finance can be set', async () => {
  const { put } = await added();
  for (const [family, codes] of Object.entries({
    permission: 'ACCT_001 CC_001 TXN_001 TXN_004 INV_001 INV_002',
    approval: 'ACCT_002 CC_002',
    temporary: 'ACCT_003 CC_003',
    never: 'ACCT_004 CC_004',
    limit: 'TXN_003 TXN_006 INV_004',
    unsupported: 'INV_003 INV_005',
    part: 'ACCT_005 ACCT_006 CC_005 CC_006 CC_007 TXN_002 TXN_005',
    other: 'LOAN_001 ID_001',
  })) {
    for (const code of codes.split(' ')) {
      const { statusDetail } = await put(`${family}-${code.toLowerCase().replace('_', '-')}`);
      const warnings = Object.values(statusDetail ?? {}).flatMap((state) => state?.warnings ?? []);
      expect(warnings, code).toEqual([{ code, message: expect.any(String) as string }]);
    }
  }
});

test('the decision of another holder ends the wait of accounts and cards', async () => {
  const { client, control, id, put } = await added();
  await put('second-approver');
  await control('POST', `/items/${id}/act`, { granted: false });
  expect((await settled(client, id)).statusDetail).toMatchObject({ accounts: { warnings: [{ code: 'ACCT_001' }] } });
  await put('second-approver');
  await control('POST', `/items/${id}/act`, { granted: true });
  expect(await settled(client, id)).toMatchObject({ executionStatus: 'SUCCESS', statusDetail: null });
  expect((await control('POST', `/items/${id}/act`, { granted: true })).status).toBe(400);
});

test('an automatic update can be started', async () => {
  const { client, control, hook, id, put } = await added();
  await put('updated');
  await hook.arrive(['item/updated']);
  hook.received.length = 0;
  await control('POST', `/items/${id}/sync`);
  await settled(client, id);
  await hook.arrive(['item/login_succeeded', 'item/updated']);
  expect(hook.received[0]?.payload.triggeredBy).toBe('SYNC');
});

test('a preset can start the pause after failed logins', async () => {
  const { client, id, put } = await added();
  await put('login-failed-twice');
  expect(await refusal(client.updateItem(id, GOOD))).toMatchObject({
    codeDescription: 'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES',
    data: { canRetryAfterDate: expect.any(Date) as Date },
  });
});
