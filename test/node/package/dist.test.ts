import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { chunkFile, withoutHash } from '../../support/chunks.mjs';
import { eagerOutputs } from '../../support/eager.mjs';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const DIST = path.join(ROOT, 'dist');

const node = (script: string) =>
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT, encoding: 'utf8' });
const gzipped = (text: string | Uint8Array) => gzipSync(text, { level: 9 }).length;

/** Returns the gzipped bytes that a page loads at once: an entry and its static imports, without dynamic imports. */
async function eagerSize(entry: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(DIST, entry)],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'out',
    write: false,
    metafile: true,
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  const outputs = Object.entries(metafile.outputs);
  const [first] = outputs.find(([, { entryPoint }]) => entryPoint?.endsWith(entry))!;
  const text = eagerOutputs(metafile, first).map((name) => outputFiles.find((file) => file.path.endsWith(name))!.text);
  return gzipped(text.join('\n'));
}

describe('the package', () => {
  beforeAll(() => {
    expect(existsSync(path.join(DIST, 'index.js')), 'npm run build comes first').toBe(true);
  });

  it('imports in Node and defines nothing', () => {
    const script = `const all = await import('./dist/index.js');
      console.log(typeof all.PluggyConnectElement, typeof all.PluggyError, globalThis.customElements?.get('pluggy-connect'));`;
    expect(node(script).trim()).toBe('function function undefined');
  });

  it('imports its registering entries in Node without an error', () => {
    expect(
      node(`await import('./dist/define.js'); await import('./dist/define/connect.js'); console.log('ok')`),
    ).toContain('ok');
  });

  it('has types and source maps for every module', () => {
    const modules = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.js') && !/^(cdn|cli|examples|react|sandbox|_virtual)/.test(file),
    );
    expect(modules.length).toBeGreaterThan(15);
    for (const file of modules) {
      expect(existsSync(path.join(DIST, file.replace(/\.js$/, '.d.ts'))), `types of ${file}`).toBe(true);
      // Modules that only import or re-export have no source map.
      if (!/^(define|index|testing\/index)\.js$/.test(file))
        expect(existsSync(path.join(DIST, `${file}.map`)), `map of ${file}`).toBe(true);
    }
  });

  it('has every file that the exports of package.json name', () => {
    const { exports } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      exports: Record<string, string | { types: string; default: string }>;
    };
    const targets = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    for (const target of targets)
      expect(existsSync(path.join(ROOT, target.replace('*', 'connect'))), target).toBe(true);
  });
});

