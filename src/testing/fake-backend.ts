import type { HttpHandler } from 'msw';
import type { Connector, Item } from '../model/item-types.js';
import { anItem } from './an-item.js';

export interface FakeBackendOptions {
  /** The connections of the signed-in person at the start. */
  items?: readonly Item[];
  /** The institutions of `connectors-endpoint`. */
  connectors?: readonly Connector[];
  /** The path before the routes, of any origin. Default: `/api`. */
  path?: string;
}

/** The routes that the elements send requests to, with the Items in memory. */
export interface FakeBackend {
  /** Handlers for `setupServer(...handlers)` and `setupWorker(...handlers)` of MSW. */
  readonly handlers: HttpHandler[];
  /** The person's Items by id. */
  readonly items: Map<string, Item>;
  /** Stores an Item, as a webhook does, and sends it to the open streams of `events-endpoint`. */
  put(item: Item): void;
}

/**
 * Returns MSW handlers for the routes of a backend: `POST /api/connect-token`, `/api/items` with its sub-routes,
 * `GET /api/connectors` and `GET /api/events`. Needs the package `msw`.
 */
export async function fakeBackend(options: FakeBackendOptions = {}): Promise<FakeBackend> {
  const { http, HttpResponse } = await import('msw').catch((cause: unknown) => {
    throw new Error('fakeBackend() needs MSW: npm install --save-dev msw', { cause });
  });
  const { connectors = [], path = '/api' } = options;
  const items = new Map((options.items ?? []).map((item) => [item.id, item]));
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const encoder = new TextEncoder();

  const put = (item: Item) => {
    items.set(item.id, item);
    const message = encoder.encode(`data: ${JSON.stringify(item)}\n\n`);
    for (const stream of streams) stream.enqueue(message);
  };
  const notFound = () => HttpResponse.json({ code: 404, codeDescription: 'ITEM_NOT_FOUND' }, { status: 404 });
  /** Responds with the Item of the path after a change, or with 404. */
  const changed = (id: unknown, fields: Partial<Item>) => {
    const item = items.get(String(id));
    if (!item) return notFound();
    put({ ...item, ...fields, updatedAt: new Date().toISOString() });
    return HttpResponse.json(items.get(item.id));
  };
  const running: Partial<Item> = {
    status: 'UPDATING',
    executionStatus: 'LOGIN_IN_PROGRESS',
    error: null,
    parameter: null,
  };

  const at = (route: string) => `*${path}${route}`;
  const handlers = [
    http.post(at('/connect-token'), () => HttpResponse.json({ accessToken: 'fake-connect-token' })),
    http.get(at('/connectors'), () => HttpResponse.json(connectors)),
    http.get(at('/events'), () => {
      let stream: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          streams.add((stream = controller));
        },
        cancel() {
          streams.delete(stream);
        },
      });
      return new HttpResponse(body, { headers: { 'content-type': 'text/event-stream' } });
    }),
    http.get(at('/items'), () => HttpResponse.json([...items.values()])),
    http.post(at('/items'), async ({ request }) => {
      const { itemId } = (await request.json()) as { itemId: string };
      // A real backend reads the new Item from Pluggy.
      if (!items.has(itemId)) put(anItem({ id: itemId }));
      return new HttpResponse(null, { status: 204 });
    }),
    http.get(at('/items/:id'), ({ params }) => {
      const item = items.get(String(params.id));
      return item ? HttpResponse.json(item) : notFound();
    }),
    http.patch(at('/items/:id'), ({ params }) => changed(params.id, running)),
    http.delete(at('/items/:id'), ({ params }) => {
      return items.delete(String(params.id)) ? new HttpResponse(null, { status: 204 }) : notFound();
    }),
    http.post(at('/items/:id/mfa'), ({ params }) => changed(params.id, running)),
    http.get(at('/items/:id/consents'), () => HttpResponse.json([])),
  ];
  return { handlers, items, put };
}
