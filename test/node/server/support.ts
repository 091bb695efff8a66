import { expect } from 'vitest';
import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decode } from 'hono/jwt';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/core/index.js';
import { createBackend, type BackendOptions } from '../../../demo/server/backend.js';
import { openDatabase } from '../../../demo/server/database/index.js';
import { WEBHOOK_PATH, webhookSecret } from '../../../demo/server/webhooks.js';
import { waitFor } from '../../support/wait-for.js';
import { WAIT_MS } from '../../support/wait.js';

export const KEYS = { clientId: 'the-client-id', clientSecret: 'the-client-secret' };

interface Recorded {
  method: string;
  path: string;
  body: unknown;
}

/**
 * Starts the sandbox on a real port, because `pluggy-sdk` has its own HTTP client. Records all requests. A test can
 * replace responses with `respondWith`.
 */
export async function startUpstream(options: SandboxOptions = {}) {
  const upstream = {
    url: '',
    requests: [] as Recorded[],
    sandbox: createSandbox({ ...KEYS, stepMs: 5, minUpdateFrequencyHours: null, ...options }),
    respondWith: undefined as ((path: string, url: URL) => Response | Promise<Response> | undefined) | undefined,
    count: (path: string) => upstream.requests.filter((request) => request.path === path).length,
    last: (path: string) => upstream.requests.filter((request) => request.path === path).at(-1)?.body,
    /** Changes the state of an Item, as the sandbox's control page does. */
    put: async (itemId: string, state: object) => {
      const init = { method: 'PATCH', body: JSON.stringify(state), headers: { 'Content-Type': 'application/json' } };
      const response = await fetch(`${upstream.url}/sandbox/items/${itemId}`, init);
      if (!response.ok) throw new Error(await response.text());
    },
    /** Sends a request of the control page about simulated Items, and returns the answer. */
    control: async <T = { id: string }>(path: string, body: unknown): Promise<T> => {
      const init = { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
      const response = await fetch(`${upstream.url}/sandbox/items${path}`, init);
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()) as T;
    },
    restart: (sandbox: Sandbox) => {
      upstream.sandbox.close();
      upstream.sandbox = sandbox;
    },
    close: () => {
      upstream.sandbox.close();
      return new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
  const server = createAdaptorServer({
    fetch: async (request) => {
      const url = new URL(request.url);
      const path = url.pathname;
      const text = await request.clone().text();
      upstream.requests.push({ method: request.method, path, body: text ? (JSON.parse(text) as unknown) : undefined });
      return upstream.respondWith?.(path, url) ?? upstream.sandbox.fetch(request);
    },
  }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  upstream.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return upstream;
}

export type Upstream = Awaited<ReturnType<typeof startUpstream>>;

/** An event as Pluggy sends it to webhooks. */
export type Payload = Record<string, unknown> & { event: string; eventId: string; itemId: string };

/** Starts the sandbox, which adds its events to `sent` instead of sending them. Tests deliver them, or lose them. */
export const startRecordedUpstream = (sent: Payload[], options: SandboxOptions = {}) =>
  startUpstream({
    stepMs: 0,
    ...options,
    fetch: (_url, init) => {
      sent.push(JSON.parse(init!.body as string) as Payload);
      return Promise.resolve(new Response());
    },
  });

/** Database shared by the tests of a file, because opening one takes a second. Each test uses new users and Items. */
export const database = await openDatabase();

export function startApp(upstream: { url: string }, options: Partial<BackendOptions> = {}) {
  const log: string[] = [];
  const backend = createBackend({
    pluggy: { ...KEYS, baseUrl: upstream.url, timeoutMs: WAIT_MS, log: (line) => log.push(line) },
    sessionSecret: 'the-session-secret',
    sandboxUrl: 'http://localhost:4300',
    database,
    ...options,
  });
  return Object.assign(backend.app, { log, backend });
}

export type App = ReturnType<typeof startApp>;

/** Sends an event to the backend, as Pluggy does. */
export const sendWebhook = (app: Pick<App, 'request'>, payload: object) =>
  app.request(WEBHOOK_PATH, {
    method: 'POST',
    headers: { 'X-Webhook-Secret': webhookSecret('the-session-secret') },
    body: JSON.stringify(payload),
  });

/** Returns the user id in the session cookie of a response. */
export function userOf(response: Response): string {
  const token = /session=([^;]+)/.exec(response.headers.get('set-cookie')!)![1]!;
  return decode(token).payload.sub as string;
}

/** Opens the page as a new visitor. */
export async function visit(app: Pick<App, 'request'>) {
  const response = await app.request('/');
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
  const userId = userOf(response);

  const send = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('Cookie', cookie);
    return Promise.resolve(app.request(path, { ...init, headers }));
  };
  const post = (path: string, body: unknown) =>
    send(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return {
    userId,
    cookie,
    send,
    post,
    /** Returns the first page of the visitor's Items. */
    async items<T = ListedItem>(): Promise<T[]> {
      return (await read<{ results: T[] }>(await send('/api/items'))).results;
    },

    submit: (path: string, fields: Record<string, string>) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields) }),

    /** Connects a bank as the widget does, with a connect token from the backend. */
    async connect(upstream: Upstream, connectorId = 2): Promise<string> {
      const { accessToken } = await read<{ accessToken: string }>(await post('/api/connect-token', {}));
      const response = await fetch(`${upstream.url}/items`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-API-KEY': accessToken },
        body: JSON.stringify({ connectorId, parameters: { user: 'user-ok', password: 'password-ok' } }),
      });
      return (await read<{ id: string }>(response)).id;
    },
  };
}

export interface ListedItem {
  id: string;
  connector: Record<string, unknown>;
  status?: string;
  accounts?: { name: string }[];
  stale?: { code: string };
  deletedAt?: string;
}

export type Visitor = Awaited<ReturnType<typeof visit>>;

export async function read<T = Record<string, unknown>>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

export interface ReceivedEvent {
  id: string;
  data: { event: string; eventId?: string; itemId: string };
}

/** Opens the event stream of a visitor's page. */
export async function listen(visitor: Pick<Visitor, 'send'>, lastEventId?: string) {
  const response = await visitor.send('/api/events', lastEventId ? { headers: { 'Last-Event-ID': lastEventId } } : {});
  if (response.status !== 200) throw new Error(`GET /api/events: ${response.status}`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const page = {
    headers: response.headers,
    text: '',
    events: [] as ReceivedEvent[],
    /** Waits until the received events meet a condition, and returns them. */
    async until(condition: (events: ReceivedEvent[]) => boolean): Promise<ReceivedEvent[]> {
      await waitFor(() => expect(condition(page.events), JSON.stringify(page.events)).toBe(true));
      return page.events;
    },
    close: () => reader.cancel(),
    [Symbol.asyncDispose]: () => reader.cancel(),
  };
  const reading = async () => {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      page.text += chunk.value;
      page.events = parseEvents(page.text);
    }
  };
  reading().catch(() => undefined);
  return page;
}

function parseEvents(text: string): ReceivedEvent[] {
  return [...text.matchAll(/^data: (.*)\nid: (.*)\n\n/gm)].map(([, data, id]) => ({
    id: id!,
    data: JSON.parse(data!) as ReceivedEvent['data'],
  }));
}
