import { PluggyClient } from 'pluggy-sdk';
import { expect, test } from 'vitest';
import { call, GOOD, KEYS, withApiUrl, refusal, settled, start, until, virtualTime } from './harness.js';

test('an item is created, passes through its steps, and can be updated', async () => {
  const time = virtualTime();
  const { client } = await start({ ...time.options, stepMs: 100 });
  const created = await client.createItem(2, GOOD, { clientUserId: 'ana' });
  expect(created).toMatchObject({ status: 'UPDATING', executionStatus: 'CREATED', clientUserId: 'ana' });
  expect(created).toMatchObject({ lastUpdatedAt: null, nextAutoSyncAt: null, consentExpiresAt: null });
  expect(created.createdAt).toBeInstanceOf(Date);

  const steps: string[] = [];
  let item = created;
  while (item.status === 'UPDATING') {
    steps.push(item.executionStatus);
    await time.advance(100);
    item = await client.fetchItem(created.id);
  }
  expect(steps).toEqual([
    'CREATED',
    'LOGIN_IN_PROGRESS',
    'ACCOUNTS_IN_PROGRESS',
    'CREDITCARDS_IN_PROGRESS',
    'TRANSACTIONS_IN_PROGRESS',
    'INVESTMENTS_IN_PROGRESS',
    'INVESTMENTS_TRANSACTIONS_IN_PROGRESS',
    'IDENTITY_IN_PROGRESS',
    'PAYMENT_DATA_IN_PROGRESS',
    'MERGING',
  ]);
  expect(item).toMatchObject({ status: 'UPDATED', executionStatus: 'SUCCESS', error: null, nextAutoSyncAt: null });
  expect(item.lastUpdatedAt).toEqual(new Date(time.options.now()));
});

test('only the requested products are collected', async () => {
  const { client } = await start();
  const { id } = await client.createItem(2, GOOD, { products: ['ACCOUNTS'] });
  expect(await settled(client, id)).toMatchObject({ products: ['ACCOUNTS'] });
  expect((await client.fetchAccounts(id)).results.map(({ type }) => type)).toEqual(['BANK']);
});

test('accounts are complete for an API key, and equal for equal logins', async () => {
  const { client } = await start();
  const connect = async () => settled(client, (await client.createItem(2, GOOD)).id);
  const [first, second] = [await connect(), await connect()];
  const { results, total } = await client.fetchAccounts(first.id);
  expect(total).toBe(2);
  expect(results).toMatchObject([
    {
      itemId: first.id,
      type: 'BANK',
      subtype: 'CHECKING_ACCOUNT',
      bankData: { transferNumber: expect.any(String) as string },
    },
    {
      itemId: first.id,
      type: 'CREDIT',
      subtype: 'CREDIT_CARD',
      creditData: { balanceDueDate: expect.any(Date) as Date },
    },
  ]);
  expect((await client.fetchAccounts(first.id, 'CREDIT')).results).toEqual(results.slice(1));
  expect(await client.fetchAccount(results[0]?.id ?? '')).toEqual(results[0]);
  const others = (await client.fetchAccounts(second.id)).results;
  expect(others.map(({ number, balance }) => [number, balance])).toEqual(
    results.map(({ number, balance }) => [number, balance]),
  );
  expect(others[0]?.id).not.toBe(results[0]?.id);
});

test('a deleted item and its data are not found', async () => {
  const { client } = await start();
  const { id } = await client.createItem(2, GOOD);
  await settled(client, id);
  const { results } = await client.fetchAccounts(id);
  await client.deleteItem(id);
  const gone = { code: 404, codeDescription: 'ITEM_NOT_FOUND' };
  expect(await refusal(client.fetchItem(id))).toMatchObject(gone);
  expect(await refusal(client.updateItem(id))).toMatchObject(gone);
  expect(await refusal(client.deleteItem(id))).toMatchObject(gone);
  expect(await refusal(client.fetchAccounts(id))).toMatchObject(gone);
  expect(await refusal(client.createConnectToken(id))).toMatchObject(gone);
  expect(await refusal(client.fetchAccount(results[0]?.id ?? ''))).toMatchObject({ code: 404 });
});

test('a deletion stops the run', async () => {
  const time = virtualTime();
  const { client } = await start(time.options);
  const { id } = await client.createItem(2, GOOD);
  expect(time.pending).toBe(1);
  await client.deleteItem(id);
  expect(time.pending).toBe(0);
});

