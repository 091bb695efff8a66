import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../demo/server/database/index.js';
import { explainFailure } from '../../../demo/server/database/folder.js';
import { lockFolder } from '../../../demo/server/database/lock.js';

const LOCK = fileURLToPath(new URL('lock.mjs', import.meta.url));

function newFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'folder-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'data');
}

/** Locks a folder in another process, which keeps the folder until it is killed. Resolves to what the process prints. */
async function lockElsewhere(folder: string): Promise<{ child: ChildProcess; answer: string }> {
  const child = spawn(process.execPath, [LOCK, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const answer = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(String(data))),
  );
  return { child, answer: answer.trim() };
}

describe('the lock of a data folder', () => {
  it('belongs to one of three programs that start at the same moment', async () => {
    for (let round = 0; round < 3; round++) {
      const folder = newFolder();
      const programs = await Promise.all([1, 2, 3].map(() => lockElsewhere(folder)));
      expect(programs.map(({ answer }) => answer).sort()).toEqual(['FolderInUse', 'FolderInUse', 'locked']);
    }
  });

  it('is given to exactly one of ten attempts of one program', async () => {
    const folder = newFolder();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder)));
    const unlocks = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
    expect(unlocks).toHaveLength(1);
    await unlocks[0]!();
    await (
      await lockFolder(folder)
    )();
  });

  it('ends with the program, however it ends, and leaves no files', async () => {
    const folder = newFolder();
    const { child, answer } = await lockElsewhere(folder);
    expect(answer).toBe('locked');
    await expect(lockFolder(folder)).rejects.toThrow(`Another program uses the data in ${folder}.`);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const unlock = await lockFolder(folder);
    expect(readdirSync(join(folder, 'lock'))).toHaveLength(1);
    await unlock();
    expect(readdirSync(join(folder, 'lock'))).toEqual([]);
    // The folder can be a volume in a file system that cannot be written.
    expect(readdirSync(dirname(folder))).toEqual(['data']);
  });

  it('is kept by a program that is suspended', async () => {
    const folder = newFolder();
    const { child } = await lockElsewhere(folder);
    child.kill('SIGSTOP');
    await expect(lockFolder(folder)).rejects.toThrow('Another program uses the data');
  });

  it('is the same for each name of a folder', async () => {
    const folder = newFolder();
    const unlock = await lockFolder(folder);
    symlinkSync(folder, `${folder}-link`);
    await expect(lockFolder(`${folder}-link`)).rejects.toThrow(`Another program uses the data in ${folder}-link.`);
    await unlock();
    await (
      await lockFolder(`${folder}-link`)
    )();
  });

  it('ignores the lock file of an earlier version, even with the id of a running process', async () => {
    const folder = newFolder();
    writeFileSync(`${folder}.lock`, String(process.pid));
    await (
      await lockFolder(folder)
    )();
  });

  it('is refused while a program of an earlier version has its socket beside the folder', async () => {
    const folder = newFolder();
    mkdirSync(`${folder}.lock`);
    const earlier = createServer((socket) => socket.end('holder')).listen(join(`${folder}.lock`, 'a-program'));
    await once(earlier, 'listening');
    await expect(lockFolder(folder)).rejects.toThrow('Another program uses the data');
    await new Promise((resolve) => earlier.close(resolve));
    await (
      await lockFolder(folder)
    )();
  });

  it('works with a path that is too long for a socket', async () => {
    const folder = join(newFolder(), 'a'.repeat(120));
    const unlock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow('Another program uses the data');
    await unlock();
  });
});

