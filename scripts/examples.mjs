// Writes the folders of `pluggy-elements example` into dist/examples/, from the files of demo/ that the tests run.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const BACKEND_PAGE = { 'page/index.html': 'demo/backends/page/index.html' };
const WEBHOOK = `--webhook "http://localhost:$PORT/api/webhooks/pluggy" --webhook-secret "X-Webhook-Secret: $WEBHOOK_SECRET"`;

/**
 * Each example: a title, what it needs, its files with their sources, and the commands of its README.
 * `packages`: the folders whose package.json has the dependencies, except those of `without`. `edit`: changes to a file's text; each text must occur.
 */
export const EXAMPLES = {
  plain: {
    title: 'a plain page and the smallest backend',
    needs:
      'Node 20.19 or newer. `server.ts` has a session, the token route, and the Items of the session’s user, in memory.',
    files: { 'page/index.html': 'demo/server/minimal.html', 'server.ts': 'demo/server/minimal.ts' },
    edit: { 'server.ts': [['npx tsx demo/server/minimal.ts', 'npx tsx server.ts']] },
    install: 'npm install',
    start: 'npm start',
    manifest: { script: 'tsx server.ts', own: ['@hono/node-server', 'hono', 'pluggy-sdk', 'tsx'] },
  },
  react: {
    title: 'React and Express',
    needs: 'Node 20.19 or newer. `src/` is the page, built by Vite; `server.js` is the backend and serves the page.',
    files: {
      'index.html': 'demo/frameworks/react/index.html',
      'src/app.css': 'demo/frameworks/react/src/example/app.css',
      'src/main.tsx': 'demo/frameworks/react/src/example/main.tsx',
      'src/connections.tsx': 'demo/frameworks/react/src/example/connections.tsx',
      'tsconfig.json': 'demo/frameworks/react/tsconfig.json',
      'vite.config.ts': 'demo/frameworks/react/vite.config.ts',
      'server.js': 'demo/backends/express/server.js',
    },
    edit: {
      'index.html': [
        [' data-widget-url="{{widget-url}}"', ''],
        ['pluggy-elements in React', 'Your banks'],
        [/<link rel="icon".*/g, '<link rel="icon" href="data:," />'],
        [/ *<link rel="stylesheet".*\n/g, ''],
      ],
    },
    packages: ['demo/backends/express', 'demo/frameworks/react'],
    without: ['react-router'],
    install: 'npm install && npm run build',
    start: 'npm start',
    page: 'dist',
    webhook: true,
  },
  next: {
    title: 'Next.js',
    needs: 'Node 20.19 or newer. `app/` has the page and the token route, for new connections; no list of Items.',
    files: {
      ...Object.fromEntries(
        ['app/api/connect-token/route.ts', 'app/icon.svg', 'next.config.ts', 'tsconfig.json'].map((file) => [
          file,
          `demo/frameworks/next/${file}`,
        ]),
      ),
      ...Object.fromEntries(
        ['app.css', 'connect-bank.tsx', 'layout.tsx', 'page.tsx'].map((file) => [
          `app/${file}`,
          `demo/frameworks/next/example/${file}`,
        ]),
      ),
    },
    edit: { 'tsconfig.json': [[/"(pages|example)",\s*/g, '']] },
    packages: ['demo/frameworks/next'],
    install: 'npm install && npm run build',
    start: 'npm start',
  },
  flask: {
    title: 'Flask',
    needs: 'Python 3 with Flask 2.2 or newer and `requests` (Debian: `python3-flask python3-requests`).',
    files: { ...BACKEND_PAGE, 'app.py': 'demo/backends/flask/app.py' },
    start: 'python3 app.py',
    webhook: true,
  },
  php: {
    title: 'PHP',
    needs: 'PHP 8.2 or newer with curl and SQLite (Debian: `php-cli php-curl php-sqlite3`).',
    files: { ...BACKEND_PAGE, 'index.php': 'demo/backends/php/index.php' },
    start: 'PHP_CLI_SERVER_WORKERS=8 php -S localhost:$PORT -t $PAGE index.php',
    webhook: true,
  },
  go: {
    title: 'Go',
    needs: 'Go 1.19 or newer (Debian: `golang-go`).',
    files: { ...BACKEND_PAGE, 'main.go': 'demo/backends/go/main.go', 'go.mod': 'demo/backends/go/go.mod' },
    start: 'go run .',
    webhook: true,
  },
  express: {
    title: 'Express',
    needs: 'Node 20.19 or newer.',
    files: { ...BACKEND_PAGE, 'server.js': 'demo/backends/express/server.js' },
    packages: ['demo/backends/express'],
    install: 'npm install',
    start: 'npm start',
    webhook: true,
  },
};

