import { createApp } from './app.js';
import type { Database } from './database/index.js';
import { createInbox } from './inbox.js';
import { createItems } from './items.js';
import { createLive, type LiveOptions } from './live.js';
import { createPluggy, type PluggyOptions } from './pluggy.js';
import { createRecords } from './records.js';
import { createSessions, type Person } from './session.js';
import { createStorage, forgetItem } from './storage.js';
import { createSync } from './sync.js';
import { registerWebhook, webhookSecret } from './webhooks.js';
import { createWorker, type WorkerOptions } from './worker.js';

export interface BackendOptions extends LiveOptions, Omit<WorkerOptions, 'log'> {
  pluggy: PluggyOptions;
  database: Database;
  /** Signs the session cookies. The same on every instance, or people are signed out by the load balancer. */
  sessionSecret: string;
  /** The sandbox as browsers see it. Without it the pages use Pluggy's own widget. */
  sandboxUrl?: string;
  /** Whom everybody may sign in as, without a password. With the sandbox only. */
  people?: readonly Person[];
  /** After how long the work of a process that has died is done by another one. */
  leaseMs?: number;
}

const REGISTER_AGAIN_MS = 60_000;
const PRUNE_MS = 60 * 60_000;

/** The reference backend: what answers requests, and what works on Pluggy's events meanwhile. */
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
    sandboxUrl,
  });
  const timers = new Set<NodeJS.Timeout>();

  async function prune(): Promise<void> {
    try {
      await Promise.all([inbox.prune(), live.prune()]);
      const parked = await inbox.countParked();
      if (parked > 0) log(`${parked} events are parked: their rows in webhook_events say why`);
    } catch (error) {
      log(`old events stay: ${error instanceof Error ? error.message : 'not an error'}`);
    }
  }

  return {
    app,

    async start(): Promise<void> {
      await live.start();
      worker.start();
      await prune();
      timers.add(setInterval(() => void prune(), PRUNE_MS));
    },

    /** Asks Pluggy for its events. It may be away for a while. */
    async register(publicUrl: string): Promise<void> {
      try {
        await registerWebhook(pluggy, database, publicUrl, secret);
      } catch {
        log('the webhook is not registered; next try in a minute');
        timers.add(setTimeout(() => void this.register(publicUrl), REGISTER_AGAIN_MS));
      }
    },

    async stop(): Promise<void> {
      for (const timer of timers) clearTimeout(timer);
      await worker.stop();
    },
  };
}

export type Backend = ReturnType<typeof createBackend>;
