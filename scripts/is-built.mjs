import { readdirSync, statSync } from 'node:fs';

const changedAt = (url) => statSync(url, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const root = new URL('../', import.meta.url);

/** Whether `dist` is newer than each of its source files. */
export function isBuilt() {
  const sources = ['package.json', 'vite.config.ts', 'package-lock.json'].map((name) => new URL(name, root));
  for (const folder of ['src/', 'scripts/']) {
    const base = new URL(folder, root);
    sources.push(...readdirSync(base, { recursive: true }).map((name) => new URL(name, base)));
  }
  const newest = Math.max(...sources.map(changedAt));
  return changedAt(new URL('dist/sbom.json', root)) > newest;
}
