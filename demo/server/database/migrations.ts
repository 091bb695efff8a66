import type { Database } from './types.js';

/** Migrations, applied once each in this order. Never change the SQL of a released migration: add another one. */
const MIGRATIONS = [
  `
  -- Owner of each Item, and its state when it was last read.
  CREATE TABLE items (
    id uuid PRIMARY KEY,
    user_id text NOT NULL,
    position bigint GENERATED ALWAYS AS IDENTITY,
    updated_at timestamptz NOT NULL,
    data jsonb NOT NULL
  );
  CREATE INDEX ON items (user_id, position);

  -- Pluggy's events as received.
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

  -- Items with pending events. A worker that claims a row handles all events of that Item, one after the other.
  CREATE TABLE lanes (
    item_id uuid PRIMARY KEY,
    due_at timestamptz NOT NULL,
    claim uuid,
    claimed_until timestamptz
  );
  CREATE INDEX ON lanes (due_at);

  -- Events sent to browsers, kept for browsers that reconnect.
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
  -- The table stays small and each event updates a row several times, so the index costs more than it saves.
  DROP INDEX lanes_due_at_idx;
  `,
  `
  ALTER TABLE lanes RENAME TO pending_items;
  ALTER TABLE live_events RENAME COLUMN told_at TO sent_at;
  `,
];

/** Thrown when a newer version of this server has written the data. */
class NewerData extends Error {
  constructor() {
    super('A newer version of this server has written the data: update the server, or choose another database.');
    this.name = 'NewerData';
  }
}

export async function migrate(database: Database): Promise<void> {
  await database.transaction(async ({ query }) => {
    await query("SELECT pg_advisory_xact_lock(hashtext('migrations'))");
    await query('CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY)');
    const done = await query<{ number: number }>('SELECT number FROM migrations');
    const numbers = new Set(done.map(({ number }) => number));
    if (done.some(({ number }) => number > MIGRATIONS.length)) throw new NewerData();
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (numbers.has(index + 1)) continue;
      // The extended query protocol accepts one statement at a time.
      for (const statement of migration.split(/;\s*$/m)) {
        if (statement.trim()) await query(statement);
      }
      await query('INSERT INTO migrations VALUES ($1)', [index + 1]);
    }
  });
}
