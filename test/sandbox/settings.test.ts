import { expect, test } from 'vitest';
import { REFUSAL_CODES } from '../../src/sandbox/core/refusals.js';
import type { Item } from 'pluggy-sdk';
import { call, clientOf, GOOD, refusal, settled, start, virtualTime } from './harness.js';
import { receiver } from './receiver.js';
import { waitFor } from '../support/wait-for.js';

const NO_TRANSACTIONS = { products: ['ACCOUNTS' as const] };

/** Starts a sandbox, with a function that calls its control routes. */
async function controlled(options = {}) {
  const running = await start({ allowLoopbackWebhooks: true, ...options });
  const control = (method: string, path: string, body?: object) =>
    call(running.url, `/sandbox${path}`, undefined, { method, body });
  return { ...running, control, set: (settings: object) => control('POST', '/settings', settings) };
}

/** Expected by hand: the codes of each operation. */
const REFUSED: Record<string, string[]> = {
  auth: ['CLIENT_KEYS_UNAUTHORIZED', 'CLIENT_DISABLED'],
  create: [
    'CONNECTOR_VALIDATION_ERROR',
    'CONNECTOR_OFFLINE',
    'ITEM_USER_ALREADY_EXISTS',
    'ITEM_CREATION_LIMIT_EXCEEDED',
    'TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED',
    'CREATE_ITEMS_API_FREE_DISABLED',
  ],
  update: [
    'ITEM_NOT_FOUND',
    'CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR',
    'PARAMETERS_NOT_PROVIDED',
    'LAST_EXECUTION_HAD_LOGIN_ERROR',
    'ITEM_ALREADY_UPDATING',
    'ITEM_IS_ALREADY_UPDATING',
    'ITEM_IN_ERROR_COOLDOWN',
    'CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY',
    'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES',
    'TOO_MANY_CONSECUTIVE_ERRORS',
    'ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT',
    'CLIENT_HAS_ITEM_UPDATES_DISABLED',
    'SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED',
    'INTERNAL_SERVER_ERROR',
  ],
  mfa: [
    'MFA_PARAMERTER_WAS_ALREADY_USED_ERROR',
    'ITEM_MFA_ALREADY_PROVIDED',
    'ITEM_MFA_NOT_FOUND',
    'ITEM_MFA_EXPIRED',
    'ITEM_MFA_PARAMETER_EXPECTED_MISMATCH',
  ],
};

test('the refuse setting forces every code of the API', async () => {
  const { client, control, set, url } = await controlled({ updatesPerMinute: 1_000 });
  expect((await control('GET', '/refusals')).body.results).toEqual(REFUSAL_CODES);
  expect(Object.values(REFUSED).flat().sort()).toEqual([...REFUSAL_CODES].sort());
  const { id } = await client.createItem(2, GOOD, NO_TRANSACTIONS);
  await settled(client, id);
  const operations: Record<string, () => Promise<unknown>> = {
    auth: () => clientOf(url).fetchConnectors(),
    create: () => client.createItem(2, GOOD),
    update: () => client.updateItem(id),
    mfa: () => client.updateItemMFA(id, { token: '123456' }),
  };
  for (const [operation, run] of Object.entries(operations)) {
    for (const code of REFUSED[operation] ?? []) {
      await set({ refuse: [code] });
      const { body } =
        operation === 'auth' ? await call(url, '/auth', undefined, { method: 'POST' }) : { body: undefined };
      const answer = body ?? (await refusal(run()));
      expect(answer, code).toMatchObject({ codeDescription: code, code: expect.any(Number) as number });
    }
  }
  await set({ refuse: ['TOO_MANY_CONSECUTIVE_LOGIN_FAILURES'] });
  expect(await refusal(client.updateItem(id))).toMatchObject({ data: { canRetryAfterDate: expect.any(Date) as Date } });
  await set({ refuse: [] });
  await expect(client.updateItem(id)).resolves.toMatchObject({ id });
  expect((await set({ refuse: ['NO_SUCH_CODE'] })).status).toBe(400);
});

test('the limit of items applies, and an application outside of the trial connects real institutions', async () => {
  const { client, set } = await controlled({ itemsLimit: 1 });
  expect(await refusal(client.createItem(9001, {}))).toMatchObject({
    codeDescription: 'TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED',
  });
  await set({ trial: false });
  const { id } = await client.createItem(9001, { cpf: '76109277673', password: 'password-ok' }, NO_TRANSACTIONS);
  expect((await settled(client, id)).status).toBe('UPDATED');
  expect(await refusal(client.createItem(2, GOOD))).toMatchObject({
    codeDescription: 'ITEM_CREATION_LIMIT_EXCEEDED',
    data: { itemsLimit: 1 },
  });
  await set({ itemsLimit: null });
  await expect(client.createItem(2, GOOD)).resolves.toBeDefined();
});

test('an offline connector reports its state and refuses new items', async () => {
  const { client, control } = await controlled();
  const hook = await receiver();
  await client.createWebhook('connector/status_updated', hook.url);
  expect((await control('PATCH', '/connectors/2', { health: 'OFFLINE' })).body).toMatchObject({ id: 2 });
  await hook.arrive(['connector/status_updated']);
  expect(hook.received[0]?.payload).toMatchObject({ connectorId: 2, data: { status: 'OFFLINE' } });
  expect(hook.received[0]?.payload).not.toHaveProperty('triggeredBy');
  expect((await client.fetchConnector(2)).health.status).toBe('OFFLINE');
  const list = await client.fetchConnectors({ sandbox: true });
  expect(list.results.find(({ id }) => id === 2)?.health.status).toBe('OFFLINE');
  expect(await refusal(client.createItem(2, GOOD))).toMatchObject({ codeDescription: 'CONNECTOR_OFFLINE' });
  await control('PATCH', '/connectors/2', { health: 'ONLINE' });
  await expect(client.createItem(2, GOOD)).resolves.toBeDefined();
  expect((await control('PATCH', '/connectors/2', { health: 'SICK' })).status).toBe(400);
  expect((await control('PATCH', '/connectors/77', { health: 'ONLINE' })).status).toBe(404);
});