describe('a bundle for browsers', () => {
  const entries = [
    'index.js',
    'define.js',
    'react/index.js',
    ...readdirSync(path.join(DIST, 'define'))
      .filter((file) => file.endsWith('.js'))
      .map((file) => `define/${file}`),
  ];

  it.each(entries)('of %s contains neither the sandbox, nor the command, nor the helpers for tests', async (entry) => {
    const { metafile } = await build({
      entryPoints: [path.join(DIST, entry)],
      absWorkingDir: ROOT,
      bundle: true,
      splitting: true,
      format: 'esm',
      outdir: 'out',
      write: false,
      metafile: true,
      external: ['react'],
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.length).toBeGreaterThan(3);
    expect(inputs.filter((file) => /^dist\/(sandbox|cli|testing)\//.test(file))).toEqual([]);
  });

  it('for the CDN contains none of them either', () => {
    const cdn = path.join(DIST, 'cdn');
    const text = readdirSync(cdn)
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(path.join(cdn, file), 'utf8'));
    const words = ['fake-pluggy-connect', 'Offline Pluggy', 'sandbox/control'];
    const sources = ['testing/fake-sdk.js', 'cli/main.js', 'sandbox/index.js'];
    for (const [index, word] of words.entries()) {
      expect(readFileSync(path.join(DIST, sources[index]!), 'utf8')).toContain(word);
      expect(text.filter((each) => each.includes(word))).toEqual([]);
    }
  });
});

describe('the CDN build', () => {
  it('is one module before the first click, with the version in its first line and the SDK beside it', () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const entry = readFileSync(path.join(DIST, 'cdn/pluggy-elements.js'), 'utf8');
    expect(entry.split('\n')[0]).toContain(`pluggy-elements ${version}`);
    expect(entry).not.toMatch(/^\s*import\s*[\w{*]|from\s*["']/m);
    expect(entry).not.toContain('zoid');
    expect(statSync(path.join(DIST, 'cdn', chunkFile('pluggy-connect-sdk'))).size).toBeGreaterThan(50_000);
  });
});

describe('the chunks of the CDN build', () => {
  const cdn = path.join(DIST, 'cdn');
  const entry = readFileSync(path.join(cdn, 'pluggy-elements.js'), 'utf8');
  const chunks = readdirSync(cdn).filter((file) => file.endsWith('.js') && file !== 'pluggy-elements.js');

  it('have a hash in their names, by which the entry and other chunks import them', () => {
    expect(chunks.length).toBeGreaterThan(20);
    expect(chunks.filter((file) => !/^[\w.-]+-[0-9a-f]{8}\.js$/.test(file))).toEqual([]);
    const imported = [...entry.matchAll(/import\([`"']\.\/([^`"']+)[`"']\)/g)].map(([, file]) => file);
    expect(imported.length).toBeGreaterThan(10);
    expect(imported.filter((file) => !chunks.includes(file!))).toEqual([]);
  });

  it('of our own code run only beside the entry of the same build', () => {
    const [, name] = /as\s*"([0-9a-f]{8} \(the file is of another version\))"/.exec(entry)!;
    for (const file of chunks) {
      const isThirdParty = /^(pluggy-connect-sdk|qrcode)-/.test(file);
      const text = readFileSync(path.join(cdn, file), 'utf8');
      expect(text.includes(`export{"${name}"}from"./pluggy-elements.js"`), file).toBe(!isThirdParty);
    }
  });
});

/** Bytes of gzip, for the modules that load at once and those that several chunks share: see `belongsToEntry` in vite.config.ts. */
const CDN_ENTRY_BUDGET = 37_200;

describe('the CDN entry', () => {
  it(`is ≤ ${CDN_ENTRY_BUDGET} bytes gzip`, () => {
    const size = gzipped(readFileSync(path.join(DIST, 'cdn/pluggy-elements.js')));
    expect(size).toBeGreaterThan(4000);
    expect(size).toBeLessThanOrEqual(CDN_ENTRY_BUDGET);
  });
});

describe('the records of the CDN build', () => {
  const cdn = path.join(DIST, 'cdn');
  const { files } = JSON.parse(readFileSync(path.join(cdn, 'integrity.json'), 'utf8')) as {
    files: Record<string, string>;
  };

  it('have the hash of every file', () => {
    expect(Object.keys(files).sort()).toEqual(
      readdirSync(cdn)
        .filter((file) => file.endsWith('.js'))
        .sort(),
    );
    for (const [file, hash] of Object.entries(files)) {
      const digest = createHash('sha384')
        .update(readFileSync(path.join(cdn, file)))
        .digest('base64');
      expect(hash, file).toBe(`sha384-${digest}`);
    }
  });

  it('have the licence of each bundled package, and a bill of materials', () => {
    const { components } = JSON.parse(readFileSync(path.join(cdn, 'sbom.json'), 'utf8')) as {
      components: { group?: string; name: string; version: string; licenses: [{ license: Record<string, string> }] }[];
    };
    const nameOf = ({ group, name }: { group?: string; name: string }) => (group ? `${group}/${name}` : name);
    expect(components.map(nameOf)).toEqual(
      expect.arrayContaining(['@lit/reactive-element', 'lit-html', 'pluggy-connect-sdk', 'qrcode-generator', 'zoid']),
    );
    for (const { name, licenses } of components) {
      const [{ license }] = licenses;
      expect(license.id ?? license.name, name).toMatch(/^(MIT|BSD-3-Clause|Apache[- ]2\.0|ISC)$/);
    }
    const texts = readFileSync(path.join(cdn, 'LICENSES.txt'), 'utf8');
    const listed = [...texts.matchAll(/^Name: (.+)\nVersion: (.+)$/gm)].map(
      ([, name, version]) => `${name} ${version}`,
    );
    expect(listed.length).toBeGreaterThan(5);
    expect(components.map((one) => `${nameOf(one)} ${one.version}`)).toEqual(expect.arrayContaining(listed));
  });
});

describe('the manifest', () => {
  interface Declaration {
    name: string;
    tagName?: string;
    attributes?: { name?: string; description?: string }[];
    members?: { name: string; description?: string; privacy?: string }[];
    events?: { name: string; description?: string }[];
    cssParts?: { name: string }[];
    cssStates?: { name: string }[];
    slots?: { name: string }[];
  }
  const manifest = () =>
    JSON.parse(readFileSync(path.join(DIST, 'custom-elements.json'), 'utf8')) as {
      modules: { declarations: Declaration[] }[];
    };
  const connect = () =>
    manifest()
      .modules.flatMap(({ declarations }) => declarations)
      .find(({ tagName }) => tagName === 'pluggy-connect')!;

  it('has the attributes, events, parts, states and slots of the button', () => {
    const { attributes, events, cssParts, cssStates, slots } = connect();
    expect(attributes!.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'token-endpoint',
        'item-id',
        'connector-ids',
        'load-timeout',
        'value',
        'required',
        'widget-url',
      ]),
    );
    expect(events!.map(({ name }) => name)).toEqual(
      ['open', 'ready', 'progress', 'success', 'error', 'hide', 'close'].map((name) => `pluggy-${name}`),
    );
    expect(cssParts!.map(({ name }) => name)).toEqual(['button', 'label', 'spinner']);
    expect(cssStates!.map(({ name }) => name)).toEqual(['preparing', 'open', 'background', 'connected']);
    expect(slots!.map(({ name }) => name)).toEqual(['', 'icon']);
  });

  it('has the elements, the events and what the entry exports, and nothing of the inside', async () => {
    const exported = Object.keys((await import(path.join(DIST, 'index.js'))) as object);
    const names = manifest().modules.flatMap(({ declarations }) => declarations.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(['PluggyConnectElement', 'PluggySuccessEvent', 'PluggyError']));
    expect(names.filter((name) => !exported.includes(name))).toEqual([]);
  });

  it('has a description for each of them, and no private member', () => {
    const { attributes, members, events } = connect();
    for (const { name, description } of [...attributes!, ...members!, ...events!]) {
      expect(description, name).toBeTruthy();
      expect(name).not.toMatch(/^[#_]/);
    }
    expect(members!.filter(({ privacy }) => privacy && privacy !== 'public')).toEqual([]);
  });
});

/** Size limits in bytes of gzip. `npm run bench` prints the sizes. */
const BUDGETS: Record<string, number> = {
  'define/connect.js': 15_850,
  'define/error-banner.js': 22_600,
  'define/institutions.js': 23_950,
  'define/item-card.js': 29_200,
  'define/item-list.js': 29_900,
  'define/item-status.js': 13_800,
  'define/provider.js': 7750,
  'define/reauth-prompt.js': 22_400,
  'define.js': 32_300,
};

describe('the size before any click, Lit included', () => {
  it.each(Object.entries(BUDGETS))('%s ≤ %i bytes gzip', async (entry, budget) => {
    const size = await eagerSize(entry);
    expect(size).toBeGreaterThan(4000);
    expect(size).toBeLessThanOrEqual(budget);
  });

  it('of the search of institutions is ≤ 6000 bytes of its own, with its template and its texts', async () => {
    const ownSize = (await eagerSize('define/institutions.js')) - (await eagerSize('define/error-banner.js'));
    const later = ['institutions.template', 'institutions.pt-BR'].map((chunk) =>
      gzipped(readFileSync(path.join(DIST, 'cdn', chunkFile(chunk)))),
    );
    expect(ownSize).toBeGreaterThan(500);
    expect(ownSize + later.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(6000);
  });

  it('has a budget for every entry that registers', () => {
    const entries = readdirSync(path.join(DIST, 'define')).filter((file) => file.endsWith('.js'));
    expect(entries.map((file) => `define/${file}`).filter((file) => !BUDGETS[file])).toEqual([]);
  });
});

/**
 * Chunks of the CDN build that load after the entry, the groups of texts that load with them in the page's language, and
 * the limit of their total size in bytes of gzip.
 */
const TEMPLATES: [what: string, chunks: string[], groups: string[], budget: number][] = [
  ['the banner alone', ['lit-html', 'error-banner.template'], ['errors'], 16_000],
  [
    'all of them',
    [
      'lit-html',
      'error-banner.template',
      'institutions.template',
      'item-card.template',
      'item-list.template',
      'reauth-prompt.template',
    ],
    ['card', 'errors', 'institutions', 'mfa'],
    42_700,
  ],
];
const LANGUAGES = ['pt-BR', 'en', 'es'];

describe('the templates that load on demand', () => {
  const cases = TEMPLATES.flatMap(([what, templates, groups, budget]) =>
    LANGUAGES.map(
      (language) => [what, [...templates, ...groups.map((group) => `${group}.${language}`)], budget] as const,
    ),
  );

  it.each(cases)('of %s are in %j, ≤ %i bytes gzip', (_, chunks, budget) => {
    const texts = chunks.map((chunk) => readFileSync(path.join(DIST, 'cdn', chunkFile(chunk)), 'utf8'));
    const imported = texts.flatMap((text) => [...text.matchAll(/from\s*"\.\/([^"]+)"/g)].map(([, file]) => file!));
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((file) => ![...chunks, 'pluggy-elements'].includes(withoutHash(file).slice(0, -3)))).toEqual(
      [],
    );
    expect(texts.reduce((sum, text) => sum + gzipped(text), 0)).toBeLessThanOrEqual(budget);
  });
});
