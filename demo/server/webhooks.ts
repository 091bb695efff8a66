import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import type { Database } from './database/index.js';
import type { Inbox } from './inbox.js';
import { limitBody, parseObject } from './input.js';
import { readId } from './items.js';
import type { Pluggy } from './pluggy.js';
import { Problem } from './problem.js';
import type { SignedIn } from './session.js';

export const WEBHOOK_PATH = '/api/webhooks/pluggy';
const HEADER = 'X-Webhook-Secret';
/** Largest body: an event that lists 100,000 transaction ids is smaller. */
const MAX_BODY = 5 * 1024 * 1024;

/** Derives the webhook's secret from the session secret, so that operators manage and rotate a single secret. */
export function webhookSecret(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update('webhooks of Pluggy').digest('base64url');
}

/** The consequences of an event. */
interface WebhookListener {
  /** Called when an event has been stored. */
  readonly onStored: () => void;
  /** Notifies the pages of all users with an Item of this connector. */
  readonly publishHealth: (eventId: string, connectorId: number) => Promise<void>;
}

/** Adds the webhook route, which checks and stores events and responds at once. The worker handles them later. */
export function addWebhook(
  app: Hono<SignedIn>,
  secret: string,
  inbox: Inbox,
  { onStored, publishHealth }: WebhookListener,
) {
  app.post(
    WEBHOOK_PATH,
    async (c, next) => {
      // Check the secret before reading the body: an unauthenticated request must cost little.
      if (!isEqual(c.req.header(HEADER) ?? '', secret))
        throw new Problem(401, 'no-secret', 'The X-Webhook-Secret header is missing or wrong.');
      await next();
    },
    limitBody(MAX_BODY),
    async (c) => {
      const body = await c.req.text();
      const { event, eventId, itemId, connectorId } = parseObject(body);
      if (!isName(event) || !isName(eventId)) {
        throw new Problem(400, 'bad-event', 'An event must have an "event" and an "eventId".');
      }
      // Published before the event is stored: Pluggy repeats an event that was not accepted.
      if (event === 'connector/status_updated' && Number.isSafeInteger(connectorId)) {
        await publishHealth(eventId, connectorId as number);
      }
      await inbox.receive({ id: eventId, event, itemId: readId(itemId), body });
      onStored();
      return c.json({});
    },
  );
}

/** Registers the webhook for all events, or updates the secret of the registered one. */
export function registerWebhook(pluggy: Pluggy, database: Database, publicUrl: string, secret: string): Promise<void> {
  const url = new URL(WEBHOOK_PATH, publicUrl).href;
  return database.exclusively('register the webhook', async () => {
    const known = (await pluggy.listWebhooks()).find((webhook) => webhook.url === url && webhook.event === 'all');
    await pluggy.saveWebhook(known?.id, url, { [HEADER]: secret });
  });
}

const isName = (value: unknown): value is string => typeof value === 'string' && /^[\w./-]{1,200}$/.test(value);

/** Compares in constant time. */
function isEqual(value: string, secret: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(value), hash(secret));
}
