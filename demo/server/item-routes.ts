import type { Hono } from 'hono';
import { pathItemId, readCursor, readItemId, readParameters } from './input.js';
import type { Items } from './items.js';
import type { SignedIn } from './session.js';

/**
 * Adds the routes for connect tokens and the signed-in user's Items. Uses no Node API: Storybook runs the same routes
 * in the browser.
 */
export function addItemRoutes(app: Hono<SignedIn>, items: Items): void {
  app.post('/api/connect-token', async (c) => {
    const itemId = await readItemId(c, { optional: true });
    return c.json({ accessToken: await items.connectToken(c.get('userId'), itemId) });
  });

  app.post('/api/items', async (c) => {
    const itemId = await readItemId(c);
    return c.json(await items.add(itemId, c.get('userId')));
  });

  app.get('/api/items', async (c) => {
    return c.json(await items.list(c.get('userId'), readCursor(c)));
  });

  app.delete('/api/items', async (c) => {
    await items.deleteAll(c.get('userId'));
    return c.body(null, 204);
  });

  app.get('/api/items/:id', async (c) => {
    return c.json(await items.get(pathItemId(c), c.get('userId')));
  });

  app.get('/api/items/:id/consents', async (c) => {
    return c.json(await items.consents(pathItemId(c), c.get('userId')));
  });

  app.patch('/api/items/:id', async (c) => {
    return c.json(await items.update(pathItemId(c), c.get('userId')));
  });

  app.delete('/api/items/:id', async (c) => {
    await items.delete(pathItemId(c), c.get('userId'));
    return c.body(null, 204);
  });

  app.post('/api/items/:id/mfa', async (c) => {
    const itemId = pathItemId(c);
    const parameters = readParameters(await c.req.text());
    return c.json(await items.sendMfa(itemId, c.get('userId'), parameters));
  });
}
