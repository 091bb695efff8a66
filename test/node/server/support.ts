import { expect } from 'vitest';
import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decode } from 'hono/jwt';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/core/index.js';
import { createBackend, type BackendOptions } from '../../../demo/server/backend.js';
import { openDatabase } from '../../../demo/server/database/index.js';
import { waitFor } from '../../support/wait-for.js';

export const KEYS = { clientId: 'the-client-id', clientSecret: 'the-client-secret' };

interface Recorded {
  method: string;
  path: string;
  body: unknown;
}

/**
 * The sandbox on a real port, since `pluggy-sdk` brings its own HTTP client. It writes down what it is asked, and
 * answers with what a test puts into `answerWith` instead of its own.
 */
export async function startUpstream(options: SandboxOptions = {}) {
  const upstream = {
    url: '',
    requests: [] as Recorded[],
    sandbox: createSandbox({ ...KEYS, stepMs: 5, ...options }),
    answerWith: undefined as ((path: string) => Response | Promise<Response> | undefined) | undefined,
    count: (path: string) => upstream.requests.filter((request) => request.path === path).length,
    last: (path: string) => upstream.requests.filter((request) => request.path === path).at(-1)?.body,
    /** Puts an Item into a state, as on the sandbox's control page. */
    put: async (itemId: string, state: object) => {
      const init = { method: 'PATCH', body: JSON.stringify(state), headers: { 'Content-Type': 'application/json' } };
      const response = await fetch(`${upstream.url}/sandbox/items/${itemId}`, init);
      if (!response.ok) throw new Error(await response.text());
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
      const path = new URL(request.url).pathname;
      const text = await request.clone().text();
      upstream.requests.push({ method: request.method, path, body: text ? (JSON.parse(text) as unknown) : undefined });
      return upstream.answerWith?.(path) ?? upstream.sandbox.fetch(request);
    },
  }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  upstream.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return upstream;
}

export type Upstream = Awaited<ReturnType<typeof startUpstream>>;

/** One for a test file: starting it takes a second. Users and Items of tests have ids of their own. */
export const database = await openDatabase();

export function startApp(upstream: { url: string }, options: Partial<BackendOptions> = {}) {
  const log: string[] = [];
  const backend = createBackend({
    pluggy: { ...KEYS, baseUrl: upstream.url, log: (line) => log.push(line) },
    sessionSecret: 'the-session-secret',
    sandboxUrl: 'http://localhost:4300',
    database,
    ...options,
  });
  return Object.assign(backend.app, { log, backend });
}

export type App = ReturnType<typeof startApp>;

/** Who the answer's session is. */
export function userOf(response: Response): string {
  const token = /session=([^;]+)/.exec(response.headers.get('set-cookie')!)![1]!;
  return decode(token).payload.sub as string;
}

/** Somebody who has opened the page. */
export async function visit(app: App) {
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
    send,
    post,
    submit: (path: string, fields: Record<string, string>) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields) }),

    /** Connects a bank the way the widget does: with the connect token that the backend gave. */
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

export type Visitor = Awaited<ReturnType<typeof visit>>;

export async function read<T = Record<string, unknown>>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

export interface Told {
  id: string;
  data: { event: string; eventId?: string; itemId: string };
}

/** A page that listens. */
export async function listen(visitor: Pick<Visitor, 'send'>, lastEventId?: string) {
  const response = await visitor.send('/api/events', lastEventId ? { headers: { 'Last-Event-ID': lastEventId } } : {});
  if (response.status !== 200) throw new Error(`GET /api/events: ${response.status}`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const page = {
    headers: response.headers,
    text: '',
    events: [] as Told[],
    /** Waits for what the events have to be. */
    async until(isThere: (events: Told[]) => boolean): Promise<Told[]> {
      await waitFor(() => expect(isThere(page.events), JSON.stringify(page.events)).toBe(true));
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

function parseEvents(text: string): Told[] {
  return [...text.matchAll(/^data: (.*)\nid: (.*)\n\n/gm)].map(([, data, id]) => ({
    id: id!,
    data: JSON.parse(data!) as Told['data'],
  }));
}
