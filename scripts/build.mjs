// `npm run build`: the package, the CDN bundle with its hashes and licences, the types, the custom elements manifest, the
// sandbox and the command, all into dist/. With `--page`, only the CDN bundle, which the demo's pages load.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeExamples } from './examples.mjs';
import { writeBillOfMaterials, writeIntegrity } from './bundle-records.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(bin, ...args) {
  execFileSync(process.execPath, [`node_modules/${bin}`, ...args], { cwd: root, stdio: 'inherit' });
}

const isPageOnly = process.argv.includes('--page');

if (!isPageOnly) {
  rmSync(`${root}/dist`, { recursive: true, force: true });
  run('vite/bin/vite.js', 'build', '--logLevel', 'warn');
}
run('vite/bin/vite.js', 'build', '--mode', 'cdn', '--logLevel', 'warn');
if (!isPageOnly) {
  run('typescript/bin/tsc', '-p', 'src/tsconfig.json');
  run(
    '@custom-elements-manifest/analyzer/cem.js',
    'analyze',
    '--config',
    'scripts/custom-elements-manifest.config.mjs',
  );
  // The analyzer indents its files, which tools read.
  for (const file of ['custom-elements.json', 'web-types.json']) {
    const text = readFileSync(`${root}/dist/${file}`, 'utf8');
    writeFileSync(`${root}/dist/${file}`, JSON.stringify(JSON.parse(text)));
  }
  const { buildTools } = await import('./tools.mjs');
  await buildTools(root);
  await writeExamples(root);
}
await writeIntegrity(root);
if (!isPageOnly) await writeBillOfMaterials(root);
