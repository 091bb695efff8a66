import { createApp } from './app.js';
import type { Database } from './database/index.js';
import { createItems } from './items.js';
import { createLive, type LiveOptions } from './live.js';
import type { Limits } from './limits.js';
import { createPluggy, type PluggyOptions } from './pluggy.js';
import { createQueue, type QueueOptions } from './queue.js';
import { createRecords } from './records.js';
import { createSessions, type Person } from './session.js';
import { createStorage, forgetItem, publishHealth } from './storage.js';
import { createSync } from './sync.js';
import { registerWebhook, webhookSecret } from './webhooks.js';

export interface BackendOptions extends LiveOptions, Omit<QueueOptions, 'log'> {
  pluggy: PluggyOptions;
  database: Database;
  /** Signs the session cookies. Must be the same on every instance behind a load balancer, or sessions break. */
  sessionSecret: string;
  /** Address of the sandbox for browsers. Without it, pages open Pluggy's widget. */
  sandboxUrl?: string;
  /** Example users that any visitor can sign in as, without a password. Ignored without the sandbox. */
  people?: readonly Person[];
  limits?: Limits;
  /** Host names of this server, besides `localhost`. Requests for other names are refused. */
  hosts?: readonly string[];
}

const REGISTER_RETRY_MS = 60_000;
const PRUNE_INTERVAL_MS = 60 * 60_000;

/** Creates the reference backend: the HTTP routes, and the queue that handles Pluggy's events. */
export function createBackend({ database, sessionSecret, sandboxUrl, people = [], ...options }: BackendOptions) {
  const { log = () => undefined } = options.pluggy;
  const pluggy = createPluggy(options.pluggy);
  const live = createLive(database, options);
  const records = createRecords(database);
  const queue = createQueue(database, createSync({ pluggy, database, records, live }), { ...options, log });
  const secret = webhookSecret(sessionSecret);
  const app = createApp({
    items: createItems(pluggy, createStorage(database), (itemId) => forgetItem(database, live, itemId)),
    records,
    queue,
    live,
    sessions: createSessions(sessionSecret, sandboxUrl ? people : []),
    webhookSecret: secret,
    publishHealth: (eventId, connectorId) => publishHealth(database, live, eventId, connectorId),
    sandboxUrl,
    limits: options.limits,
    hosts: options.hosts,
  });
  const timers = new Set<NodeJS.Timeout>();

  async function prune(): Promise<void> {
    try {
      await live.prune();
      const parked = await queue.countParked();
      if (parked > 0) log(`${parked} events are parked: see the output column of pgboss.job`);
    } catch (error) {
      log(`deleting old events failed: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }

  return {
    app,

    async start(): Promise<void> {
      await live.start();
      await queue.start();
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
      await queue.stop();
    },
  };
}

export type Backend = ReturnType<typeof createBackend>;
