import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLES, filesOf } from '../../scripts/examples.mjs';
import { chunkFile } from '../support/chunks.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Modules that only import or re-export: they have no source map. */
const UNMAPPED = /^(define|index|testing\/index)$/;

/** Modules without a file in `dist`: types, and re-exports that the build inlines. */
const WITHOUT_CODE = new Set([
  'events',
  'client/widget/types',
  'elements/reauth-prompt/prompt-host',
  'elements/connect/port',
  ...['code-types', 'item-types'].map((name) => `model/${name}`),
  ...['index', 'messages'].map((name) => `locales/${name}`),
]);

/** Returns the complete list of files in the package. */
function expectedFiles(): string[] {
  const modules = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(sandbox|cli)\//.test(file))
    .map((file) => file.replace(/\.ts$/, ''));
  const chunks = [
    'choice',
    'connect-widget',
    'error-banner.template',
    'institutions.template',
    'inline-box',
    'item-card.template',
    'item-list.template',
    'lit-html',
    'load-failure',
    'pluggy-connect-sdk',
    'pluggy-elements',
    'provided-items',
    'qr-code',
    'attribute-names',
    'qrcode',
    'reauth-prompt.template',
    ...['card', 'errors', 'institutions', 'mfa', 'widget'].flatMap((group) =>
      ['en', 'es', 'pt-BR'].map((language) => `${group}.${language}`),
    ),
  ];
  const tags = readdirSync(path.join(ROOT, 'src/define')).map((file) => file.replace(/\.ts$/, ''));
  const tools = [
    ...['component', 'create-component', 'index', ...tags].map((name) => `react/${name}.js`),
    ...['cli/index.js', 'cli/main.js', 'react/index.d.ts', 'sandbox/LICENSES.txt'],
    ...['sandbox/index.d.ts', 'sandbox/index.js'],
    // `anItem()` of the test helpers imports these modules of the sandbox.
    ...['sandbox/core/failures.js', 'sandbox/core/failures.js.map'],
    ...['errors', 'failures', 'refusals', 'settings', 'types'].map((name) => `sandbox/core/${name}.d.ts`),
  ];
  const types = ['elements', 'preact', 'react', 'solid', 'svelte', 'vue'];
  const dist = [
    ...modules.map((name) => `${name}.d.ts`),
    ...modules.filter((name) => !WITHOUT_CODE.has(name)).map((name) => `${name}.js`),
    ...modules.filter((name) => !WITHOUT_CODE.has(name) && !UNMAPPED.test(name)).map((name) => `${name}.js.map`),
    ...chunks.map((chunk) => `cdn/${chunkFile(chunk)}`),
    // The source of other people's code is in their packages, texts have no code, and the modules of templates and of small chunks have maps.
    ...chunks
      .filter(
        (chunk) =>
          !/^(attribute-names|choice|inline-box|load-failure|lit-html|pluggy-connect-sdk|qr-code|qrcode)$|\.(en|es|pt-BR|template)$/.test(
            chunk,
          ),
      )
      .map((chunk) => `cdn/${chunkFile(chunk)}.map`),
    ...['LICENSES.txt', 'integrity.json', 'sbom.json'].map((name) => `cdn/${name}`),
    ...tools,
    'examples/examples.json',
    ...Object.keys(EXAMPLES).flatMap((name) => filesOf(name).map((file) => `examples/${name}/${file}`)),
    ...types.map((name) => `types/${name}.d.ts`),
    ...['custom-elements.json', 'sbom.json', 'web-types.json'],
    ...['vscode.css-custom-data.json', 'vscode.html-custom-data.json'],
  ];
  const docs = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(md|yaml)$/.test(file))
    .map((file) => `docs/${file}`);
  const pages = ['AGENTS.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'llms.txt', ...docs];
  return [...pages, 'package.json', ...dist.map((name) => `dist/${name}`)].sort();
}

