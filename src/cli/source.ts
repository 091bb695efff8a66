import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));

/** The place from which npm installs this package. */
export interface Source {
  /** The version for `dependencies`: `^0.1.0`, or `file:` with the path of a tarball or folder. */
  readonly dependency: string;
  /** The tarball or the folder; undefined for a published version. */
  readonly file?: string;
  /** Whether the file is a folder, which npm would only link. Types of two copies of React do not match. */
  readonly isFolder?: boolean;
}

/**
 * Returns the source of the package that runs. A copy that was installed from a tarball may have an unpublished version, so that an
 * example of it has to be installed from the same tarball.
 */
export async function packageSource(): Promise<Source> {
  const file = await sourceFile();
  if (file) return { dependency: `file:${file}`, file, isFolder: !file.endsWith('.tgz') };
  return { dependency: `^${await packageVersion()}` };
}

/** Returns the version in the package.json of this package. */
export async function packageVersion(): Promise<string> {
  const text = await readFile(path.join(PACKAGE, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Returns the tarball that npm has installed, or the folder of a clone. */
async function sourceFile(): Promise<string | undefined> {
  const modules = path.dirname(PACKAGE.replace(/[\\/]$/, ''));
  if (path.basename(modules) !== 'node_modules') return path.resolve(PACKAGE);
  const resolved = await resolvedIn(modules);
  if (!resolved?.startsWith('file:')) return undefined;
  const file = path.resolve(modules, '..', resolved.replace('file:', ''));
  return access(file).then(
    () => file,
    () => undefined,
  );
}

/** Reads the record that npm keeps in each folder `node_modules`; undefined for other package managers. */
async function resolvedIn(modules: string): Promise<string | undefined> {
  try {
    const text = await readFile(path.join(modules, '.package-lock.json'), 'utf8');
    const { packages } = JSON.parse(text) as { packages: Record<string, { resolved?: string }> };
    return packages['node_modules/pluggy-elements']?.resolved;
  } catch {
    return undefined;
  }
}
