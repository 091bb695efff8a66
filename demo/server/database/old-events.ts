import type { Database } from './types.js';

interface Row {
  id: string;
  event: string;
  item_id: string;
  body: string;
}

/** Drops the tables of the queue that earlier versions had, after `receive` has stored their pending and parked events. */
export async function moveOldEvents(
  database: Database,
  receive: (event: { id: string; event: string; itemId: string; payload: Record<string, unknown> }) => Promise<unknown>,
): Promise<void> {
  await database.exclusively('move old events', async () => {
    const [found] = await database.query<{ name: string | null }>("SELECT to_regclass('webhook_events')::text AS name");
    if (!found?.name) return;
    const rows = await database.query<Row>(
      `SELECT id, event, item_id, body FROM webhook_events
       WHERE item_id IS NOT NULL AND (due_at IS NOT NULL OR parked_at IS NOT NULL) ORDER BY position`,
    );
    for (const { id, event, item_id: itemId, body } of rows) {
      await receive({ id, event, itemId, payload: JSON.parse(body) as Record<string, unknown> });
    }
    await database.query('DROP TABLE pending_items, webhook_events');
  });
}
