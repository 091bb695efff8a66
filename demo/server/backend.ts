import { createApp } from './app.js';
import type { Database } from './database/index.js';
import { createInbox } from './inbox.js';
import { createItems } from './items.js';
import { createLive, type LiveOptions } from './live.js';
import { createPluggy, type PluggyOptions } from './pluggy.js';
import { createRecords } from './records.js';
import { createSessions, type Person } from './session.js';
import { createStorage, forgetItem, publishHealth } from './storage.js';
import { createSync } from './sync.js';
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
  /** How long a worker keeps a claimed Item without renewing the claim, in case its process dies. */
  leaseMs?: number;
}

const REGISTER_RETRY_MS = 60_000;
const PRUNE_INTERVAL_MS = 60 * 60_000;

/** Creates the reference backend: the HTTP routes, and the worker that handles Pluggy's events. */
export function createBackend({
  database,
  sessionSecret,
  sandboxUrl,
  people = [],
  leaseMs = 60_000,
  ...options
}: BackendOptions) {
  const { log = () => undefined } = options.pluggy;
  const pluggy = createPluggy(options.pluggy);
  const inbox = createInbox(database, leaseMs);
  const live = createLive(database, options);
  const records = createRecords(database);
  const worker = createWorker(inbox, createSync({ pluggy, database, records, live }), { ...options, log });
  const secret = webhookSecret(sessionSecret);
  const app = createApp({
    items: createItems(pluggy, createStorage(database), (itemId) => forgetItem(database, live, itemId)),
    records,
    inbox,
    live,
    sessions: createSessions(sessionSecret, sandboxUrl ? people : []),
    webhookSecret: secret,
    onEvent: worker.wake,
    publishHealth: (eventId, connectorId) => publishHealth(database, live, eventId, connectorId),
    sandboxUrl,
  });
  const timers = new Set<NodeJS.Timeout>();

  async function prune(): Promise<void> {
    try {
      await Promise.all([inbox.prune(), live.prune()]);
      const parked = await inbox.countParked();
      if (parked > 0) log(`${parked} events are parked: see the failure column of webhook_events`);
    } catch (error) {
      log(`deleting old events failed: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }

  return {
    app,

    async start(): Promise<void> {
      await live.start();
      worker.start();
      await prune();
      timers.add(setInterval(() => void prune(), PRUNE_INTERVAL_MS));
    },

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
      await worker.stop();
    },
  };
}

export type Backend = ReturnType<typeof createBackend>;
