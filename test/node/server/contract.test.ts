import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT_TEXT, faultsOf, faultsOfAnswer, mediaOf, operationOf, readContract } from '../../support/contract.js';
import { webhookSecret } from '../../../demo/server/webhooks.js';
import { waitFor } from '../../support/wait-for.js';
import { listen, read, startApp, startUpstream, visit, type App, type Upstream, type Visitor } from './support.js';

const contract = await readContract();

describe('docs/openapi.yaml', () => {
  it('is valid OpenAPI 3.1, and its references lead somewhere', async () => {
    expect(CONTRACT_TEXT).toMatch(/^openapi: 3\.1\./);
    await expect(readContract(CONTRACT_TEXT.replace('responses:', 'response:'))).rejects.toThrow('not valid OpenAPI');
    await expect(readContract(CONTRACT_TEXT.replace('schemas/ConnectToken', 'schemas/None'))).rejects.toThrow();
  });

  it('has examples for every body, which meet their schemas', () => {
    const media = mediaOf(contract);
    expect(media.length).toBeGreaterThan(50);
    const faults = media.flatMap(({ name, type, schema, examples = {} }) => {
      if (Object.keys(examples).length === 0) return [`${name} (${type}) has no example`];
      return Object.entries(examples).flatMap(([key, { value }]) =>
        faultsOf(schema, value).map((fault) => `${name}, example ${key}: ${fault}`),
      );
    });
    expect(faults).toEqual([]);
  });

  it('has an example of the stream whose data are live events', () => {
    const stream = operationOf(contract, 'GET', '/api/events')!.responses['200']!.content!['text/event-stream']!;
    const text = stream.examples!.events!.value as string;
    const data = [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json!) as unknown);
    expect(data).toHaveLength(1);
    expect(data.flatMap((event) => faultsOf(contract.components.schemas.LiveEvent!, event))).toEqual([]);
  });

  it('refuses an Item with a webhookUrl, a token answer with an API key and a problem without a code', () => {
    const { Item, ConnectToken, Problem } = contract.components.schemas;
    expect(faultsOf(Item!, { id: 'x', webhookUrl: 'https://shop.example/secret' })).not.toEqual([]);
    expect(faultsOf(Item!, { id: 'x', clientUserId: 'user-1' })).not.toEqual([]);
    expect(faultsOf(ConnectToken!, { accessToken: 'x'.repeat(20), apiKey: 'secret' })).not.toEqual([]);
    expect(faultsOf(Problem!, { message: 'No.' })).not.toEqual([]);
  });
});

/** Statuses of the backend, and the statuses of Pluggy that cause them. */
const FAILURES = [
  [503, 503],
  [502, 500],
  [429, 429],
] as const;

