import { createApp } from './app.js';
import { createConnectorList } from './connectors.js';
import { CATCH_UP, createCatchUp } from './catch-up.js';
import type { Database } from './database/index.js';
import { claimEnvironment } from './environment.js';
import { createInbox } from './inbox.js';
import { createItems } from './items.js';
import { createLive, type LiveOptions } from './live.js';
import type { Limits } from './limits.js';
import { createOwners } from './owners.js';
import { createPluggy, type PluggyOptions } from './pluggy.js';
import { createRecords } from './records.js';
import { createSessions, type Person } from './session.js';
import { createStorage, disconnectItem, publishHealth } from './storage.js';
import { createSync } from './sync.js';
import { createTokens } from './tokens.js';
import { registerWebhook, webhookSecret } from './webhooks.js';
import { createWorker, type WorkerOptions } from './worker.js';

export interface BackendOptions extends LiveOptions, Omit<WorkerOptions, 'log'> {
  pluggy: PluggyOptions;
  database: Database;
  /** Signs the session cookies. Must be the same on every instance behind a load balancer, or sessions break. */
  sessionSecret: string;
  /** Address of the sandbox for browsers. Without it, pages open Pluggy's widget. */
  sandboxUrl?: string;
  /** Example users that any visitor can sign in as, without a password. Ignored without the sandbox. */
  people?: readonly Person[];
  /** Beginning of each `clientUserId`, before a colon, to tell the Items of environments apart that share a Pluggy application. */
  userIdPrefix?: string;
  /** Pauses between the reads of an Item in progress, where Pluggy sends no webhooks. */
  followPausesMs?: readonly number[];
  /** How long a worker keeps a claimed Item without renewing the claim, in case its process dies. */
  leaseMs?: number;
  limits?: Limits;
  /** Host names of this server, besides `localhost`. Requests for other names are refused. */
  hosts?: readonly string[];
}

const REGISTER_RETRY_MS = 60_000;
const PRUNE_INTERVAL_MS = 60 * 60_000;

/** Creates the reference backend: the HTTP routes, and the worker that handles Pluggy's events. */
export function createBackend({
  database,
  sessionSecret,
  sandboxUrl,
  people = [],
  userIdPrefix,
  followPausesMs,
  leaseMs = 60_000,
  ...options
}: BackendOptions) {
  const { log = () => undefined } = options.pluggy;
  const pluggy = createPluggy(options.pluggy);
  const inbox = createInbox(database, leaseMs);
  const live = createLive(database, options);
  const records = createRecords(database);
  const owners = createOwners(userIdPrefix);
  const storage = createStorage(database);
  const tokens = createTokens(database, sessionSecret);
  const sync = createSync({ pluggy, database, records, live, owners, log });
  const worker = createWorker(inbox, sync, { ...options, log });
  const catchUp = createCatchUp({
    pluggy,
    database,
    live,
    async enqueue(itemId, id) {
      await inbox.receive({ id, event: CATCH_UP, itemId, body: '{}' });
      worker.wake();
    },
    log,
    pausesMs: followPausesMs,
  });
  const secret = webhookSecret(sessionSecret);
  const app = createApp({
    items: createItems({
      pluggy,
      storage,
      tokens,
      owners,
      disconnect: (itemId) => disconnectItem(database, live, itemId),
      onRead: (item, row) => catchUp.onRead(item, row),
      log,
    }),
    listConnectors: createConnectorList(pluggy),
    records,
    inbox,
    live,
    sessions: createSessions(sessionSecret, sandboxUrl ? people : []),
    webhookSecret: secret,
    onEvent: worker.wake,
    publishHealth: (eventId, connectorId) => publishHealth(database, live, eventId, connectorId),
    sandboxUrl,
    limits: options.limits,
    hosts: options.hosts,
  });
  const timers = new Set<NodeJS.Timeout>();

  async function prune(): Promise<void> {
    try {
      await Promise.all([inbox.prune(), live.prune(), storage.prune(), tokens.prune()]);
      const parked = await inbox.countParked();
      if (parked > 0) log(`${parked} events are parked: see the failure column of webhook_events`);
    } catch (error) {
      log(`deleting old events failed: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }

  return {
    app,

    async start(): Promise<void> {
      const { clientId } = options.pluggy;
      await claimEnvironment(database, { clientId, isSandbox: sandboxUrl !== undefined }, log);
      if (!userIdPrefix && !sandboxUrl) {
        log('userIdPrefix is not set: the Items of every environment of this Pluggy application are stored here.');
      }
      await live.start();
      worker.start();
      await prune();
      timers.add(setInterval(() => void prune(), PRUNE_INTERVAL_MS));
    },

    /** Reads Items in progress instead of waiting for webhooks. */
    withoutWebhooks: () => catchUp.withoutWebhooks(),

    /** Registers the webhook at Pluggy, and retries every minute while Pluggy is unavailable. */
    async register(publicUrl: string): Promise<void> {
      try {
        await registerWebhook(pluggy, database, publicUrl, secret);
      } catch {
        log('registering the webhook failed; next try in a minute');
        timers.add(setTimeout(() => void this.register(publicUrl), REGISTER_RETRY_MS));
      }
    },

    async stop(): Promise<void> {
      for (const timer of timers) clearTimeout(timer);
      catchUp.stop();
      await worker.stop();
    },
  };
}

export type Backend = ReturnType<typeof createBackend>;
