import type { Env, Hono } from 'hono';

/** Adds the routes of Pluggy and of the sandbox that the checker uses, below `/pluggy`. */
export function addSmallPluggy<E extends Env>(app: Hono<E>) {
  /** The users of the tokens. */
  const tokens = new Map<string, string>();
  /** The owners of the Items. */
  const items = new Map<string, string>();

  app.post('/pluggy/items', (c) => {
    const clientUserId = tokens.get(c.req.header('X-API-KEY') ?? '') ?? '';
    const id = crypto.randomUUID();
    items.set(id, clientUserId);
    return c.json({ id, clientUserId });
  });
  app.post('/pluggy/sandbox/items/:id/preset', (c) =>
    items.delete(c.req.param('id')) ? c.json({}) : c.json({ code: 404, message: 'Item not found' }, 404),
  );

  return {
    issue: (token: string, user: string) => void tokens.set(token, user),
    has: (itemId: string) => items.has(itemId),
    ownerOf: (itemId: string) => items.get(itemId),
    delete: (itemId: string) => void items.delete(itemId),
  };
}
