import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseIn } from './embedded.js';

/** Thrown when the embedded database cannot use its data folder. The message is one sentence for the operator. */
class UnusableFolder extends Error {
  constructor(
    readonly folder: string,
    reason: string,
    cause: unknown,
  ) {
    super(`The data in ${folder} cannot be used: ${reason}.`, { cause });
    this.name = 'UnusableFolder';
  }
}

/** Space that the database needs to start. */
const PROBE_BYTES = 2 ** 20;

/**
 * Returns the error for a folder with which the database did not start. PGlite itself reports every cause as a failed
 * start, so this function looks for the cause.
 */
export async function explainFailure(folder: string, error: unknown): Promise<Error> {
  if (error instanceof Error && (error.name === 'FolderInUse' || error.name === 'NewerData')) return error;
  return new UnusableFolder(folder, await findReason(folder, error as NodeJS.ErrnoException), error);
}

async function findReason(folder: string, { syscall, code: failure }: NodeJS.ErrnoException): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) return explainWrite(failure);
  if (!found.isDirectory()) return 'it is a file, not a folder';
  // Inside, because the folder can be a volume, which is full or writable when the folder above is not.
  const probe = join(folder, `probe-${randomUUID()}`);
  try {
    await writeFile(probe, Buffer.alloc(PROBE_BYTES));
  } catch (error) {
    return explainWrite((error as NodeJS.ErrnoException).code);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
  if (syscall === 'listen') return `its file system has no sockets, which lock the folder (${failure})`;
  const version = await readFile(join(await databaseIn(folder), 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) return 'the folder holds no PostgreSQL database';
  return `the database is damaged, or of another version of PostgreSQL (${version.trim()})`;
}

const explainWrite = (code: string | undefined) =>
  code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : `the folder cannot be written (${code})`;