test('an update runs with the stored credentials and keeps the item', async () => {
  const { client } = await start();
  const { id } = await client.createItem(2, GOOD, { clientUserId: 'ana' });
  const first = await settled(client, id);
  const updating = await client.updateItem(id);
  expect(updating).toMatchObject({ id, status: 'UPDATING', lastUpdatedAt: first.lastUpdatedAt });
  const second = await settled(client, id);
  expect(second).toMatchObject({ status: 'UPDATED', clientUserId: 'ana', createdAt: first.createdAt });
  expect(Number(second.lastUpdatedAt)).toBeGreaterThan(Number(first.lastUpdatedAt));
});

test('an update is refused while another one runs', async () => {
  const { client } = await start({ ...virtualTime().options });
  const { id } = await client.createItem(2, GOOD);
  expect(await refusal(client.updateItem(id))).toMatchObject({ code: 409, codeDescription: 'ITEM_ALREADY_UPDATING' });
});

test('an update requires credentials after a login error, and is refused for a while after two', async () => {
  const time = virtualTime();
  const { client } = await start({ ...time.options, stepMs: 0 });
  const { id } = await client.createItem(2, { ...GOOD, user: 'user-bad' });
  await time.advance(0);
  expect(await client.fetchItem(id)).toMatchObject({ status: 'LOGIN_ERROR', consecutiveFailedLoginAttempts: 1 });
  expect(await refusal(client.updateItem(id))).toMatchObject({
    code: 400,
    codeDescription: 'LAST_EXECUTION_HAD_LOGIN_ERROR',
  });
  await client.updateItem(id, { password: 'password-bad' });
  await time.advance(0);
  const failedAt = time.options.now();
  expect((await client.fetchItem(id)).consecutiveFailedLoginAttempts).toBe(2);

  expect(await refusal(client.updateItem(id, GOOD))).toMatchObject({
    code: 400,
    codeDescription: 'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES',
    data: { canRetryAfterDate: new Date(failedAt + 15 * 60_000), readableBackoffTime: '15 minutes' },
  });
  await time.advance(15 * 60_000);
  await client.updateItem(id, GOOD);
  await time.advance(0);
  expect(await client.fetchItem(id)).toMatchObject({
    status: 'UPDATED',
    consecutiveFailedLoginAttempts: 0,
    error: null,
  });
});

test('a failed update keeps lastUpdatedAt of the last success', async () => {
  const { client } = await start();
  const { id } = await client.createItem(2, GOOD);
  const { lastUpdatedAt } = await settled(client, id);
  await client.updateItem(id, { user: 'user-unavailable' });
  expect(await settled(client, id)).toMatchObject({ executionStatus: 'SITE_NOT_AVAILABLE', lastUpdatedAt });
  expect((await client.fetchAccounts(id)).total).toBe(2);
});

test('avoidDuplicates refuses the same login of the same user, and names the existing items', async () => {
  const { client } = await start();
  const options = { clientUserId: 'ana', avoidDuplicates: true };
  const { id } = await client.createItem(2, { ...GOOD }, options);
  expect(await refusal(client.createItem(2, { ...GOOD }, options))).toMatchObject({
    code: 400,
    codeDescription: 'ITEM_USER_ALREADY_EXISTS',
    items: [id],
  });
  for (const other of [
    client.createItem(2, { ...GOOD, user: 'user-ok-perf' }, options),
    client.createItem(1, { ...GOOD }, options),
    client.createItem(2, { ...GOOD }, { ...options, clientUserId: 'bia' }),
    client.createItem(2, { ...GOOD }, { clientUserId: 'ana' }),
  ]) {
    await expect(other).resolves.toHaveProperty('id');
  }
});

test.each([
  ['a real institution', 9009, 'TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED'],
  ['a connector that is off', 9, 'CONNECTOR_OFFLINE'],
])('%s is refused', async (_name, connectorId, codeDescription) => {
  const { client } = await start();
  expect(await refusal(client.createItem(connectorId, GOOD))).toMatchObject({ codeDescription });
});

test('each update of one-step MFA requires a new code', async () => {
  let now = Date.now();
  const { client } = await start({ now: () => now });
  const { id } = await client.createItem(3, { ...GOOD, token: '123456' });
  await settled(client, id);
  expect(await refusal(client.updateItem(id))).toMatchObject({
    code: 400,
    codeDescription: 'CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR',
    details: [{ code: '001', parameter: 'token' }],
  });
  expect(await refusal(client.updateItem(id, { token: '123456' }))).toMatchObject({
    code: 400,
    codeDescription: 'MFA_PARAMERTER_WAS_ALREADY_USED_ERROR',
  });
  now += 30_000;
  await client.updateItem(id, { token: '123456' });
  expect((await settled(client, id)).executionStatus).toBe('SUCCESS');
});

