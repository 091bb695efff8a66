import { Hono, type Context } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { limitBody } from './input.js';
import { addItemRoutes } from './item-routes.js';
import type { Items } from './items.js';
import { listAccounts } from './accounts.js';
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
  records: Records;
  inbox: Inbox;
  live: Live;
  sessions: Sessions;
  /** What Pluggy sends along with its events. */
  webhookSecret: string;
  /** Called when there is an event to work on. */
  onEvent: () => void;
  /** The sandbox as browsers see it. Without it the pages use Pluggy's own widget. */
  sandboxUrl?: string;
}

const MAX_BODY = 16 * 1024;

/** Every route: connect tokens, Items and their data for the signed-in user, Pluggy's webhook, the pages of the demo. */
export function createApp({ items, records, inbox, live, sessions, sandboxUrl, ...options }: AppOptions) {
  const app = new Hono<SignedIn>();

  // Before everything that is for browsers: Pluggy has neither a session nor an origin.
  addWebhook(app, options.webhookSecret, inbox, options.onEvent);

  app.use(
    secureHeaders({
      contentSecurityPolicy: contentSecurityPolicy(sandboxUrl),
      // A page may have a stricter one of its own, or one that names what is in it.
      overwrite: false,
      // The bank's own window opens from the widget and has to find its way back.
      crossOriginOpenerPolicy: 'same-origin-allow-popups',
      // Not the default `no-referrer`: with it browsers send forms with `Origin: null`.
      referrerPolicy: 'strict-origin-when-cross-origin',
      xFrameOptions: 'DENY',
      // Whoever ends TLS in front of this knows whether the whole host may be bound to it.
      strictTransportSecurity: false,
    }),
    sameOriginOnly,
    limitBody(MAX_BODY),
  );

  app.onError((error, c) => {
    if (error instanceof Problem) return answerProblem(c, error);
    console.error(error);
    return answerProblem(c, new Problem(500, 'internal', 'Something went wrong on our side.'));
  });
  app.notFound((c) => answerProblem(c, new Problem(404, 'not-found', 'There is nothing here.')));

  app.use(
    '/api/*',
    noStore,
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        answerProblem(
          c,
          new Problem(405, 'method-not-allowed', 'This route does not take this method.', {
            Allow: methods.join(', '),
          }),
        ),
    }),
    sessions.required,
  );

  addItemRoutes(app, items);

  app.get('/api/accounts', async (c) => c.json(await listAccounts(records, c.get('userId'))));

  app.get('/api/events', (c) => live.stream(c, c.get('userId')));

  addSite(app, { items, sessions, sandboxUrl });
  return app;
}

/** For answers that are one person's, tokens first of all. */
async function noStore(c: Context, next: () => Promise<void>) {
  await next();
  c.header('Cache-Control', 'no-store');
}
