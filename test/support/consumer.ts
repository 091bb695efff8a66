import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, sample } from './docs.js';

/**
 * Makes a folder of an application that has installed this package, with samples of the documentation in it. Other packages
 * are those of the project, which is the folder around. Returns the folder and a function that removes it.
 */
export function consumerFolder(names: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const results = path.join(ROOT, 'test-results');
  mkdirSync(results, { recursive: true });
  const folder = mkdtempSync(path.join(results, 'consumer-'));
  mkdirSync(path.join(folder, 'node_modules/.bin'), { recursive: true });
  // A copy: test runners treat a link to a folder outside of node_modules as the application's own code.
  for (const name of ['dist', 'package.json'])
    cpSync(path.join(ROOT, name), path.join(folder, 'node_modules/pluggy-elements', name), { recursive: true });
  symlinkSync('../pluggy-elements/dist/cli/index.js', path.join(folder, 'node_modules/.bin/pluggy-elements'));
  const manifest = JSON.stringify({ private: true, type: 'module' });
  const all = { 'package.json': manifest, ...Object.fromEntries(names.map((name) => [name, sample(name)])), ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(path.join(folder, name), text);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