test('a code is refused when none is requested, under another name, and after the deadline', async () => {
  const time = virtualTime();
  const { client } = await start({ ...time.options, inputTimeoutMs: 60_000 });
  const plain = await client.createItem(2, GOOD);
  expect(await refusal(client.updateItemMFA(plain.id, { token: '123456' }))).toMatchObject({
    code: 404,
    codeDescription: 'ITEM_MFA_NOT_FOUND',
  });

  const { id } = await client.createItem(4, GOOD);
  await time.advance(59_000);
  const { status, parameter } = await client.fetchItem(id);
  expect(status).toBe('WAITING_USER_INPUT');
  expect(parameter?.expiresAt).toBeInstanceOf(Date);
  expect(await refusal(client.updateItemMFA(id, { parameter: '123456' }))).toMatchObject({
    code: 400,
    codeDescription: 'ITEM_MFA_PARAMETER_EXPECTED_MISMATCH',
    paramName: 'token',
  });
  await time.advance(Number(parameter?.expiresAt) - time.options.now());
  expect(await client.fetchItem(id)).toMatchObject({
    status: 'OUTDATED',
    executionStatus: 'USER_INPUT_TIMEOUT',
    parameter: null,
  });
  expect(await refusal(client.updateItemMFA(id, { token: '123456' }))).toMatchObject({
    codeDescription: 'ITEM_MFA_EXPIRED',
  });
});

test('an accepted code is refused the second time', async () => {
  const time = virtualTime();
  const { client } = await start(time.options);
  const { id } = await client.createItem(4, GOOD);
  await time.advance(10);
  expect(await client.updateItemMFA(id, { token: '123456' })).toMatchObject({ id });
  expect((await client.fetchItem(id)).executionStatus).toBe('LOGIN_MFA_IN_PROGRESS');
  expect(await refusal(client.updateItemMFA(id, { token: '123456' }))).toMatchObject({
    codeDescription: 'ITEM_MFA_ALREADY_PROVIDED',
  });
});

test.each([
  [undefined, 1],
  [24, 24],
])(
  'with minUpdateFrequencyHours %s an API key updates every %i hours, and the widget at once',
  async (given, hours) => {
    let now = Date.now();
    const { client, url } = await start({ now: () => now, minUpdateFrequencyHours: given });
    const { id } = await client.createItem(2, GOOD);
    const { lastUpdatedAt } = await settled(client, id);
    expect(await refusal(client.updateItem(id))).toEqual({
      code: 409,
      codeDescription: 'CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY',
      message: `Client updates on this item are allowed at most every ${hours} hours. Last update was at ${lastUpdatedAt?.toISOString()}`,
      data: { minUpdateFrequencyAllowedInHours: hours, lastUpdatedAt },
    });
    const { accessToken } = await client.createConnectToken(id);
    expect((await call(url, `/items/${id}`, accessToken, { method: 'PATCH' })).status).toBe(200);
    await settled(client, id);
    now += hours * 3_600_000;
    const later = withApiUrl(() => new PluggyClient(KEYS), url);
    await expect(later.updateItem(id)).resolves.toHaveProperty('id', id);
  },
);

test('an item without data can be updated at once, whatever the minimum time', async () => {
  const { client } = await start({ minUpdateFrequencyHours: undefined });
  const { id } = await client.createItem(2, { ...GOOD, user: 'user-unavailable' });
  expect(await settled(client, id)).toMatchObject({ status: 'OUTDATED', lastUpdatedAt: null });
  await expect(client.updateItem(id)).resolves.toMatchObject({ status: 'UPDATING' });
});

/** The fields of an item that the SDK's type lacks. */
type Undeclared = { autoSyncDisabledAt: string | null; oauthRedirectUri: string | null };

test('automatic updates can be switched off until the next update', async () => {
  const time = virtualTime();
  const { client, url } = await start({ ...time.options, stepMs: 0, autoSyncMs: 12 * 3_600_000 });
  const { id } = await client.createItem(2, GOOD);
  await time.advance(1);
  const before = await client.fetchItem(id);
  expect(before).toMatchObject({ nextAutoSyncAt: expect.any(Date) as Date, autoSyncDisabledAt: null });
  const { body } = await call(url, '/auth', undefined, { method: 'POST', body: KEYS });
  const disable = (key: unknown, path = id) =>
    call(url, `/items/${path}/disable-auto-sync`, String(key), { method: 'PATCH' });
  const disabled = await disable(body.apiKey);
  expect(disabled).toMatchObject({ status: 200, body: { id, nextAutoSyncAt: null } });
  expect(Date.parse(String(disabled.body.autoSyncDisabledAt))).toBe(time.options.now());
  expect(await disable(body.apiKey, 'none')).toMatchObject({
    status: 404,
    body: { codeDescription: 'ITEM_NOT_FOUND' },
  });
  expect((await disable((await client.createConnectToken(id)).accessToken)).status).toBe(403);
  await time.advance(24 * 3_600_000);
  const later = withApiUrl(() => new PluggyClient(KEYS), url);
  expect(await later.fetchItem(id)).toMatchObject({ lastUpdatedAt: before.lastUpdatedAt, nextAutoSyncAt: null });
  await later.updateItem(id);
  await time.advance(1);
  expect(await later.fetchItem(id)).toMatchObject({
    autoSyncDisabledAt: null,
    nextAutoSyncAt: expect.any(Date) as Date,
  });
});