describe('the reference backend', () => {
  let upstream: Upstream;
  let app: App;
  let ana: Visitor;
  let bruno: Visitor;
  let itemId: string;
  let waitingId: string;
  const unknownId = crypto.randomUUID();
  const seen = new Set<string>();

  /** Sends a request, and expects the status and an answer that the document describes. */
  async function expectAnswer(status: number, visitor: Pick<Visitor, 'send'>, route: string, init: RequestInit = {}) {
    const response = await visitor.send(route, init);
    const { method = 'GET' } = init;
    const operation = operationOf(contract, method, route);
    if (!operation) throw new Error(`The document has no ${method} ${route}`);
    expect(response.status, `${method} ${route}`).toBe(status);
    expect(await faultsOfAnswer(operation, response), `${method} ${route}`).toEqual([]);
    seen.add(`${operation.operationId} ${status}`);
    return response;
  }

  const json = (method: string, body: unknown = {}, headers = {}): RequestInit => ({
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const foreign = { 'Sec-Fetch-Site': 'cross-site' };
  const stranger: Pick<Visitor, 'send'> = {
    send: (path, init) => Promise.resolve(app.request(path, init)),
  };

  beforeAll(async () => {
    upstream = await startUpstream({ stepMs: 0, minUpdateFrequencyHours: null });
    app = startApp(upstream, { heartbeatMs: 20 });
    await app.backend.start();
    ana = await visit(app);
    bruno = await visit(app);
    itemId = await ana.connect(upstream);
    waitingId = await ana.connect(upstream, 4);
    for (const id of [itemId, waitingId]) await ana.post('/api/items', { itemId: id });
    const statusOf = async (id: string) => (await read<{ status: string }>(await ana.send(`/api/items/${id}`))).status;
    await waitFor(async () => expect(await statusOf(itemId)).toBe('UPDATED'));
    await waitFor(async () => expect(await statusOf(waitingId)).toBe('WAITING_USER_INPUT'));
  });
  afterAll(async () => {
    await app.backend.stop();
    await upstream.close();
  });

  it('answers the token route as the document says', async () => {
    const route = '/api/connect-token';
    await expectAnswer(200, ana, route, json('POST'));
    await expectAnswer(200, ana, route, json('POST', { itemId }));
    await expectAnswer(400, ana, route, { method: 'POST', body: 'itemId=1' });
    await expectAnswer(401, stranger, route, json('POST'));
    await expectAnswer(403, bruno, route, json('POST', { itemId }));
    await expectAnswer(403, ana, route, json('POST', {}, foreign));
    await expectAnswer(413, ana, route, json('POST', { itemId: 'x'.repeat(20_000) }));
    upstream.respondWith = () => Response.json({ codeDescription: 'ITEM_NOT_FOUND' }, { status: 404 });
    await expectAnswer(404, ana, route, json('POST', { itemId }));
    upstream.respondWith = undefined;
  });

  it('answers the list and the report of an Item as the document says', async () => {
    const list = await read<{ results: unknown[] }>(await expectAnswer(200, ana, '/api/items'));
    expect(list.results).toHaveLength(2);
    expect(await read(await expectAnswer(200, bruno, '/api/items'))).toEqual({ results: [], next: null });
    await expectAnswer(200, ana, '/api/items?after=1');
    await expectAnswer(400, ana, '/api/items?after=none');
    await expectAnswer(401, stranger, '/api/items');
    await expectAnswer(200, ana, '/api/items', json('POST', { itemId }));
    await expectAnswer(400, ana, '/api/items', json('POST', { itemId: '../accounts' }));
    await expectAnswer(401, stranger, '/api/items', json('POST', { itemId }));
    await expectAnswer(403, bruno, '/api/items', json('POST', { itemId }));
    await upstream.put(itemId, { clientUserId: bruno.userId });
    await expectAnswer(409, bruno, '/api/items', json('POST', { itemId }));
    await upstream.put(itemId, { clientUserId: ana.userId });
    await expectAnswer(413, ana, '/api/items', json('POST', { itemId: 'x'.repeat(20_000) }));
  });

  it('answers reads, updates and deletions of an Item as the document says', async () => {
    const route = `/api/items/${itemId}`;
    await expectAnswer(200, ana, route);
    await expectAnswer(200, ana, `/api/items/${waitingId}`);
    await expectAnswer(400, ana, '/api/items/1');
    await expectAnswer(401, stranger, route);
    await expectAnswer(404, bruno, route);
    await expectAnswer(404, ana, `/api/items/${unknownId}`);

    await expectAnswer(200, ana, route, { method: 'PATCH' });
    upstream.respondWith = () =>
      Response.json(
        {
          codeDescription: 'CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY',
          data: { minUpdateFrequencyAllowedInHours: 24 },
        },
        { status: 409 },
      );
    await expectAnswer(409, ana, route, { method: 'PATCH' });
    upstream.respondWith = undefined;
    await expectAnswer(400, ana, '/api/items/1', { method: 'PATCH' });
    await expectAnswer(401, stranger, route, { method: 'PATCH' });
    await expectAnswer(403, ana, route, { method: 'PATCH', headers: foreign });
    await expectAnswer(404, bruno, route, { method: 'PATCH' });

    await expectAnswer(400, ana, '/api/items/1', { method: 'DELETE' });
    await expectAnswer(401, stranger, route, { method: 'DELETE' });
    await expectAnswer(403, ana, route, { method: 'DELETE', headers: foreign });
    await expectAnswer(404, bruno, route, { method: 'DELETE' });
    const carla = await visit(app);
    const carlasId = await carla.connect(upstream);
    await carla.post('/api/items', { itemId: carlasId });
    await expectAnswer(204, carla, `/api/items/${carlasId}`, { method: 'DELETE' });
    await expectAnswer(410, carla, `/api/items/${carlasId}`);
    await expectAnswer(410, carla, `/api/items/${carlasId}`, { method: 'PATCH' });
    await expectAnswer(410, carla, `/api/items/${carlasId}/mfa`, json('POST', { token: '123456' }));
  });

  it('answers the deletion of all Items as the document says', async () => {
    const dora = await visit(app);
    const dorasId = await dora.connect(upstream);
    await dora.post('/api/items', { itemId: dorasId });
    await expectAnswer(401, stranger, '/api/items', { method: 'DELETE' });
    await expectAnswer(403, dora, '/api/items', { method: 'DELETE', headers: foreign });
    for (const [status, body] of FAILURES) {
      upstream.respondWith = () => Response.json({}, { status: body, headers: { 'Retry-After': '1' } });
      await expectAnswer(status, dora, '/api/items', { method: 'DELETE' });
    }
    upstream.respondWith = undefined;
    await expectAnswer(204, dora, '/api/items', { method: 'DELETE' });
  });

  it('answers the consents of an Item as the document says', async () => {
    const emma = await visit(app);
    const emmasId = await emma.connect(upstream);
    await emma.post('/api/items', { itemId: emmasId });
    const route = `/api/items/${emmasId}/consents`;
    expect(await read(await expectAnswer(200, emma, route)), 'a direct connection').toEqual([]);
    const consent = {
      id: crypto.randomUUID(),
      products: ['ACCOUNTS'],
      createdAt: '2026-01-15T12:00:00.000Z',
      expiresAt: '2027-01-15T12:00:00.000Z',
      revokedAt: '2026-03-01T12:00:00.000Z',
    };
    upstream.respondWith = () =>
      Response.json({
        results: [{ ...consent, itemId: emmasId, clientUserId: 'x' }],
        page: 1,
        total: 1,
        totalPages: 1,
      });
    expect(await read(await expectAnswer(200, emma, route))).toEqual([consent]);
    await expectAnswer(401, stranger, route);
    await expectAnswer(404, bruno, route);
    for (const [status, body] of FAILURES) {
      upstream.respondWith = () => Response.json({}, { status: body, headers: { 'Retry-After': '1' } });
      await expectAnswer(status, emma, route);
    }
    upstream.respondWith = undefined;
    await emma.send(`/api/items/${emmasId}`, { method: 'DELETE' });
    await expectAnswer(410, emma, route);
  });

  it('answers the list of institutions as the document says', async () => {
    const route = '/api/connectors';
    await expectAnswer(401, stranger, route);
    for (const [status, body] of FAILURES) {
      upstream.respondWith = () => Response.json({}, { status: body, headers: { 'Retry-After': '1' } });
      await expectAnswer(status, ana, route);
    }
    upstream.respondWith = undefined;
    const real = await read<{ results: { isSandbox: boolean }[] }>(await expectAnswer(200, ana, route));
    const all = await read<{ results: Record<string, unknown>[] }>(
      await expectAnswer(200, ana, `${route}?sandbox=true`),
    );
    expect(real.results.filter(({ isSandbox }) => isSandbox)).toEqual([]);
    expect(real.results.length).toBeGreaterThan(0);
    expect(all.results.length).toBeGreaterThan(real.results.length);
    expect(all.results.find(({ id }) => id === 2)).toMatchObject({ name: 'Pluggy Bank', health: { status: 'ONLINE' } });
    // The forms of all institutions would make the list ten times as large.
    expect(all.results.filter((institution) => 'credentials' in institution)).toEqual([]);
  });

  it('answers the route for codes as the document says', async () => {
    const route = `/api/items/${waitingId}/mfa`;
    await expectAnswer(400, ana, route, json('POST', { wrong: '123456' }));
    await expectAnswer(401, stranger, route, json('POST', { token: '123456' }));
    await expectAnswer(403, ana, route, json('POST', { token: '123456' }, foreign));
    await expectAnswer(404, bruno, route, json('POST', { token: '123456' }));
    await expectAnswer(404, ana, `/api/items/${unknownId}/mfa`, json('POST', { token: '123456' }));
    await expectAnswer(413, ana, route, json('POST', { token: 'x'.repeat(20_000) }));
    await expectAnswer(200, ana, route, json('POST', { token: '123456' }));
  });

  it('streams events and answers webhooks as the document says', async () => {
    await expectAnswer(401, stranger, '/api/events');
    const stream = await expectAnswer(200, ana, '/api/events');
    await stream.body!.cancel();
    await using page = await listen(ana);
    await expectAnswer(401, stranger, '/api/webhooks/pluggy', json('POST', { event: 'item/updated' }));

    const headers = { 'X-Webhook-Secret': webhookSecret('the-session-secret') };
    const event = { event: 'item/updated', eventId: crypto.randomUUID(), itemId };
    await expectAnswer(400, stranger, '/api/webhooks/pluggy', json('POST', {}, headers));
    await expectAnswer(200, stranger, '/api/webhooks/pluggy', json('POST', event, headers));
    await expectAnswer(413, stranger, '/api/webhooks/pluggy', json('POST', { x: 'x'.repeat(6 * 2 ** 20) }, headers));
    const [received] = await page.until((events) => events.some(({ data }) => data.eventId === event.eventId));
    expect(faultsOf(contract.components.schemas.LiveEvent!, received!.data)).toEqual([]);
  });

  it('passes failures of Pluggy on as the document says', async () => {
    for (const [status, body] of FAILURES) {
      upstream.respondWith = () => Response.json({}, { status: body, headers: { 'Retry-After': '1' } });
      await expectAnswer(status, ana, '/api/connect-token', json('POST'));
      // The list shows the stored Items.
      await expectAnswer(200, ana, '/api/items');
      await expectAnswer(status, ana, '/api/items', json('POST', { itemId }));
      await expectAnswer(status, ana, `/api/items/${itemId}`);
      await expectAnswer(status, ana, `/api/items/${itemId}`, { method: 'PATCH' });
      await expectAnswer(status, ana, `/api/items/${itemId}`, { method: 'DELETE' });
      await expectAnswer(status, ana, `/api/items/${waitingId}/mfa`, json('POST', { token: '123456' }));
    }
    upstream.respondWith = undefined;
  });

  it('has been asked for every success and every refusal of the document', () => {
    const all = Object.values(contract.paths).flatMap((operations) =>
      Object.values(operations)
        .filter((operation) => 'operationId' in operation)
        .flatMap(({ operationId, responses }) => Object.keys(responses).map((status) => `${operationId} ${status}`)),
    );
    // Failures inside of the backend, routes and bodies that only other backends lack, lists without stored Items, and a race.
    const isElsewhere = (name: string) =>
      / (500|405)$|^sendCode 204$|^streamEvents 503$|^listItems (429|50[23])$|^addItem 410$/.test(name);
    expect(all.filter((name) => !seen.has(name) && !isElsewhere(name))).toEqual([]);
  });
});
