import type { WebhookEvent } from 'pluggy-sdk';
import { expect, test } from 'vitest';
import { call, GOOD, refusal, settled, start, type StartedSandbox, virtualTime } from './harness.js';
import { receiver } from './receiver.js';
import { waitFor } from '../support/wait-for.js';

const local = (options = {}) => start({ allowLoopbackWebhooks: true, ...options });

test('webhooks can be created, read, listed, changed and deleted', async () => {
  const { client } = await start();
  const created = await client.createWebhook('item/created', 'https://hooks.example.com/pluggy', { 'x-secret': 's' });
  expect(created).toMatchObject({ event: 'item/created', disabledAt: null, createdAt: expect.any(Date) as Date });
  expect(JSON.stringify(created)).not.toContain('x-secret');
  expect(await client.fetchWebhook(created.id)).toEqual(created);
  expect((await client.fetchWebhooks()).results).toEqual([created]);
  const disabled = await client.updateWebhook(created.id, { enabled: false, event: 'all' });
  expect(disabled).toMatchObject({ event: 'all', disabledAt: expect.any(Date) as Date });
  expect(await client.updateWebhook(created.id, { enabled: true })).toMatchObject({ disabledAt: null });
  await client.deleteWebhook(created.id);
  expect((await client.fetchWebhooks()).total).toBe(0);
  expect(await refusal(client.fetchWebhook(created.id))).toMatchObject({ code: 404 });
});

test.each([
  'http://hooks.example.com',
  'https://hooks.example.com:8443',
  'https://user:secret@hooks.example.com',
  'https://93.184.216.34',
  'https://[2606:2800:220:1::1]',
  'https://localhost',
  'http://127.0.0.1:3000',
  'https://intranet',
  'hooks.example.com',
])('no webhook for %s', async (url) => {
  const { client } = await start();
  expect(await refusal(client.createWebhook('all', url))).toMatchObject({ code: 400 });
  const { id } = await client.createWebhook('all', 'https://hooks.example.com');
  expect(await refusal(client.updateWebhook(id, { url }))).toMatchObject({ code: 400 });
});

test.each<[event: string, url: string, message: string]>([
  ['item/invented', 'https://hooks.example.com', "Invalid event type 'item/invented' for webhook"],
  ['item/all', 'https://hooks.example.com', "Invalid event type 'item/all' for webhook"],
  ['all', 'hooks', 'Webhook url must be valid URL address and not localhost'],
  ['all', 'http://hooks.example.com', 'Webhook url must be a https secured url'],
  ['all', 'https://93.184.216.34', "Webhook url host can't be an IP address"],
  ['all', 'https://[2606:2800:220:1::1]', "Webhook url host can't be an IP address"],
  ['all', 'https://0x7f.1', "Webhook url host can't be an IP address"],
  ['all', 'https://api.internal', "Webhook url host can't be localhost or a reserved/internal name"],
  ['all', 'https://printer.local.', "Webhook url host can't be localhost or a reserved/internal name"],
  ['all', 'https://hooks.invalid', 'Webhook url host could not be resolved'],
])('no webhook for %s at %s', async (event, url, message) => {
  const { client } = await start();
  expect(await refusal(client.createWebhook(event as WebhookEvent, url))).toEqual({ code: 400, message });
  expect((await client.fetchWebhooks()).total).toBe(0);
});

test('the same event and address are refused a second time, also by a change', async () => {
  const { client } = await start();
  const url = 'https://hooks.example.com/pluggy';
  const first = await client.createWebhook('all', url);
  const message = `A webhook for event 'all' and url '${url}' already exists.`;
  expect(await refusal(client.createWebhook('all', url))).toEqual({ code: 400, message });
  const second = await client.createWebhook('boleto/updated', url);
  expect(await refusal(client.updateWebhook(second.id, { event: 'all' }))).toEqual({ code: 400, message });
  expect(await client.fetchWebhook(second.id)).toMatchObject({ event: 'boleto/updated' });
  expect(await client.updateWebhook(first.id, { event: 'all', url })).toMatchObject({ id: first.id });
});

test('an event allows five webhooks, and the event name must exist', async () => {
  const { client } = await start();
  for (let i = 1; i <= 5; i++) await client.createWebhook('all', `https://hooks.example.com/${i}`);
  expect(await refusal(client.createWebhook('all', 'https://hooks.example.com/6'))).toMatchObject({ code: 400 });
  await expect(client.createWebhook('item/error', 'https://hooks.example.com/6')).resolves.toHaveProperty('id');
  const wrong = 'item.created' as WebhookEvent;
  expect(await refusal(client.createWebhook(wrong, 'https://hooks.example.com'))).toMatchObject({ code: 400 });
});

