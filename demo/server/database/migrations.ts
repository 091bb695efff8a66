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
  `
  -- Pluggy application or sandbox that the data belongs to.
  CREATE TABLE environment (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    id text NOT NULL
  );

  -- missing_since: time from which Pluggy no longer returns a row. The row is kept.
  ALTER TABLE items
    ADD COLUMN missing_since timestamptz,
    -- Time at which Pluggy deleted the Item. The row stays until its user dismisses it.
    ADD COLUMN deleted_at timestamptz,
    -- Start of the latest deletion by the Item's user, which the event of Pluggy does not tell from one by Pluggy.
    ADD COLUMN disconnecting_at timestamptz,
    -- State of the Item (its updatedAt) at the latest read of all of its data.
    ADD COLUMN synced_at timestamptz;
  ALTER TABLE accounts
    ADD COLUMN missing_since timestamptz,
    -- createdAt of the newest transaction up to which no transaction has been left out.
    ADD COLUMN read_until timestamptz;
  ALTER TABLE transactions ADD COLUMN missing_since timestamptz;
  ALTER TABLE investments ADD COLUMN missing_since timestamptz;
  ALTER TABLE loans ADD COLUMN missing_since timestamptz;
  ALTER TABLE identities ADD COLUMN missing_since timestamptz;

  CREATE TABLE bills (
    id text PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES items ON DELETE CASCADE,
    account_id text NOT NULL REFERENCES accounts ON DELETE CASCADE,
    data jsonb NOT NULL,
    missing_since timestamptz
  );
  CREATE INDEX ON bills (item_id);
  CREATE INDEX ON bills (account_id);

  CREATE TABLE investment_transactions (
    id text PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES items ON DELETE CASCADE,
    investment_id text NOT NULL REFERENCES investments ON DELETE CASCADE,
    data jsonb NOT NULL,
    missing_since timestamptz
  );
  CREATE INDEX ON investment_transactions (item_id);
  CREATE INDEX ON investment_transactions (investment_id);

  -- Ids of the Items that their users have disconnected, so that other pages do not report an ended connection.
  CREATE TABLE disconnected_items (
    item_id uuid PRIMARY KEY,
    user_id text NOT NULL,
    disconnected_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX ON disconnected_items (disconnected_at);

  -- Encrypted connect tokens, which prove the owner of an Item without a clientUserId.
  CREATE TABLE connect_tokens (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text NOT NULL,
    token text NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX ON connect_tokens (user_id, id);
  CREATE INDEX ON connect_tokens (expires_at);
  `,
  `
  ALTER TABLE items
    -- The Item's updatedAt at the last read that left gaps.
    ADD COLUMN gaps_of timestamptz,
    ADD COLUMN gap_reads integer NOT NULL DEFAULT 0,
    ADD COLUMN gaps_at timestamptz;
  `,
];

/** Thrown when a newer version of this server has written the data. */
class NewerData extends Error {
  constructor() {
    super(
      'A newer version of this server has written the data: update the server, or use another database (DATA_DIR or DATABASE_URL).',
    );
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
