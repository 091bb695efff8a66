import { sign } from 'hono/jwt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WEBHOOK_PATH, webhookSecret } from '../../demo/server/webhooks.js';
import { clientOf } from '../node/server/pluggy-data.js';
import { hasPostgres, startPostgres } from '../node/server/postgres.js';
import { startProcess, type Process } from '../node/server/processes.js';
import { KEYS, listen, startUpstream } from '../node/server/support.js';

const SESSION_SECRET = 'the-session-secret';
const USER_ID = `visitor-${crypto.randomUUID()}`;

async function openPage({ url }: Process) {
  const exp = Math.floor(Date.now() / 1000) + 600;
  const Cookie = `session=${await sign({ sub: USER_ID, exp }, SESSION_SECRET, 'HS256')}`;
  return listen({ send: (path, init) => fetch(url + path, { ...init, headers: { ...init?.headers, Cookie } }) });
}

describe.runIf(hasPostgres)('two processes of the reference backend on one PostgreSQL server', () => {
  it('send a webhook of one process to the pages of both within a second', async () => {
    const postgres = await startPostgres();
    onTestFinished(() => postgres.close());
    const upstream = await startUpstream({ stepMs: 0 });
    onTestFinished(() => upstream.close());
    const created = await fetch(`${upstream.url}/sandbox/items`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ connectorId: 2, clientUserId: USER_ID }),
    });
    const { id: itemId } = (await created.json()) as { id: string };
    await clientOf(upstream).fetchItem(itemId);
    const options = {
      database: { url: await postgres.newUrl() },
      pluggy: { ...KEYS, baseUrl: upstream.url },
      sessionSecret: SESSION_SECRET,
    };
    const processes = [await startProcess(options), await startProcess(options)];
    const pages = await Promise.all(processes.map(openPage));

    const eventId = crypto.randomUUID();
    const start = performance.now();
    const answer = await fetch(`${processes[0]!.url}${WEBHOOK_PATH}`, {
      method: 'POST',
      headers: { 'X-Webhook-Secret': webhookSecret(SESSION_SECRET) },
      body: JSON.stringify({ event: 'item/error', eventId, itemId }),
    });
    expect(answer.ok).toBe(true);
    for (const page of pages) await page.until((events) => events.some(({ data }) => data.eventId === eventId));
    expect(performance.now() - start).toBeLessThan(1000);
    for (const page of pages) await page.close();
    for (const one of processes) await one.stop();
  });
});
