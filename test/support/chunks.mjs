// The files of the CDN build, whose names carry a hash: `connect-widget-1f0c2a9b.js`.
import { readdirSync } from 'node:fs';

const CDN = `${import.meta.dirname}/../../dist/cdn/`;

/** Returns a file's name without its hash. */
export const withoutHash = (file) => file.replace(/-[0-9a-f]{8}(?=\.js)/, '');

/** Returns the file of a chunk in the build: `connect-widget-1f0c2a9b.js` for `connect-widget`. */
export function chunkFile(name) {
  const found = readdirSync(CDN).filter((file) => withoutHash(file) === `${name}.js`);
  if (found.length !== 1) throw new Error(`dist/cdn has ${found.length} files for ${name}.`);
  return found[0];
}
