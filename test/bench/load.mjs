// `npm run load`: open event streams and a stream of webhooks on one process of the reference backend. Fails if an
// event is lost or memory grows. DATABASE_URL puts it on a PostgreSQL server; its data is left behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sign } from 'hono/jwt';
import { tsImport } from 'tsx/esm/api';

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '500' },
    users: { type: 'string', default: '250' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '30' },
  },
});
const [streams, users, rate, seconds] = ['streams', 'users', 'rate', 'seconds'].map((name) => Number(values[name]));
const sessionSecret = 'the-session-secret';

const { startSandbox } = await tsImport('../../src/sandbox/node.ts', import.meta.url);
const { WEBHOOK_PATH, webhookSecret } = await tsImport('../../demo/server/webhooks.ts', import.meta.url);
const keys = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };
const sandbox = await startSandbox({ ...keys, stepMs: 0 });

const options = {
  port: 0,
  pluggy: { ...keys, baseUrl: sandbox.url },
  sessionSecret,
  database: process.env.DATABASE_URL ? { url: process.env.DATABASE_URL } : {},
};
const serve = fileURLToPath(new URL('../node/server/serve.mjs', import.meta.url));
const server = spawn(process.execPath, [serve, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
process.once('exit', () => server.kill('SIGKILL'));
const [ready] = await once(server.stdout, 'data');
const url = /ready (\S+)/.exec(String(ready))[1];

const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024;

/** Each user has an Item. Each event about the Item has to reach every stream of that user. */
const people = await Promise.all(
  Array.from({ length: users }, async () => {
    const userId = `visitor-${crypto.randomUUID()}`;
    const response = await fetch(`${sandbox.url}/sandbox/items`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ connectorId: 2, clientUserId: userId }),
    });
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const cookie = `session=${await sign({ sub: userId, exp }, sessionSecret, 'HS256')}`;
    return { itemId: (await response.json()).id, cookie, streams: 0 };
  }),
);

const sentAt = new Map();
const delays = [];
const missing = new Map();

async function listen(person) {
  person.streams++;
  const response = await fetch(`${url}/api/events`, { headers: { Cookie: person.cookie } });
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
for (let index = 0; index < streams; index++) await listen(people[index % users]);

let refused = 0;
async function send(person) {
  const eventId = crypto.randomUUID();
  sentAt.set(eventId, performance.now());
  missing.set(eventId, person.streams);
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

const percentile = (list, part) => list.sort((a, b) => a - b)[Math.floor((list.length - 1) * part)]?.toFixed(0) ?? '-';
const most = (list) => Math.max(...list);
const third = Math.max(1, Math.floor(memories.length / 3));
const [early, late] = [most(memories.slice(0, third)), most([...memories.slice(-third), memory()])];
console.log(`
streams    ${streams} of ${users} users
webhooks   ${sentAt.size} in ${seconds} s, ${refused} refused; answered in ${percentile(answers, 0.5)} ms (median), ${percentile(answers, 0.99)} ms (99 %)
notified   ${delays.length} times in ${took.toFixed(1)} s, after ${percentile(delays, 0.5)} ms (median), ${percentile(delays, 0.99)} ms (99 %)
lost       ${missing.size}
memory     ${early.toFixed(0)} MB in the first third, ${late.toFixed(0)} MB in the last`);

server.kill('SIGTERM');
await once(server, 'exit');
await sandbox.close();
const failures = [
  missing.size > 0 && 'events were lost',
  refused > 0 && 'webhooks were refused',
  // Bound for the growth of the heap: garbage that is not collected yet stays below it, and 4,000 kept events exceed
  // it.
  late - early > Math.max(100, early / 4) && 'memory grows',
].filter(Boolean);
if (failures.length > 0) {
  console.error(failures.join(', '));
  process.exitCode = 1;
}
