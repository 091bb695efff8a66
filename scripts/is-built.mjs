import { readdirSync, statSync } from 'node:fs';

const changedAt = (url) => statSync(url, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const root = new URL('../', import.meta.url);

/** Whether a file of `dist` is newer than each of the source files. */
function isNewest(file) {
  const sources = ['package.json', 'vite.config.ts', 'package-lock.json'].map((name) => new URL(name, root));
  for (const folder of ['src/', 'scripts/']) {
    const base = new URL(folder, root);
    sources.push(...readdirSync(base, { recursive: true }).map((name) => new URL(name, base)));
  }
  return changedAt(new URL(file, root)) > Math.max(...sources.map(changedAt));
}

/** Whether the last file that a build writes is newer than each source. */
export const isBuilt = () => isNewest('dist/sbom.json');

/** Whether the part of `dist` that pages load is newer than each source. */
export const isPageBuilt = () => isNewest('dist/cdn/integrity.json');
