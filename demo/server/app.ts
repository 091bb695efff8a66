import { Hono, type Context } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { limitBody } from './input.js';
import { allowHosts, createLimits, type Limits } from './limits.js';
import { addItemRoutes } from './item-routes.js';
import type { Items } from './items.js';
import { listAccounts } from './accounts.js';
import type { ListedConnector } from './connectors.js';
import { QueryFailure } from './database/query-failure.js';
import type { Inbox } from './inbox.js';
import type { Live } from './live.js';
import { contentSecurityPolicy } from './policy.js';
import { answerProblem, Problem } from './problem.js';
import type { Records } from './records.js';
import { sameOriginOnly, type Sessions, type SignedIn } from './session.js';
import { addSite } from './site.js';
import { addWebhook } from './webhooks.js';

export interface AppOptions {
  items: Items;
  /** Lists the institutions that can be connected. */
  listConnectors: (includeSandbox: boolean) => Promise<ListedConnector[]>;
  records: Records;
  inbox: Inbox;
  live: Live;
  sessions: Sessions;
  /** Secret header value that Pluggy sends with its events. */
  webhookSecret: string;
  /** Called after a webhook event is stored. */
  onEvent: () => void;
  /** Notifies the pages of all users with an Item of a connector whose health has changed. */
  publishHealth: (eventId: string, connectorId: number) => Promise<void>;
  /** Address of the sandbox for browsers. Without it, pages open Pluggy's widget. */
  sandboxUrl?: string;
  limits?: Limits;
  /** Host names of this server, besides `localhost`. */
  hosts?: readonly string[];
}

const MAX_BODY = 16 * 1024;

/** Creates all routes: connect tokens, the user's Items and their data, Pluggy's webhook, the demo's pages. */
export function createApp({ items, records, inbox, live, sessions, sandboxUrl, ...options }: AppOptions) {
  const app = new Hono<SignedIn>();
  const limits = createLimits(options.limits);

  app.use(allowHosts(options.hosts ?? []));

  // The webhook comes before the middleware for browsers: Pluggy's requests have neither a session nor an origin.
  addWebhook(app, options.webhookSecret, inbox, { onStored: options.onEvent, publishHealth: options.publishHealth });

  app.use(
    secureHeaders({
      contentSecurityPolicy: contentSecurityPolicy(sandboxUrl),
      // A page may set its own policy: a stricter one, or one with hashes and nonces.
      overwrite: false,
      // The bank's login window, opened from the widget, needs its `opener` to report back.
      crossOriginOpenerPolicy: 'same-origin-allow-popups',
      // With the default `no-referrer`, browsers send forms with `Origin: null`.
      referrerPolicy: 'strict-origin-when-cross-origin',
      xFrameOptions: 'DENY',
      // The proxy that terminates TLS sets this header, which applies to the whole host.
      strictTransportSecurity: false,
    }),
    sameOriginOnly,
    limitBody(MAX_BODY),
  );

  app.onError((error, c) => {
    if (error instanceof Problem) return answerProblem(c, error);
    // The stack of a failed query says nothing that its name does not.
    console.error(error instanceof QueryFailure ? error.message : error);
    return answerProblem(c, new Problem(500, 'internal', 'The server failed to handle this request.'));
  });
  app.notFound((c) => answerProblem(c, new Problem(404, 'not-found', 'This address does not exist.')));

  app.use(
    '/api/*',
    noStore,
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => answerProblem(c, methodProblem(methods)),
    }),
    sessions.required,
  );

  app.use('/api/connect-token', limits.tokens);
  addItemRoutes(app, items);

  app.get('/api/connectors', async (c) =>
    c.json({ results: await options.listConnectors(c.req.query('sandbox') === 'true') }),
  );

  app.get('/api/accounts', async (c) => c.json(await listAccounts(records, c.get('userId'))));

  app.get('/api/events', async (c) => {
    // Hono handles HEAD as GET and drops the body, so nothing would end the stream.
    if (c.req.method === 'HEAD') throw methodProblem(['GET']);
    const endStream = await limits.openStream(c.get('userId'));
    return live.stream(c, c.get('userId'), endStream).catch((error: unknown) => {
      endStream();
      throw error;
    });
  });

  addSite(app, { items, sessions, sandboxUrl });
  return app;
}

const methodProblem = (methods: string[]) =>
  new Problem(405, 'method-not-allowed', 'This route does not accept this method.', { Allow: methods.join(', ') });

/** Forbids caching of API responses: tokens and personal data. */
async function noStore(c: Context, next: () => Promise<void>) {
  await next();
  c.header('Cache-Control', 'no-store');
}