test('webhooks can arrive twice and out of order, with one id per event', async () => {
  const time = virtualTime();
  const lasting = { webhookCopies: 3, webhookSpreadMs: 60_000, webhookTimeoutMs: 3_600_000 };
  const { client, control, set } = await controlled({ ...time.options, ...lasting });
  const hook = await receiver();
  await client.createWebhook('all', hook.url);
  const sent = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const eventId of sent) await control('POST', '/events', { event: 'item/updated', itemId: '1', eventId });
  await time.advance(60_000);
  await waitFor(() => expect(hook.received).toHaveLength(18));
  const ids = hook.received.map(({ payload }) => payload.eventId);
  expect([...ids].sort()).toEqual(sent.flatMap((id) => [id, id, id]));
  expect([...new Set(ids)]).not.toEqual(sent);
  expect((await set({ webhookCopies: 0 })).status).toBe(400);
});

test('sent webhooks can be listed and sent again', async () => {
  const { client, control } = await controlled();
  const hook = await receiver([500]);
  await client.createWebhook('all', hook.url);
  const { body } = await control('POST', '/events', { event: 'item/invented', itemId: 'nobody', eventId: 'chosen' });
  expect(body.payload).toEqual({ event: 'item/invented', itemId: 'nobody', eventId: 'chosen' });
  await waitFor(async () => {
    const { results } = (await control('GET', '/events')).body as { results: { tries: object[] }[] };
    expect(results[0]?.tries).toMatchObject([
      { url: hook.url, status: 500 },
      { url: hook.url, status: 200 },
    ]);
  });
  await control('POST', '/events/chosen/resend');
  await waitFor(() => expect(hook.received).toHaveLength(3));
  expect(new Set(hook.received.map(({ payload }) => payload.eventId))).toEqual(new Set(['chosen']));
  expect((await control('POST', '/events/other/resend')).status).toBe(404);
  expect((await control('POST', '/events', { itemId: 'x' })).status).toBe(400);
});

const HOUR = 3_600_000;

test('automatic updates run on time, are retried hourly up to five times, and stop after a failed login', async () => {
  const time = virtualTime();
  const { url, control } = await controlled({ ...time.options, stepMs: 0, autoSyncMs: 24 * HOUR });
  const client = () => clientOf(url);
  const read = (id: string) => client().fetchItem(id);
  const hook = await receiver();
  await client().createWebhook('item/updated', hook.url);
  const { id } = await client().createItem(2, GOOD, NO_TRANSACTIONS);
  await time.advance(1);
  const first = await read(id);
  expect(first.nextAutoSyncAt).toEqual(new Date(Number(first.lastUpdatedAt) + 24 * HOUR));
  await time.advance(24 * HOUR);
  await hook.arrive(['item/updated']);
  expect(hook.received[0]?.payload.triggeredBy).toBe('SYNC');
  expect(+(await read(id)).lastUpdatedAt!).toBeGreaterThan(+first.lastUpdatedAt!);

  await client().updateItem(id, { user: 'user-unavailable' });
  await time.advance(1);
  const tries: number[] = [];
  for (let hour = 0; hour < 8; hour++) {
    const { status, nextAutoSyncAt, updatedAt } = await read(id);
    expect(status).toBe('OUTDATED');
    if (nextAutoSyncAt) tries.push(Math.round((+nextAutoSyncAt - +updatedAt) / 60_000));
    await time.advance(HOUR);
  }
  expect(tries).toEqual([60, 60, 60, 60, 60]);
  expect(await refusal(client().updateItem(id))).toMatchObject({ codeDescription: 'TOO_MANY_CONSECUTIVE_ERRORS' });

  const locked = await client().createItem(2, { ...GOOD, user: 'user-locked' });
  const asking = await client().createItem(3, { ...GOOD, token: '123456' });
  await time.advance(1);
  expect(await read(locked.id)).toMatchObject({ status: 'LOGIN_ERROR', nextAutoSyncAt: null });
  expect(await read(asking.id)).toMatchObject({ status: 'UPDATED', nextAutoSyncAt: null });

  const { body } = await control('POST', '/items', {
    connectorId: 2,
    ...NO_TRANSACTIONS,
    preset: 'next-sync-in-an-hour',
  });
  hook.received.length = 0;
  await time.advance(HOUR + 1_000);
  await waitFor(() => {
    expect(hook.received.map(({ payload }) => payload)).toContainEqual(
      expect.objectContaining({ itemId: (body as unknown as Item).id, triggeredBy: 'SYNC' }),
    );
  });
});

test('the fail setting makes a route fail with the given status', async () => {
  const { client, set, url } = await controlled();
  await set({ fail: ['transactions:500', 'connectors:429'] });
  expect(await refusal(client.fetchTransactions('x'))).toMatchObject({ code: 500 });
  expect(await refusal(client.fetchTransactionsCursor('x'))).toMatchObject({ code: 500 });
  const { headers, status } = await call(url, '/connectors');
  expect([status, headers.get('retry-after')]).toEqual([429, '1']);
  expect((await set({ fail: ['items:200'] })).status).toBe(400);
});
