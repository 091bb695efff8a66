import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, realpath, rm, stat, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Thrown when another program uses the data folder: two programs on one folder would corrupt its data. */
class FolderInUse extends Error {
  constructor(readonly folder: string) {
    super(`Another program uses the data in ${folder}.`);
    this.name = 'FolderInUse';
  }
}

/** State of a program that has a socket in the folder. `undefined` means that the program has ended. */
type State = 'candidate' | 'holder' | undefined;

const ANSWER_TIMEOUT_MS = 5_000;
const POLL_MS = 20;
/** Maximum length of a socket's path: 103 bytes on macOS, 107 on Linux. */
const MAX_SOCKET_PATH = 103;

/**
 * Locks a folder, creating it if needed, and returns the function that unlocks it. A program that wants the folder listens on a
 * socket of its own in `FOLDER/lock/`. The kernel ends a socket with its program, so a killed program never keeps the folder, and
 * a process id that another program has got cannot be mistaken for it. The sockets are in the folder, so that containers that
 * share a volume see each other's.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await makeFolder(folder);
  // A folder has several names if there are links to it.
  const unlock = await lockBySockets(join(await realpath(folder), 'lock'), folder);
  // Earlier versions have the sockets beside the folder. One of them may be running.
  const earlier = `${folder}.lock`;
  if (process.platform === 'win32' || !(await isFolder(earlier))) return unlock;
  try {
    const unlockEarlier = await lockBySockets(earlier, folder);
    return async () => {
      await unlockEarlier();
      await unlock();
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Locks by a socket in a folder of sockets. `folder` is the name of the locked folder for the operator. */
async function lockBySockets(sockets: string, folder: string): Promise<() => Promise<void>> {
  if (process.platform === 'win32') return lockByPipe(sockets, folder);
  await makeFolder(sockets);
  const name = randomUUID();
  let state: 'candidate' | 'holder' = 'candidate';
  const short = await shorten(sockets, name);
  const server = createServer((socket) => socket.on('error', () => undefined).end(state));
  const unlock = async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(join(sockets, name), { force: true });
  };
  try {
    await listen(server, join(short.path, name));
    // Each program listens before it looks for others, so that of two programs at least one sees the other.
    const isFree = await waitForOthers(short.path, name);
    if (!isFree) throw new FolderInUse(folder);
    state = 'holder';
    return unlock;
  } catch (error) {
    await unlock();
    throw error;
  } finally {
    await short.remove();
  }
}

/** Returns a path of the folder in which sockets of such names can be opened: a link if its own path is too long. */
async function shorten(folder: string, name: string): Promise<{ path: string; remove: () => Promise<void> }> {
  if (Buffer.byteLength(join(folder, name)) <= MAX_SOCKET_PATH)
    return { path: folder, remove: () => Promise.resolve() };
  const links = await mkdtemp(join(tmpdir(), 'lock-'));
  const path = join(links, 'l');
  await symlink(folder, path);
  return { path, remove: () => rm(links, { recursive: true, force: true }) };
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/**
 * Creates a folder and the folders above it, one by one. Node's `recursive` never ends under `/proc`, where the kernel
 * answers that the folder above does not exist.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (await isFolder(folder)) return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    const parentExists = await stat(dirname(folder)).then(
      () => true,
      () => false,
    );
    if (parentExists) throw error;
    await makeFolder(dirname(folder));
    await makeFolder(folder);
  }
}

/** Windows has no sockets in folders, and gives a pipe's name to one program only. */
async function lockByPipe(path: string, folder: string): Promise<() => Promise<void>> {
  const server = createServer((socket) => socket.on('error', () => undefined).end());
  const name = createHash('sha256').update(path.toLowerCase()).digest('hex');
  await listen(server, `\\\\?\\pipe\\${name}`).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new FolderInUse(folder) : error;
  });
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** Whether this program may have the folder: of programs that start at the same time, the smallest name gets it. */
async function waitForOthers(folder: string, name: string): Promise<boolean> {
  for (const other of await readdir(folder)) {
    if (other === name) continue;
    let state = await findState(join(folder, other));
    while (state === 'candidate' && name < other) {
      await setTimeout(POLL_MS);
      state = await findState(join(folder, other));
    }
    if (state) return false;
    await rm(join(folder, other), { force: true });
  }
  return true;
}

/** Returns the state of a program. A socket refuses connections for a moment after its file appears. */
async function findState(path: string): Promise<State> {
  const state = await readState(path);
  if (state) return state;
  await setTimeout(POLL_MS);
  return readState(path);
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // A lock alone must not keep the process running.
    server.listen(path, resolve).unref();
  });
}

function readState(path: string): Promise<State> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    const askAgain = () =>
      void setTimeout(POLL_MS)
        .then(() => readState(path))
        .then(resolve, reject);
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => {
      // The kernel has accepted the connection, so the program exists, although it is busy or suspended.
      resolve('holder');
      socket.removeAllListeners('close').destroy();
    });
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', (hadError) => {
      if (hadError) return;
      if (text === 'candidate' || text === 'holder') resolve(text);
      // The program ended while it answered.
      else askAgain();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(undefined);
      else if (error.code === 'ECONNRESET') askAgain();
      else reject(error);
    });
  });
}