describe('the tarball', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'package-'));
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const tarball = () =>
    path.join(
      folder,
      readdirSync(folder).find((file) => file.endsWith('.tgz'))!,
    );
  let files: string[];
  let size: number;

  beforeAll(() => {
    const [packed] = JSON.parse(npm('pack', ROOT, '--json', '--pack-destination', folder)) as [
      { filename: string; size: number; files: { path: string }[] },
    ];
    size = packed.size;
    files = packed.files.map((file) => file.path).sort();
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "private": true }');
    npm('install', '--prefer-offline', '--no-audit', '--no-fund', `./${packed.filename}`);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('contains the output of each source, the documents, and nothing else', () => {
    expect(files).toEqual(expectedFiles());
  });

  it('is smaller than 1.5 MB', () => {
    expect(size).toBeLessThan(1_500_000);
  });

  it('runs the sandbox and its command without any other package', () => {
    const alone = mkdtempSync(path.join(folder, 'alone-'));
    execFileSync('tar', ['-xzf', tarball(), '-C', alone]);
    const script = `import { startSandbox } from './package/dist/sandbox/index.js';
      const { url, controlUrl, close } = await startSandbox();
      console.log((await fetch(url)).status, (await fetch(controlUrl)).status, (await fetch(url + '/connect.js')).status);
      await close();`;
    const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: alone, encoding: 'utf8' });
    expect(run('--input-type=module', '-e', script).trim()).toBe('200 200 200');
    expect(run('package/dist/cli/index.js', 'sandbox', '--help')).toContain('--webhook');
    // CommonJS set-ups load it, too.
    const required = `const { startSandbox } = require('pluggy-elements/sandbox'); console.log(typeof startSandbox);`;
    writeFileSync(path.join(folder, 'setup.cjs'), required);
    const printed = execFileSync(process.execPath, ['--no-warnings', 'setup.cjs'], { cwd: folder, encoding: 'utf8' });
    expect(printed.trim()).toBe('function');
    expect(npm('exec', '--', 'pluggy-elements', '--help')).toContain('pluggy-elements sandbox');
    const dependency = () => {
      npm('exec', '--', 'pluggy-elements', 'example', 'react', 'react-app');
      const { dependencies } = JSON.parse(readFileSync(path.join(folder, 'react-app/package.json'), 'utf8')) as {
        dependencies: Record<string, string>;
      };
      rmSync(path.join(folder, 'react-app'), { recursive: true });
      return dependencies['pluggy-elements'];
    };
    expect(dependency()).toBe(`file:${realpathSync(tarball())}`);
    const record = path.join(folder, 'node_modules/.package-lock.json');
    const text = readFileSync(record, 'utf8');
    writeFileSync(record, text.replace(/"file:.*\.tgz"/, '"https://registry.npmjs.org/pluggy-elements/-/it.tgz"'));
    expect(dependency()).toMatch(/^\^\d+\.\d+\.\d+$/);
    writeFileSync(record, text);
  });

  it('says what to do where a Server Component imports an element', () => {
    for (const entry of ['pluggy-elements/define', 'pluggy-elements/define/connect', 'pluggy-elements/cdn']) {
      const args = ['--conditions=react-server', '--input-type=module', '-e', `import '${entry}';`];
      const { stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
      expect(stderr).toContain("Write 'use client' at the top of the file");
    }
    const views = ['--conditions=react-server', '--input-type=module', '-e', `import 'pluggy-elements';`];
    expect(spawnSync(process.execPath, views, { cwd: folder }).status).toBe(0);
  });

  it('installs its dependencies, each of which is in its bill of materials', () => {
    /** A package in the output of `npm ls`. An optional package that is not installed has no version. */
    interface Tree {
      version?: string;
      dependencies?: Record<string, Tree>;
    }
    const { dependencies } = (JSON.parse(npm('ls', '--all', '--json')) as Tree).dependencies!['pluggy-elements']!;
    const installed = Object.keys(dependencies!).filter((name) => dependencies![name]!.version);
    expect(installed.sort()).toEqual([
      '@lit/context',
      '@lit/reactive-element',
      'lit',
      'pluggy-connect-sdk',
      'qrcode-generator',
    ]);
    const below = (tree: Tree): string[] =>
      Object.entries(tree.dependencies ?? {}).flatMap(([name, next]) => (next.version ? [name, ...below(next)] : []));
    const { components } = JSON.parse(readFileSync(path.join(ROOT, 'dist/sbom.json'), 'utf8')) as {
      components: { name: string; licenses: [{ license: { id: string } }] }[];
    };
    expect(components.map(({ name }) => name).sort()).toEqual([...new Set(below({ dependencies }))].sort());
    for (const { name, licenses } of components)
      expect(licenses[0].license.id, name).toMatch(/^(MIT|BSD-3-Clause|Apache-2\.0)$/);
  });

  it('can be imported in Node, without a document: every entry, and the data', () => {
    writeFileSync(
      path.join(folder, 'server.js'),
      `import { PluggyConnectElement, itemView, parseItem } from 'pluggy-elements';
       import 'pluggy-elements/define';
       import 'pluggy-elements/define/item-status';
       for (const name of ['custom-elements', 'web-types', 'vscode.html-custom-data', 'vscode.css-custom-data', 'package'])
         await import(\`pluggy-elements/\${name}.json\`, { with: { type: 'json' } });
       const { label } = itemView(parseItem({ id: 'a', status: 'UPDATED' }));
       console.log(typeof document, typeof PluggyConnectElement, label);`,
    );
    const printed = execFileSync(process.execPath, ['--no-warnings', 'server.js'], { cwd: folder, encoding: 'utf8' });
    expect(printed.trim()).toBe('undefined function updated');
  });

  it('compiles with the strictest options, with the types of a framework', () => {
    symlinkSync(path.join(ROOT, 'node_modules/@types/react'), path.join(folder, 'node_modules/@types/react'));
    writeFileSync(
      path.join(folder, 'page.tsx'),
      `import 'pluggy-elements/define';
       import { itemView, parseItem, PluggyError, type PluggyConnectElement } from 'pluggy-elements';
       const bank: PluggyConnectElement = document.createElement('pluggy-connect');
       bank.tokenSource = ({ itemId }) => Promise.resolve(itemId ?? '');
       addEventListener('pluggy-success', ({ item }) => console.log(itemView(parseItem(item)).severity));
       addEventListener('pluggy-error', ({ error }) => console.log(error instanceof PluggyError, error.code));
       addEventListener('pluggy-close', ({ outcome }) => {
         if (outcome.type === 'success') console.log(outcome.item.id);
         if (outcome.type === 'error') console.log(outcome.error.code);
         // @ts-expect-error
         if (outcome.type === 'pending') console.log(outcome.item.id);
       });
       export const right = <pluggy-connect preload="none" onpluggy-success={({ item }) => console.log(item.id)} />;
       // @ts-expect-error
       export const wrong = <pluggy-connect preload="never" />;`,
    );
    const strict = ['--strict', '--noEmit', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
    const modules = ['--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom,dom.iterable'];
    const types = ['--jsx', 'react-jsx', '--types', 'pluggy-elements/types/react'];
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, ...strict, ...modules, ...types, 'page.tsx'], {
      cwd: folder,
      encoding: 'utf8',
    });
  });

  it.each(['node10', 'nodenext', 'bundler'])('has types for each entry with the module resolution %s', (resolution) => {
    const page = `import { PluggyConnectElement } from 'pluggy-elements';
       import 'pluggy-elements/define';
       import 'pluggy-elements/define/connect';
       import { PluggyConnect } from 'pluggy-elements/react';
       import { startSandbox, type RunningSandbox } from 'pluggy-elements/sandbox';
       import { elementRenderer } from 'pluggy-elements/ssr';
       import { anItem, fakeConnect } from 'pluggy-elements/testing';
       import type { PluggyProps } from 'pluggy-elements/types/react';
       export const running: Promise<RunningSandbox> = startSandbox({ speed: 10, keys: { clientId: 'a', clientSecret: 'b' } });
       export const used: unknown[] = [PluggyConnectElement, PluggyConnect, elementRenderer, anItem({ status: 'UPDATED' }).id];
       export const ended: Promise<void> = fakeConnect().succeed();
       export const props: PluggyProps<'pluggy-connect'> = { preload: 'none' };
       // @ts-expect-error
       startSandbox({ speed: 'fast' });`;
    writeFileSync(path.join(folder, 'entries.ts'), page);
    const module = resolution === 'nodenext' ? 'nodenext' : 'esnext';
    const modules = ['--target', 'es2022', '--module', module, '--moduleResolution', resolution];
    const others = ['--strict', '--noEmit', '--skipLibCheck', '--ignoreDeprecations', '6.0', '--types', 'react'];
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, ...modules, ...others, 'entries.ts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  it('shares one copy of Lit with an application that has another version of Lit', { timeout: 90_000 }, async () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'node_modules/lit/package.json'), 'utf8')) as {
      version: string;
    };
    const lowest = dependencies.lit!.replace('^', '');
    expect(lowest.split('.')[1]).not.toBe(version.split('.')[1]);
    const host = mkdtempSync(path.join(folder, 'host-'));
    const ours = `file:${tarball()}`;
    const manifest = { private: true, type: 'module', dependencies: { lit: lowest, 'pluggy-elements': ours } };
    writeFileSync(path.join(host, 'package.json'), JSON.stringify(manifest));
    npm('install', '--prefix', host, '--prefer-offline', '--no-audit', '--no-fund');
    const { metafile } = await build({
      stdin: {
        contents: `import { LitElement } from 'lit'; import 'pluggy-elements/define'; console.log(LitElement);`,
        resolveDir: host,
      },
      absWorkingDir: host,
      bundle: true,
      splitting: true,
      format: 'esm',
      outdir: 'out',
      write: false,
      metafile: true,
      mainFields: ['module', 'main'],
      logLevel: 'silent',
    });
    const copies = Object.keys(metafile.inputs)
      .map((file) => /^(.*node_modules\/(?:lit|lit-html|lit-element|@lit\/[\w-]+))\//.exec(file)?.[1])
      .filter((file) => file !== undefined);
    expect([...new Set(copies)].sort()).toEqual(
      ['@lit/context', '@lit/reactive-element', 'lit', 'lit-element', 'lit-html'].map((name) => `node_modules/${name}`),
    );
  });
});