test('the application’s and the item’s webhooks receive every event of an item', async () => {
  const { client, url } = await local();
  const [all, errors, itemHook] = [await receiver(), await receiver(), await receiver()];
  await client.createWebhook('all', all.url, { 'x-secret': 'of the application' });
  await client.createWebhook('item/error', errors.url);
  const { accessToken } = await client.createConnectToken(undefined, { clientUserId: 'ana', webhookUrl: itemHook.url });
  const { body } = await call(url, '/items', accessToken, {
    method: 'POST',
    body: { connectorId: 2, parameters: GOOD, products: ['ACCOUNTS', 'IDENTITY'] },
  });
  const itemId = body.id as string;
  await settled(client, itemId);
  await all.arrive(['item/login_succeeded', 'item/created']);
  await itemHook.arrive(['item/login_succeeded', 'item/created']);

  const [first] = all.received;
  expect(first?.headers).toMatchObject({ 'x-secret': 'of the application', 'content-type': 'application/json' });
  expect(itemHook.received[0]?.headers).not.toHaveProperty('x-secret');
  expect(first?.payload).toMatchObject({ itemId, id: itemId, clientUserId: 'ana', triggeredBy: 'USER' });
  const ids = (hook: typeof all) => hook.received.map(({ payload }) => payload.eventId).sort();
  expect(ids(itemHook)).toEqual(ids(all));
  expect(new Set(ids(all)).size).toBe(2);

  all.received.length = 0;
  await client.updateItem(itemId);
  await settled(client, itemId);
  await all.arrive(['item/login_succeeded', 'item/updated']);
  expect(all.received[0]?.payload.triggeredBy).toBe('CLIENT');

  all.received.length = 0;
  await client.updateItem(itemId, { password: 'password-bad' });
  await settled(client, itemId);
  await all.arrive(['item/error']);
  await errors.arrive(['item/error']);
  expect(errors.received[0]?.payload.error).toMatchObject({ code: 'INVALID_CREDENTIALS' });

  all.received.length = 0;
  await client.deleteItem(itemId);
  await all.arrive(['item/deleted']);
  expect(all.received[0]?.payload).not.toHaveProperty('triggeredBy');
});

test('a run that waits for input sends an event, and its timeout names the field', async () => {
  const { client } = await local({ inputTimeoutMs: 40, actionMs: null });
  const hook = await receiver();
  await client.createWebhook('all', hook.url);
  await client.createItem(4, GOOD);
  await hook.arrive(['item/waiting_user_input', 'item/error']);
  const error = hook.received.find(({ payload }) => payload.event === 'item/error')?.payload.error;
  expect(error).toMatchObject({ code: 'USER_INPUT_TIMEOUT', parameter: 'token' });
  await client.createItem(7, GOOD);
  await hook.arrive(['item/waiting_user_input', 'item/error', 'item/waiting_user_action', 'item/error']);
});

test('a disabled webhook receives nothing', async () => {
  const { client } = await local();
  const [off, on] = [await receiver(), await receiver()];
  const { id } = await client.createWebhook('item/created', off.url);
  await client.updateWebhook(id, { enabled: false });
  await client.createWebhook('item/created', on.url);
  await client.createItem(2, GOOD);
  await on.arrive(['item/created']);
  expect(off.received).toEqual([]);
});

test('an event is tried three times at once and three times in each later round, with the same id', async () => {
  const { client } = await local({ webhookRetryMs: [10, 20] });
  const hook = await receiver([500, 404, 503, 500, 302, 500, 500, 500]);
  await client.createWebhook('item/created', hook.url);
  await client.createItem(2, GOOD);
  await waitFor(() => expect(hook.received).toHaveLength(9));
  expect(new Set(hook.received.map(({ payload }) => payload.eventId)).size).toBe(1);
});

/** Counts deliveries with a replaced `fetch`, on a clock that the test advances. */
async function counted(answer: (signal: AbortSignal) => Promise<Response>) {
  const time = virtualTime();
  const tries: number[] = [];
  const begin = time.options.now();
  const fetch = (_url: unknown, init?: RequestInit) => {
    tries.push(time.options.now() - begin);
    return answer(init?.signal as AbortSignal);
  };
  const sandbox: StartedSandbox = await local({ ...time.options, fetch, stepMs: 0 });
  return { ...sandbox, time, tries };
}

test('a failing webhook is retried in later rounds, except for login_succeeded', async () => {
  const { client, time, tries } = await counted(() => Promise.resolve(new Response(null, { status: 500 })));
  const hook = await client.createWebhook('item/created', 'https://hooks.example.com');
  await client.createItem(2, GOOD);
  await time.advance(200_000);
  expect(tries).toEqual([0, 0, 0, 15_000, 15_000, 15_000, 135_000, 135_000, 135_000]);

  tries.length = 0;
  await client.updateWebhook(hook.id, { event: 'item/login_succeeded' });
  await client.createItem(2, GOOD);
  await time.advance(200_000);
  expect(tries).toHaveLength(3);
});

test('a response after more than five seconds counts as a failure', async () => {
  const silent = (signal: AbortSignal) =>
    new Promise<Response>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
  const { client, time, tries } = await counted(silent);
  await client.createWebhook('item/login_succeeded', 'https://hooks.example.com');
  await client.createItem(2, GOOD);
  await time.advance(60_000);
  expect(tries).toEqual([0, 5_000, 10_000]);
});
