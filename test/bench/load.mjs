// `npm run load`: open event streams and a stream of webhooks on the reference backend. Fails if an event is lost, a
// webhook is refused or memory grows, and with several processes also if the 99th percentile of the time from a webhook
// to the browsers is more than 2 s.
//
//   npm run load                                     one process, embedded database
//   npm run load -- --processes=4                    four processes on a PostgreSQL server of Debian's package: 2,000
//                                                    streams, 100 webhooks a second for 60 s
//   npm run load -- --processes=4 --streams=10000    --write also writes docs/performance.md
//
// DATABASE_URL names another PostgreSQL server; its data is left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { sign } from 'hono/jwt';
import { tsImport } from 'tsx/esm/api';
import { machine, table, today, write } from './report.mjs';

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '1' },
    streams: { type: 'string' },
    users: { type: 'string' },
    rate: { type: 'string' },
    seconds: { type: 'string' },
    write: { type: 'boolean' },
  },
});
const processes = Number(values.processes);
const several = processes > 1;
const streams = Number(values.streams ?? (several ? 2_000 : 500));
const users = Number(values.users ?? streams / 2);
const rate = Number(values.rate ?? (several ? 100 : 200));
const seconds = Number(values.seconds ?? (several ? 60 : 30));
/** Bound of the 99th percentile for several processes, from the webhook to the browsers. */
const DELAY_BOUND_MS = 2_000;
const sessionSecret = 'the-session-secret';

const { startSandbox } = await tsImport('../../src/sandbox/node.ts', import.meta.url);
const { WEBHOOK_PATH, webhookSecret } = await tsImport('../../demo/server/webhooks.ts', import.meta.url);
const keys = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };
const sandbox = await startSandbox({ ...keys, stepMs: 0 });

const options = {
  port: 0,
  pluggy: { ...keys, baseUrl: sandbox.url },
  sessionSecret,
  database: {},
};
let postgres;
if (process.env.DATABASE_URL) options.database.url = process.env.DATABASE_URL;
else if (several) {
  const { startPostgres } = await tsImport('../node/server/postgres.ts', import.meta.url);
  postgres = await startPostgres();
  options.database.url = await postgres.newUrl();
}
const serve = fileURLToPath(new URL('../node/server/serve.mjs', import.meta.url));

async function startServer() {
  const server = spawn(process.execPath, [serve, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => server.kill('SIGKILL'));
  const [ready] = await once(server.stdout, 'data');
  return { server, pid: server.pid, url: /ready (\S+)/.exec(String(ready))[1] };
}
const servers = [];
for (let count = 0; count < processes; count++) servers.push(await startServer());

/** Megabytes of memory of the largest process. */
const memory = () =>
  Math.max(
    ...servers.map(({ pid }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024),
  );

/** Seconds of processor time that a process and its direct children have used. */
function cpuSeconds(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  const ticks = [pid, ...children].map((one) => {
    try {
      const fields = readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1].split(' ');
      // The times of children that have ended are in their parent's.
      return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    } catch {
      return 0;
    }
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}
/** Processor time by program. The generator includes the sandbox. */
const cpuTimes = () => ({
  'the backend': servers.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0),
  ...(postgres ? { PostgreSQL: cpuSeconds(postgres.pid()) } : {}),
  'the load generator': process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
});

/** Each user has an Item. Each event about the Item has to reach every stream of that user. */
async function person() {
  const userId = `visitor-${crypto.randomUUID()}`;
  const response = await fetch(`${sandbox.url}/sandbox/items`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ connectorId: 2, clientUserId: userId }),
  });
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const cookie = `session=${await sign({ sub: userId, exp }, sessionSecret, 'HS256')}`;
  return { itemId: (await response.json()).id, cookie, streams: 0 };
}
const people = [];
// A server keeps some hundred connections waiting, and resets the others.
while (people.length < users) {
  const count = Math.min(100, users - people.length);
  people.push(...(await Promise.all(Array.from({ length: count }, person))));
}

const sentAt = new Map();
const delays = [];
const missing = new Map();

async function listen(user, { url }) {
  user.streams++;
  const response = await fetch(`${url}/api/events`, { headers: { Cookie: user.cookie } });
  if (response.status !== 200) throw new Error(`GET /api/events: ${response.status}`);
  const read = async () => {
    let rest = '';
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const { eventId } = line.startsWith('data: ') ? JSON.parse(line.slice(6)) : {};
        if (!sentAt.has(eventId)) continue;
        delays.push(performance.now() - sentAt.get(eventId));
        const left = missing.get(eventId) - 1;
        if (left > 0) missing.set(eventId, left);
        else missing.delete(eventId);
      }
    }
  };
  read().catch(() => undefined);
}
for (let index = 0; index < streams; index++) {
  // The two streams of a user are on different processes.
  await listen(people[index % users], servers[(index + Math.floor(index / users)) % processes]);
}

