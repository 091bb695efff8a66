import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../support/port.js';

/** Where Debian has the programs of the server; they are not in the path. */
const DEBIAN = '/usr/lib/postgresql';

function findPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const folders = versions.map((version) => join(DEBIAN, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

const PROGRAMS = findPrograms();
export const hasPostgres = PROGRAMS !== undefined;

/** PostgreSQL refuses to run as root. */
function otherUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

/** A PostgreSQL server of the test's own, on a free port, with its data in a folder that goes with it. */
export async function startPostgres() {
  const user = otherUser();
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!);
  const data = join(folder, 'data');
  const port = await freePort();
  const url = `postgres://tests@127.0.0.1:${port}/postgres`;

  const made = spawnSync(join(PROGRAMS!, 'initdb'), ['-D', data, '-U', 'tests', '-A', 'trust', '-E', 'UTF8', '-N'], {
    ...user,
    cwd: folder,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(made.stderr);

  let server: ChildProcess;
  async function start(): Promise<void> {
    const options = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', '-F'];
    server = spawn(join(PROGRAMS!, 'postgres'), options, { ...user, cwd: folder });
    await new Promise<void>((resolve, reject) => {
      let said = '';
      server.stderr!.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('database system is ready')) resolve();
      });
      server.once('exit', () => reject(new Error(said)));
    });
  }
  /** At once, as when the computer goes down. */
  async function stop(): Promise<void> {
    server.kill('SIGQUIT');
    await once(server, 'exit');
  }
  await start();
  const databases = { made: 0 };

  return {
    start,
    stop,
    /** Of a new, empty database on it. */
    async newUrl(): Promise<string> {
      const name = `test_${++databases.made}`;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return url.replace(/postgres$/, name);
    },
    async close(): Promise<void> {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Postgres = Awaited<ReturnType<typeof startPostgres>>;