describe('a data folder that cannot be used is one sentence', () => {
  let sound: string;
  beforeAll(async () => {
    const parent = mkdtempSync(join(tmpdir(), 'folder-'));
    sound = join(parent, 'data');
    await (await openDatabase({ folder: sound })).close();
    return () => rmSync(parent, { recursive: true, force: true });
  });

  const copy = () => {
    const folder = newFolder();
    cpSync(sound, folder, { recursive: true });
    return folder;
  };
  const opening = (folder: string) => openDatabase({ folder }).then((database) => database.close());

  it.each([
    ['damaged', (folder: string) => writeFileSync(join(folder, 'db/global/pg_control'), 'x'.repeat(100))],
    ['incomplete', (folder: string) => rmSync(join(folder, 'db/base'), { recursive: true })],
    ['of another PostgreSQL', (folder: string) => writeFileSync(join(folder, 'db/PG_VERSION'), '99\n')],
  ])('%s', async (_what, damage) => {
    const folder = copy();
    damage(folder);
    await expect(opening(folder)).rejects.toThrow(
      new RegExp(
        `^The data in ${folder} cannot be used: the database is damaged, or of another version of PostgreSQL \\(.+\\)\\.$`,
      ),
    );
    // The folder is not locked any more.
    await (
      await lockFolder(folder)
    )();
  });

  it('a file', async () => {
    const folder = newFolder();
    writeFileSync(folder, '');
    await expect(opening(folder)).rejects.toThrow(`The data in ${folder} cannot be used: it is a file, not a folder.`);
  });

  it('without a part of a database of an earlier version', async () => {
    const folder = join(copy(), 'db');
    rmSync(join(folder, 'PG_VERSION'));
    await expect(opening(folder)).rejects.toThrow(
      `The data in ${folder} cannot be used: the folder holds no PostgreSQL database.`,
    );
  });

  it('a full volume', async ({ skip }) => {
    if (!canMount) skip();
    const folder = newFolder();
    const mount = `mkdir ${folder} && mount -t tmpfs -o size=60m none ${folder} && cp -r ${sound}/. ${folder}`;
    const fill = `dd if=/dev/zero of=${folder}/fill bs=1k 2> /dev/null; true`;
    expect(await openInProcess(folder, `${mount} && ${fill}`)).toBe(
      `The data in ${folder} cannot be used: the disk is full.`,
    );
  });

  it('written by a newer version of this server', async () => {
    const folder = copy();
    const database = await openDatabase({ folder });
    await database.query('INSERT INTO migrations VALUES (9999)');
    await database.close();
    await expect(opening(folder)).rejects.toThrow(/^A newer version of this server has written the data: [^.]+\.$/);
  });

  it('on a file system without sockets', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    const failure = Object.assign(new Error('listen ENOTSUP'), { syscall: 'listen', code: 'ENOTSUP' });
    expect((await explainFailure(folder, failure)).message).toBe(
      `The data in ${folder} cannot be used: its file system has no sockets, which lock the folder (ENOTSUP).`,
    );
  });

  // The kernel refuses new files in these places, from root too. Under /proc, it says that the folder above does not exist.
  it.runIf(process.platform === 'linux').each(['/sys/data', '/sys/one/data', '/proc/self/data', '/proc/self/one/data'])(
    'in a place that cannot be written: %s',
    async (folder) => {
      await expect(openInProcess(folder)).resolves.toMatch(
        new RegExp(`^The data in ${folder} cannot be used: the folder cannot be written \\(E\\w+\\)\\.$`),
      );
    },
  );
});

/** Whether tests can mount volumes: in a namespace of their own, which ends with the process. */
const UNSHARE = ['unshare', '--map-root-user', '--mount'] as const;
const canMount = spawnSync(UNSHARE[0], [...UNSHARE.slice(1), 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0;

/**
 * Opens a folder in a process, which is killed if opening does not end, and resolves to the message of the error. `mounts` is a
 * command of a shell that mounts volumes first.
 */
async function openInProcess(folder: string, mounts?: string): Promise<string> {
  const program = `import { tsImport } from 'tsx/esm/api';
    const { openDatabase } = await tsImport('./demo/server/database/index.ts', import.meta.url);
    await openDatabase({ folder: ${JSON.stringify(folder)} })
      .then((database) => database.close())
      .catch((error) => console.log(error.message));`;
  const node = [process.execPath, '--input-type=module', '-e', program];
  const [command, ...args] = mounts ? [...UNSHARE, 'sh', '-c', `${mounts}; exec "$@"`, 'sh', ...node] : node;
  const cwd = fileURLToPath(new URL('../../../', import.meta.url));
  const child = spawn(command!, args, { cwd, timeout: 15_000, killSignal: 'SIGKILL' });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0 ? output.trim() : `ended with ${code}: ${output}`;
}

describe('a data folder is opened', () => {
  it('by the name of a symbolic link', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    symlinkSync(folder, `${folder}-link`);
    const first = await openDatabase({ folder: `${folder}-link` });
    await first.query('CREATE TABLE notes (text text)');
    await first.close();
    const second = await openDatabase({ folder });
    expect(await second.query('SELECT * FROM notes')).toEqual([]);
    await second.close();
  });

  it('if it is the database of an earlier version', async () => {
    const folder = newFolder();
    const first = await openDatabase({ folder });
    await first.query('CREATE TABLE notes (text text)');
    await first.close();
    const earlier = join(folder, 'db');
    for (const times of [1, 2]) {
      const database = await openDatabase({ folder: earlier });
      expect(await database.query('SELECT * FROM notes'), String(times)).toEqual([]);
      await database.close();
    }
    expect(readdirSync(earlier)).not.toContain('db');
  });

  it('if it is a volume in a file system that cannot be written', async ({ skip }) => {
    if (!canMount) skip();
    const folder = newFolder();
    const parent = dirname(folder);
    const mounts = `mount -t tmpfs none ${parent} && mkdir ${folder} && mount -t tmpfs none ${folder} && mount -o remount,ro ${parent}`;
    expect(await openInProcess(folder, mounts)).toBe('');
  });
});

test('a data folder is used by one program until that program closes the database', async () => {
  const folder = newFolder();
  const first = await openDatabase({ folder });
  await first.query('CREATE TABLE notes (text text)');
  await expect(openDatabase({ folder })).rejects.toThrow(`Another program uses the data in ${folder}.`);
  await first.close();
  const second = await openDatabase({ folder });
  expect(await second.query('SELECT * FROM notes')).toEqual([]);
  await second.close();
});
