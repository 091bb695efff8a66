// `npm run bench:queue`: compares the queue of the reference backend with pg-boss, on PGlite and on a PostgreSQL server of
// Debian's package. Prints the table of demo/server/README.md. pg-boss is installed into a temporary folder.
//
// Each queue gets events of 200 Items. To handle an event takes 20 ms, as a read at Pluggy does, and one INSERT. At most
// eight are handled at once.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import pLimit from 'p-limit';
import pg from 'pg';
import { tsImport } from 'tsx/esm/api';
import { machine, option, table, today } from './report.mjs';

const PG_BOSS = 'pg-boss@10.4.2';
const ITEMS = 200;
const CONCURRENCY = 8;
const HANDLING_MS = 20;
/** Time after the last event in which the rest must be handled. */
const REST_MS = 30_000;
const rate = option('rate', 100);
const seconds = option('seconds', 20);

const { openDatabase } = await tsImport('../../demo/server/database/index.ts', import.meta.url);
const { createInbox } = await tsImport('../../demo/server/inbox.ts', import.meta.url);
const { createWorker } = await tsImport('../../demo/server/worker.ts', import.meta.url);
const { startPostgres } = await tsImport('../node/server/postgres.ts', import.meta.url);

const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-queue-'));
const npm = ['install', '--no-save', '--silent', '--prefix', folder, PG_BOSS];
if (spawnSync('npm', npm, { stdio: 'inherit' }).status !== 0) throw new Error(`${PG_BOSS} could not be installed.`);
const PgBoss = createRequire(path.join(folder, 'index.js'))('pg-boss');

/** Opens the raw database that pg-boss uses: its statements are its own, and several can be in one text. */
async function openRaw(url) {
  if (url) {
    const pool = new pg.Pool({ connectionString: url, max: 10 });
    return { executeSql: (text, values) => pool.query(text, values), close: () => pool.end() };
  }
  const pglite = await PGlite.create();
  const executeSql = async (text, values) =>
    values?.length ? pglite.query(text, values) : (await pglite.exec(text)).at(-1);
  return { executeSql, close: () => pglite.close() };
}

async function startOurs(url, handle) {
  const database = await openDatabase({ url });
  await database.query('CREATE TABLE handled (id text)');
  const inbox = createInbox(database, 60_000);
  const insert = (id) => database.query('INSERT INTO handled VALUES ($1)', [id]);
  const plan = (itemId, events) =>
    events.map((event) => ({ events: [event], run: () => handle(event.id, itemId, insert) }));
  const worker = createWorker(inbox, plan, { concurrency: CONCURRENCY });
  worker.start();
  return {
    async send(id, itemId) {
      await inbox.receive({ id, event: 'item/updated', itemId, body: '{}' });
      worker.wake();
    },
    async close() {
      await worker.stop();
      await database.close();
    },
  };
}

/**
 * Starts pg-boss. With `policy: 'singleton'`, the database keeps two events of an Item from being handled at once, and each
 * worker fetches one event at a time: a batch with two events of one Item is refused as a whole.
 */
const startPgBoss = (policy) => async (url, handle) => {
  const raw = await openRaw(url);
  let isClosed = false;
  const executeSql = (...query) => (isClosed ? new Promise(() => undefined) : raw.executeSql(...query));
  const db = { executeSql, close: raw.close };
  await db.executeSql('CREATE TABLE handled (id text)');
  const insert = (id) => db.executeSql('INSERT INTO handled VALUES ($1)', [id]);
  const boss = new PgBoss({ db, supervise: false, schedule: false });
  boss.on('error', (error) => console.error(`pg-boss: ${error.message}`));
  await boss.start();
  await boss.createQueue('events', { name: 'events', policy });
  const limit = pLimit(CONCURRENCY);
  const isSingle = policy === 'singleton';
  // The shortest interval that pg-boss accepts.
  const options = { pollingIntervalSeconds: 0.5, batchSize: isSingle ? 1 : 100 };
  for (let count = 0; count < (isSingle ? CONCURRENCY : 1); count++) {
    await boss.work('events', options, (jobs) =>
      Promise.all(jobs.map(({ data }) => limit(() => handle(data.id, data.itemId, insert)))),
    );
  }
  return {
    send: (id, itemId) => boss.send('events', { id, itemId }, { singletonKey: itemId }),
    async close() {
      await boss.stop({ graceful: false });
      // Workers that are not done go on: nothing answers them.
      isClosed = true;
      await db.close();
    },
  };
};

async function measure(start, url) {
  const sentAt = new Map();
  const delays = [];
  const busy = new Map();
  let overlaps = 0;
  const handle = async (id, itemId, insert) => {
    const running = busy.get(itemId) ?? 0;
    if (running > 0) overlaps++;
    busy.set(itemId, running + 1);
    await pause(HANDLING_MS);
    await insert(id);
    busy.set(itemId, busy.get(itemId) - 1);
    delays.push(performance.now() - sentAt.get(id));
  };
  const queue = await start(url, handle);
  const items = Array.from({ length: ITEMS }, () => crypto.randomUUID());
  const total = rate * seconds;
  const cpu = process.cpuUsage();
  const begin = performance.now();
  const sends = [];
  for (let count = 0; count < total; await pause(5)) {
    const due = Math.min(total, ((performance.now() - begin) / 1000) * rate);
    for (; count < due; count++) {
      const id = crypto.randomUUID();
      sentAt.set(id, performance.now());
      sends.push(queue.send(id, items[Math.floor(Math.random() * ITEMS)]));
    }
  }
  await Promise.all(sends);
  const deadline = performance.now() + REST_MS;
  while (delays.length < total && performance.now() < deadline) await pause(20);
  const { user, system } = process.cpuUsage(cpu);
  const handled = delays.length;
  delays.sort((one, other) => one - other);
  const at = (share) => `${Math.round(delays[Math.floor((handled - 1) * share)] ?? NaN).toLocaleString('en')} ms`;
  await queue.close();
  return [
    `${handled.toLocaleString('en')} of ${total.toLocaleString('en')}`,
    `${at(0.5)} / ${at(0.99)}`,
    String(overlaps),
    `${((user + system) / 1000 / handled).toFixed(1)} ms`,
  ];
}

const QUEUES = [
  ['this queue', startOurs],
  ['pg-boss, `singleton`', startPgBoss('singleton')],
  ['pg-boss, `standard`', startPgBoss('standard')],
];
const postgres = await startPostgres();
const rows = [];
try {
  for (const database of ['PGlite', 'PostgreSQL']) {
    for (const [name, start] of QUEUES) {
      const url = database === 'PGlite' ? undefined : await postgres.newUrl();
      rows.push([name, database, ...(await measure(start, url))]);
      console.error(rows.at(-1).join(', '));
    }
  }
} finally {
  await postgres.close();
  rmSync(folder, { recursive: true, force: true });
}
const head = ['Queue', 'Database', 'Handled', 'Delay, median / 99 %', 'Overlaps of an Item', 'Processor per event'];
console.log(
  `${rate} events a second for ${seconds} s; ${PG_BOSS}; ${machine()}; ${today()}\n\n${table([head, ...rows])}`,
);
process.exit();