test('an item contains the address to which the institution returns', async () => {
  const { client } = await start();
  const uri = async (options?: object) => {
    const item = await client.createItem(2, GOOD, options);
    return (item as unknown as Undeclared).oauthRedirectUri;
  };
  expect(await uri()).toBeNull();
  expect(await uri({ oauthRedirectUri: 'myapp:///back' })).toBe('myapp:///back');
});

test('all items are listed by cursor', async () => {
  const { client, url } = await start();
  const ids: string[] = [];
  for (let count = 0; count < 5; count++) ids.push((await client.createItem(2, GOOD)).id);
  const { body } = await call(url, '/auth', undefined, { method: 'POST', body: KEYS });
  const list = async (query: string) => {
    const answer = await call(url, `/v2/items${query}`, String(body.apiKey));
    const { results = [], next } = answer.body as { results?: { id: string }[]; next?: string | null };
    return { ...answer, ids: results.map(({ id }) => id), next };
  };
  expect(await list('')).toMatchObject({ status: 200, ids, next: null });
  const pages: string[][] = [];
  for (let query: string | null | undefined = '?pageSize=2'; query;) {
    const page = await list(query);
    pages.push(page.ids);
    query = page.next;
  }
  expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  expect(await list('?after=nonsense')).toMatchObject({ status: 400, body: { message: 'Invalid cursor' } });
  expect(await list('?page=2')).toMatchObject({ status: 400, body: { message: 'property page should not exist' } });
});

test.each([
  ['GET', '/payments/requests'],
  ['POST', '/payments/customers'],
  ['POST', '/boletos'],
  ['POST', '/boleto-connections'],
  ['GET', '/smart-transfers/preauthorizations'],
  ['GET', '/merchants?cnpjs=11222333000181'],
  ['GET', '/categories/rules'],
  ['POST', '/categories/rules'],
])('%s %s says that the sandbox does not simulate it', async (method, path) => {
  const { url } = await start();
  const { body } = await call(url, '/auth', undefined, { method: 'POST', body: KEYS });
  expect(await call(url, path, String(body.apiKey), { method })).toMatchObject({
    status: 404,
    body: { code: 404, message: expect.stringContaining('does not simulate') as string },
  });
});

test('more than 20 updates a minute are refused', async () => {
  let now = Date.now();
  const { client, url } = await start({ now: () => now });
  const { id } = await client.createItem(2, GOOD);
  const { accessToken } = await client.createConnectToken(id);
  const update = () => call(url, `/items/${id}`, accessToken, { method: 'PATCH' });
  for (let i = 1; i <= 20; i++) {
    const { status, headers } = await update();
    expect(status).not.toBe(429);
    expect(headers.get('ratelimit-limit')).toBe('20');
  }
  const refused = await update();
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 429, message: expect.stringContaining('Too many') as string },
  });
  expect(refused.headers.get('retry-after')).toBe('60');
  expect(Number(refused.headers.get('ratelimit-reset'))).toBe(60);
  now += 60_000;
  expect((await update()).status).not.toBe(429);
});

test('a body that is not a JSON object is refused', async () => {
  const { client, url } = await start();
  const { accessToken } = await client.createConnectToken();
  const send = async (body: string) => {
    const headers = { 'x-api-key': accessToken };
    return (await fetch(`${url}/items`, { method: 'POST', headers, body })).status;
  };
  expect(await send('{')).toBe(406);
  expect(await send('[]')).toBe(400);
  expect(await send('{"connectorId":2,"parameters":"user-ok"}')).toBe(400);
});

test('close() ends runs and timers', async () => {
  const time = virtualTime();
  const { client, sandbox } = await start(time.options);
  const { id } = await client.createItem(2, GOOD);
  expect(time.pending).toBe(1);
  sandbox.close();
  expect(time.pending).toBe(0);
  await time.advance(1_000);
  await until(client, id, (item) => item.executionStatus === 'CREATED');
});
