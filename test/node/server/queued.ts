import type { Database } from '../../../demo/server/database/index.js';

export interface QueuedEvent {
  state: 'created' | 'retry' | 'active' | 'completed' | 'failed';
  /** Number of tries that have ended. */
  tries: number;
  failure: string | null;
  /** Seconds until the next try. */
  pause: number;
  payload: object;
}

/** Reads an event of the queue by Pluggy's id. */
export async function readEvent({ query }: Pick<Database, 'query'>, id: string): Promise<QueuedEvent | undefined> {
  const [event] = await query<QueuedEvent>(
    `SELECT state, output ->> 'failure' AS failure, extract(epoch FROM start_after - now())::float8 AS pause,
       CASE WHEN started_on IS NULL THEN 0 ELSE retry_count + (state <> 'active')::int END AS tries,
       data -> 'payload' AS payload
     FROM pgboss.job WHERE data ->> 'id' = $1`,
    [id],
  );
  return event;
}
