import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../support/port.js';

/** Debian's folder for the server's programs, which are not in the PATH. */
const DEBIAN = '/usr/lib/postgresql';

function findPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const folders = versions.map((version) => join(DEBIAN, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

const PROGRAMS = findPrograms();
export const hasPostgres = PROGRAMS !== undefined;

/** Returns the `postgres` user when the tests run as root, because PostgreSQL refuses to run as root. */
function unprivilegedUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

/** Starts a PostgreSQL server on a free port, with its data in a temporary folder. */
export async function startPostgres() {
  const user = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!);
  const data = join(folder, 'data');
  const port = await freePort();
  const url = `postgres://tests@127.0.0.1:${port}/postgres`;

  const initdb = spawnSync(join(PROGRAMS!, 'initdb'), ['-D', data, '-U', 'tests', '-A', 'trust', '-E', 'UTF8', '-N'], {
    ...user,
    cwd: folder,
    encoding: 'utf8',
  });
  if (initdb.status !== 0) throw new Error(initdb.stderr);

  let server: ChildProcess;
  async function start(): Promise<void> {
    const options = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', '-F'];
    server = spawn(join(PROGRAMS!, 'postgres'), options, { ...user, cwd: folder });
    await new Promise<void>((resolve, reject) => {
      let output = '';
      server.stderr!.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('database system is ready')) resolve();
      });
      server.once('exit', () => reject(new Error(output)));
    });
  }
  /** Stops the server immediately, without a clean shutdown. */
  async function stop(): Promise<void> {
    server.kill('SIGQUIT');
    await once(server, 'exit');
  }
  await start();
  let databaseCount = 0;

  return {
    start,
    stop,
    pid: () => server.pid!,
    /** Creates an empty database and returns its URL. */
    async newUrl(): Promise<string> {
      const name = `test_${++databaseCount}`;
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
