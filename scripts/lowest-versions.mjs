// `npm run test:lowest`: the package with the lowest version of each dependency that its ranges allow. An application gets
// these where its own lockfile is old. Installs the tarball in a temporary folder, and runs the element tests in a copy of
// the project. Takes about two minutes; needs the npm registry, Chromium and `npm run build`.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The oldest TypeScript version that the declarations of the package are checked with. */
const OLDEST_TYPESCRIPT = '5.9.3';

/** Packages of Lit that `lit` installs; a page works with one copy of each. */
const BROUGHT_BY_LIT = ['lit-element', 'lit-html'];

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'lowest-versions-'));
const consumer = path.join(folder, 'consumer');
const project = path.join(folder, 'project');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

function run(cwd, command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ENGINES: 'chromium' },
  });
  if (status !== 0) throw new Error(`${[path.basename(command), ...args].join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
}
const node = (cwd, script, ...args) => run(cwd, process.execPath, path.join('node_modules', script), ...args);

/** `^3.1.2` → `3.1.2`. Other forms of range have no single lowest version. */
function lowestOf(name, range) {
  const [, version] = /^\^?(\d+\.\d+\.\d+)$/.exec(range) ?? [];
  if (!version) throw new Error(`${name}: the range "${range}" is not of the form ^1.2.3.`);
  return version;
}

const numbers = (version) => version.split('.').map(Number);
const compare = (a, b) => {
  const [left, right] = [numbers(a), numbers(b)];
  const index = left.findIndex((number, at) => number !== right[at]);
  return index < 0 ? 0 : left[index] - right[index];
};

/** Optional peers that the element tests do not load: `demo/frameworks/react18` has the lowest React. */
const UNUSED_PEERS = ['msw', 'react'];

const { dependencies, peerDependencies } = readJson(path.join(root, 'package.json'));
const lowest = Object.fromEntries(
  Object.entries({ ...dependencies, ...peerDependencies })
    .filter(([name]) => !UNUSED_PEERS.includes(name))
    .map(([name, range]) => [name, lowestOf(name, range)]),
);

function install(overrides) {
  const [{ filename }] = JSON.parse(run(root, 'npm', 'pack', '--json', '--pack-destination', consumer));
  const requested = { 'pluggy-elements': `./${filename}`, ...lowest, typescript: OLDEST_TYPESCRIPT };
  const manifest = { private: true, type: 'module', dependencies: requested, overrides };
  writeFileSync(path.join(consumer, 'package.json'), JSON.stringify(manifest));
  rmSync(path.join(consumer, 'node_modules'), { recursive: true, force: true });
  rmSync(path.join(consumer, 'package-lock.json'), { force: true });
  run(consumer, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund');
}

/** The lowest version of a package that satisfies each of the installed packages in `lowest`. */
function lowestBrought(name) {
  const ranges = Object.keys(lowest).map(
    (user) => readJson(path.join(consumer, 'node_modules', user, 'package.json')).dependencies?.[name],
  );
  return ranges
    .filter(Boolean)
    .map((range) => lowestOf(name, range))
    .sort(compare)
    .at(-1);
}

function installLowest() {
  mkdirSync(consumer);
  install({});
  const overrides = Object.fromEntries(BROUGHT_BY_LIT.map((name) => [name, lowestBrought(name)]));
  install(overrides);
  const expected = { ...lowest, ...overrides };
  for (const [name, version] of Object.entries(expected)) {
    const copies = JSON.parse(run(consumer, 'npm', 'query', `[name="${name}"]`)).map((copy) => copy.version);
    if (copies.join() !== version) throw new Error(`${name}: installed ${copies.join(' and ')} instead of ${version}.`);
  }
  return Object.entries(expected)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

function importInNode() {
  writeFileSync(
    path.join(consumer, 'server.js'),
    `import { itemView, parseItem } from 'pluggy-elements';
     import 'pluggy-elements/define';
     import { elementRenderer } from 'pluggy-elements/ssr';
     console.log(itemView(parseItem({ id: 'a', status: 'UPDATED' })).label, typeof elementRenderer);`,
  );
  const output = run(consumer, process.execPath, 'server.js').trim();
  if (output !== 'updated function') throw new Error(`Node printed "${output}".`);
}

function compile() {
  writeFileSync(
    path.join(consumer, 'page.ts'),
    `import 'pluggy-elements/define';
     import { itemView, parseItem, type PluggyConnectElement } from 'pluggy-elements';
     const connect: PluggyConnectElement = document.createElement('pluggy-connect');
     connect.tokenSource = ({ itemId }) => Promise.resolve(itemId ?? '');
     addEventListener('pluggy-success', ({ item }) => console.log(itemView(parseItem(item)).severity));
     // @ts-expect-error
     connect.preload = 'never';`,
  );
  const options = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable'];
  node(consumer, 'typescript/bin/tsc', ...options, '--module', 'nodenext', 'page.ts');
}

async function bundle() {
  const { metafile } = await build({
    stdin: { contents: "import 'pluggy-elements/define';", resolveDir: consumer },
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: path.join(consumer, 'out'),
    write: false,
    metafile: true,
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  if (!Object.keys(metafile.inputs).some((file) => file.includes('node_modules/lit-html/')))
    throw new Error('lit-html is not in the bundle.');
}

/**
 * Copies a folder as hard links, which takes a second for node_modules; as files where the target is on another disk.
 */
function linkFolder(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      if (!['.cache', '.vite'].includes(entry.name)) linkFolder(source, target);
    } else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else
      try {
        linkSync(source, target);
      } catch {
        copyFileSync(source, target);
      }
  }
}

function copyProject() {
  const left = new Set(['node_modules', '.git', 'dist', 'storybook-static', 'test-results', '.next', '.angular']);
  cpSync(root, project, { recursive: true, filter: (file) => file === root || !left.has(path.basename(file)) });
  linkFolder(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
  for (const name of [...Object.keys(lowest), ...BROUGHT_BY_LIT]) {
    const target = path.join(project, 'node_modules', name);
    rmSync(target, { recursive: true, force: true });
    cpSync(path.join(consumer, 'node_modules', name), target, { recursive: true });
  }
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: project, stdio: 'pipe' });
}

const renderOnServer = () =>
  node(project, 'vitest/vitest.mjs', 'run', '--config=.storybook/vitest.config.ts', 'test/node/package/ssr.test.ts');

const testElements = () => node(project, '@web/test-runner/dist/bin.js', '--files', 'test/elements/**/*.test.ts');

if (!existsSync(path.join(root, 'dist/index.js'))) {
  console.error('dist/ is empty: run `npm run build` first.');
  process.exit(1);
}
const steps = [
  ['installs the tarball, one copy of each package', installLowest],
  ['is imported by Node', importInNode],
  [`compiles with TypeScript ${OLDEST_TYPESCRIPT}`, compile],
  ['is bundled for a page', bundle],
  ['builds from source, type check included', copyProject],
  ['renders on a server', renderOnServer],
  ['passes the element tests in Chromium', testElements],
];
for (const [index, [name, step]] of steps.entries()) {
  const begun = performance.now();
  try {
    const detail = await step();
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    console.log(`${index + 1} of ${steps.length}: ${name}, ${seconds} s`);
    if (index === 0) console.log(`  ${detail}`);
  } catch (error) {
    console.error(`${index + 1} of ${steps.length}: ${name}: FAILED\n${error.message}\n${error.stderr ?? ''}`);
    process.exit(1);
  }
}
