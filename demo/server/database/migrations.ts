import type { Database } from './index.js';

/** Each is run once, in this order. What has been released is never changed, only followed by another. */
const MIGRATIONS = [
  `
  -- Whose an Item is, and how it was when we last read it.
  CREATE TABLE items (
    id uuid PRIMARY KEY,
    user_id text NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    updated_at timestamptz NOT NULL,
    data jsonb NOT NULL
  );
  CREATE INDEX ON items (user_id, position);

  -- Pluggy's events as they came.
  CREATE TABLE webhook_events (
    id text PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY,
    event text NOT NULL,
    item_id uuid,
    body text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    tries integer NOT NULL DEFAULT 0,
    due_at timestamptz,
    done_at timestamptz,
    parked_at timestamptz,
    failure text
  );
  CREATE INDEX ON webhook_events (item_id, position) WHERE due_at IS NOT NULL;
  CREATE INDEX ON webhook_events (done_at);

  -- The Items that have events to work on. Whoever claims a lane works on all of them, one after the other.
  CREATE TABLE lanes (
    item_id uuid PRIMARY KEY,
    due_at timestamptz NOT NULL,
    claim uuid,
    claimed_until timestamptz
  );
  CREATE INDEX ON lanes (due_at);

  -- What browsers are told, for those that were away.
  CREATE TABLE live_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text NOT NULL,
    told_at timestamptz NOT NULL DEFAULT now(),
    event text NOT NULL,
    event_id text UNIQUE,
    item_id uuid NOT NULL
  );
  CREATE INDEX ON live_events (user_id, id);
  CREATE INDEX ON live_events (told_at);

  CREATE TABLE accounts (
    id text PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES items ON DELETE CASCADE,
    data jsonb NOT NULL
  );
  CREATE INDEX ON accounts (item_id);

  CREATE TABLE transactions (
    id text PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES items ON DELETE CASCADE,
    account_id text NOT NULL REFERENCES accounts ON DELETE CASCADE,
    date timestamptz NOT NULL,
    data jsonb NOT NULL
  );
  CREATE INDEX ON transactions (item_id);
  CREATE INDEX ON transactions (account_id, date DESC, id);

  CREATE TABLE investments (
    id text PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES items ON DELETE CASCADE,
    data jsonb NOT NULL
  );
  CREATE INDEX ON investments (item_id);

  CREATE TABLE loans (
    id text PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES items ON DELETE CASCADE,
    data jsonb NOT NULL
  );
  CREATE INDEX ON loans (item_id);

  CREATE TABLE identities (
    id text PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES items ON DELETE CASCADE,
    data jsonb NOT NULL
  );
  CREATE INDEX ON identities (item_id);
  `,
  `
  -- There are never many lanes, and each is written several times for each event.
  DROP INDEX lanes_due_at_idx;
  `,
];

export async function migrate(database: Database): Promise<void> {
  await database.transaction(async ({ query }) => {
    await query("SELECT pg_advisory_xact_lock(hashtext('migrations'))");
    await query('CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY)');
    const done = await query<{ number: number }>('SELECT number FROM migrations');
    const numbers = new Set(done.map(({ number }) => number));
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (numbers.has(index + 1)) continue;
      // One statement at a time: the extended protocol takes no more.
      for (const statement of migration.split(/;\s*$/m)) {
        if (statement.trim()) await query(statement);
      }
      await query('INSERT INTO migrations VALUES ($1)', [index + 1]);
    }
  });
}