/** Returns the files of an example in `dist/examples`. */
export function filesOf(name) {
  const { files, packages, manifest } = EXAMPLES[name];
  return [...Object.keys(files), 'README.md', ...(packages || manifest ? ['package.json'] : [])];
}

/** Writes `dist/examples`, with a list for the command. */
export async function writeExamples(root) {
  const target = path.join(root, 'dist/examples');
  const list = {};
  for (const [name, example] of Object.entries(EXAMPLES)) {
    const folder = path.join(target, name);
    for (const [file, source] of Object.entries(example.files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await cp(path.join(root, source), path.join(folder, file));
    }
    for (const [file, changes] of Object.entries(example.edit ?? {})) await edit(path.join(folder, file), changes);
    await writeFile(path.join(folder, 'README.md'), readme(example));
    const manifest = await manifestOf(root, name, example);
    if (manifest) await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    const hasElements = 'page/index.html' in example.files;
    list[name] = { title: example.title, page: example.page ?? 'page', hasElements, commands: commandsOf(example) };
  }
  await writeFile(path.join(target, 'examples.json'), JSON.stringify(list));
}

async function edit(file, changes) {
  let text = await readFile(file, 'utf8');
  for (const [from, to] of changes) {
    const changed = text.replaceAll(from, to);
    if (changed === text) throw new Error(`${file} does not contain ${from}.`);
    text = changed;
  }
  await writeFile(file, text);
}

function commandsOf({ install, start, webhook }) {
  return `${install ? `${install}\n` : ''}set -a; . ./.env; set +a    # in two terminals: the simulated banks, and the backend
npx pluggy-elements sandbox --port 4300 --keys "$PLUGGY_CLIENT_ID:$PLUGGY_CLIENT_SECRET"${webhook ? ` \\\n  ${WEBHOOK}` : ''}
${start}`;
}

function readme(example) {
  return `# Pluggy with ${example.title}

${example.needs}

\`\`\`sh
${commandsOf(example)}
\`\`\`

Open http://localhost:8000. At Pluggy Bank, the login is \`user-ok\` with \`password-ok\`.
For Pluggy itself, put your keys into \`.env\`, remove its two addresses, and the page's \`widget-url\` and \`include-sandbox\`.
The routes and what they must check: \`docs/backend.md\` in the package pluggy-elements.
`;
}

/** Returns the package.json of an example of npm; undefined for other stacks. */
async function manifestOf(root, name, { packages, manifest, without = [] }) {
  const read = async (folder) => JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
  const own = await read('.');
  // The sandbox's command, for pages that load a copy of the elements. The command `example` writes where npm finds the package.
  const command = { 'pluggy-elements': `^${own.version}` };
  const base = { name: `pluggy-${name}`, private: true, type: 'module' };
  if (manifest) {
    const dependencies = Object.fromEntries(manifest.own.map((each) => [each, own.devDependencies[each]]));
    return { ...base, scripts: { start: manifest.script }, dependencies, devDependencies: command };
  }
  if (!packages) return undefined;
  const sources = await Promise.all(packages.map(read));
  const merged = (field) => Object.assign({}, ...sources.map((source) => source[field]));
  const dependencies = merged('dependencies');
  for (const each of without) delete dependencies[each];
  if ('pluggy-elements' in dependencies) dependencies['pluggy-elements'] = `^${own.version}`;
  const devDependencies = { ...merged('devDependencies'), ...(!('pluggy-elements' in dependencies) && command) };
  return {
    ...base,
    scripts: merged('scripts'),
    dependencies,
    ...(Object.keys(devDependencies).length > 0 && { devDependencies }),
  };
}