let refused = 0;
async function send(person) {
  const eventId = crypto.randomUUID();
  sentAt.set(eventId, performance.now());
  missing.set(eventId, person.streams);
  const { url } = servers[answers.length % processes];
  const response = await fetch(`${url}${WEBHOOK_PATH}`, {
    method: 'POST',
    headers: { 'X-Webhook-Secret': webhookSecret(sessionSecret) },
    body: JSON.stringify({ event: 'item/login_succeeded', eventId, itemId: person.itemId }),
  }).catch(() => undefined);
  await response?.arrayBuffer();
  if (!response?.ok) refused++;
  answers.push(performance.now() - sentAt.get(eventId));
}

const answers = [];
const memories = [];
const cpuBefore = cpuTimes();
const begin = performance.now();
await new Promise((resolve) => {
  let count = 0;
  const timer = setInterval(() => {
    const elapsed = performance.now() - begin;
    // Send as many as are due by now, however late the timer is.
    for (; count < Math.min(rate * seconds, (elapsed / 1000) * rate); count++) void send(people[count % users]);
    if (memories.length < elapsed / 1000) memories.push(memory());
    if (count < rate * seconds) return;
    clearInterval(timer);
    resolve();
  }, 5);
});
const deadline = performance.now() + 30_000;
while (missing.size > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
const took = (performance.now() - begin) / 1000;
const cpuAfter = cpuTimes();
/** Cores that each program kept busy, and its processor time for one webhook. */
const cpu = Object.keys(cpuBefore).map((name) => {
  const used = cpuAfter[name] - cpuBefore[name];
  return { name, cores: used / took, msPerWebhook: (1000 * used) / sentAt.size };
});

const percentile = (list, part) => list.sort((a, b) => a - b)[Math.floor((list.length - 1) * part)] ?? Infinity;
const round = (ms) => ms.toFixed(0);
const most = (list) => Math.max(...list);
const third = Math.max(1, Math.floor(memories.length / 3));
const [early, late] = [most(memories.slice(0, third)), most([...memories.slice(-third), memory()])];
console.log(`
processes  ${processes}, ${options.database.url ? 'PostgreSQL' : 'embedded database'}
streams    ${streams} of ${users} users
webhooks   ${sentAt.size} in ${seconds} s, ${refused} refused; answered in ${round(percentile(answers, 0.5))} ms (median), ${round(percentile(answers, 0.99))} ms (99 %)
notified   ${delays.length} times in ${took.toFixed(1)} s, after ${round(percentile(delays, 0.5))} ms (median), ${round(percentile(delays, 0.99))} ms (99 %)
lost       ${missing.size}
memory     ${early.toFixed(0)} MB in the first third, ${late.toFixed(0)} MB in the last
processor  ${cpu.map(({ name, cores, msPerWebhook }) => `${name} ${cores.toFixed(2)} cores, ${msPerWebhook.toFixed(1)} ms a webhook`).join('; ')}`);

for (const { server } of servers) {
  server.kill('SIGTERM');
  await once(server, 'exit');
}
await postgres?.close();
await sandbox.close();
if (values.write) {
  const [bottleneck] = cpu.filter(({ name }) => name !== 'the load generator').sort((a, b) => b.cores - a.cores);
  const row = [
    processes,
    streams.toLocaleString('en'),
    `${rate} in ${seconds} s`,
    missing.size,
    `${round(percentile(answers, 0.5))} / ${round(percentile(answers, 0.99))}`,
    `${round(percentile(delays, 0.5))} / ${round(percentile(delays, 0.99))}`,
    `${round(late)} MB`,
  ];
  await write(
    'load',
    `With ${processes} processes and ${streams.toLocaleString('en')} open streams, ${rate} webhooks a second reach the browsers within ${round(percentile(delays, 0.99))} ms (99 %), and ${missing.size} of ${sentAt.size.toLocaleString('en')} were lost.`,
    `## The reference backend under load

${machine()}; ${today()}, load average ${os.loadavg()[0].toFixed(1)} at the end. In the repository, \`npm run load -- --processes=4 --write\` writes this part. The load generator and the sandbox share the machine, and used ${cpu.at(-1).cores.toFixed(1)} cores.

${table([
  [
    'processes',
    'streams',
    'webhooks a second',
    'lost',
    'answer to a webhook, median / 99 %, ms',
    'webhook to browser, median / 99 %, ms',
    'memory of a process',
  ],
  row,
])}

The next bottleneck is ${bottleneck.name}: it used ${bottleneck.cores.toFixed(2)} cores, which is ${bottleneck.msPerWebhook.toFixed(1)} ms of processor time for one webhook to ${(streams / users).toFixed(0)} streams.`,
  );
}
const failures = [
  missing.size > 0 && 'events were lost',
  refused > 0 && 'webhooks were refused',
  several && percentile(delays, 0.99) > DELAY_BOUND_MS && `notifications took more than ${DELAY_BOUND_MS} ms`,
  // Bound for the growth of the heap: garbage that is not collected yet stays below it, and 4,000 kept events exceed
  // it.
  late - early > Math.max(100, early / 4) && 'memory grows',
].filter(Boolean);
if (failures.length > 0) {
  console.error(failures.join(', '));
  process.exitCode = 1;
}
