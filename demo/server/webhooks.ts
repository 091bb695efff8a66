import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import type { Database } from './database/index.js';
import type { Inbox } from './inbox.js';
import { limitBody, parseObject } from './input.js';
import { isItemId } from './items.js';
import type { Pluggy } from './pluggy.js';
import { Problem } from './problem.js';
import type { SignedIn } from './session.js';

export const WEBHOOK_PATH = '/api/webhooks/pluggy';
const HEADER = 'X-Webhook-Secret';
/** Events name at most some thousand transactions. */
const MAX_BODY = 1024 * 1024;

/** What Pluggy has to send along. From the secret of the sessions, so that there is one to keep, and a new one replaces it. */
export function webhookSecret(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update('webhooks of Pluggy').digest('base64url');
}

/** Where Pluggy sends its events: looked at, stored, answered. The work comes later. */
export function addWebhook(app: Hono<SignedIn>, secret: string, inbox: Inbox, stored: () => void) {
  app.post(
    WEBHOOK_PATH,
    async (c, next) => {
      // Before the body is read: whoever has no secret costs nothing.
      if (!isSame(c.req.header(HEADER) ?? '', secret)) throw new Problem(401, 'no-secret', 'The secret is wrong.');
      await next();
    },
    limitBody(MAX_BODY),
    async (c) => {
      const body = await c.req.text();
      const { event, eventId, itemId } = parseObject(body);
      if (!isName(event) || !isName(eventId)) {
        throw new Problem(400, 'bad-event', 'An event has to have an "event" and an "eventId".');
      }
      await inbox.receive({ id: eventId, event, itemId: isItemId(itemId) ? itemId : undefined, body });
      stored();
      return c.json({});
    },
  );
}

/** Tells Pluggy once where to send every event, or finds that it knows, and gives it the secret of today. */
export function registerWebhook(pluggy: Pluggy, database: Database, publicUrl: string, secret: string): Promise<void> {
  const url = new URL(WEBHOOK_PATH, publicUrl).href;
  return database.exclusively('register the webhook', async () => {
    const known = (await pluggy.listWebhooks()).find((webhook) => webhook.url === url && webhook.event === 'all');
    await pluggy.saveWebhook(known?.id, url, { [HEADER]: secret });
  });
}

const isName = (value: unknown): value is string => typeof value === 'string' && /^[\w./-]{1,200}$/.test(value);

/** In the same time, however much of it is right. */
function isSame(given: string, secret: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(secret));
}
