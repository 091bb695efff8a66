// `npm run build`: the package, the CDN bundle with its hashes and licences, the types and the custom elements manifest,
// all into dist/.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeBundleRecords } from './bundle-records.mjs';
import { buildTools } from './tools.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(bin, ...args) {
  execFileSync(process.execPath, [`node_modules/${bin}`, ...args], { cwd: root, stdio: 'inherit' });
}

rmSync(`${root}/dist`, { recursive: true, force: true });
run('vite/bin/vite.js', 'build', '--logLevel', 'warn');
run('vite/bin/vite.js', 'build', '--mode', 'cdn', '--logLevel', 'warn');
run('typescript/bin/tsc', '-p', 'src/tsconfig.json');
run('@custom-elements-manifest/analyzer/cem.js', 'analyze', '--config', 'scripts/custom-elements-manifest.config.mjs');
await buildTools(root);
await writeBundleRecords(root);
