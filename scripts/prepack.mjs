// `npm pack` and `npm publish`: builds `dist` if it is missing or older than the sources.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './is-built.mjs';

// The output of the build goes to stderr, because the output of `npm pack --json` is JSON.
if (!isBuilt()) {
  const script = fileURLToPath(new URL('build.mjs', import.meta.url));
  execFileSync(process.execPath, [script], { stdio: ['ignore', 2, 'inherit'] });
}
