// Builds the parts of the package that are bundled by themselves: the offline Pluggy and the command, without dependencies,
// and the function that makes the components for React.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { tsImport } from 'tsx/esm/api';
import ts from 'typescript';

/** Modules with the public types of `pluggy-elements/sandbox`. */
const TYPED = ['sandbox/index', 'sandbox/core/settings'];

const LICENSE_NAMES = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'LICENCE'];

/** Replaces the module that bundles the sandbox's pages by one with the bundled pages, and notes the pages' inputs. */
function bundledPages(bundlePages, inputs) {
  return {
    name: 'bundled-pages',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]sandbox[\\/]bundle\.ts$/ }, async () => {
        const pages = await bundlePages((file) => inputs.add(file));
        return {
          contents: `const pages = new Map(${JSON.stringify([...pages])});\nexport const bundlePages = async () => pages;`,
        };
      });
    },
  };
}

/** Writes the licence texts of the packages that the inputs belong to. */
async function writeLicenses(file, inputs) {
  const folders = new Set(
    inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter((folder) => folder),
  );
  const texts = [...folders].sort().map(async (folder) => {
    const { name, version, license, licenses, author } = JSON.parse(
      await readFile(path.join(folder, 'package.json'), 'utf8'),
    );
    const text = LICENSE_NAMES.map((each) => path.join(folder, each)).find((each) => existsSync(each));
    // A package without a file has the name of its licence only.
    const terms = text ? (await readFile(text, 'utf8')).trim() : `Author: ${author?.name ?? author}`;
    return `Name: ${name}\nVersion: ${version}\nLicense: ${license ?? licenses[0].type}\n\n${terms}\n`;
  });
  await writeFile(file, (await Promise.all(texts)).join('\n---\n\n'));
}

/** Writes `dist/sandbox` and `dist/cli`. */
export async function buildTools(root) {
  const { bundlePages } = await tsImport('../src/sandbox/bundle.ts', import.meta.url);
  const inputs = new Set();
  const common = {
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // The size of the package has a limit.
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
  const results = await Promise.all([
    build({
      ...common,
      entryPoints: ['src/sandbox/index.ts'],
      outfile: 'dist/sandbox/index.js',
      plugins: [bundledPages(bundlePages, inputs)],
    }),
    build({
      ...common,
      entryPoints: ['src/cli/index.ts', 'src/cli/main.ts'],
      outdir: 'dist/cli',
      external: ['../sandbox/index.js', './main.js'],
    }),
    // The build for browsers, also in Node: that for servers sets no properties, which tests in jsdom need.
    build({
      ...common,
      platform: 'neutral',
      target: 'es2022',
      minify: false,
      legalComments: 'inline',
      stdin: { contents: "export { createComponent } from '@lit/react';", resolveDir: root },
      conditions: ['browser'],
      outfile: 'dist/react/create-component.js',
    }),
  ]);
  for (const { metafile } of results) for (const file of Object.keys(metafile.inputs)) inputs.add(file);
  await writeLicenses(path.join(root, 'dist/sandbox/LICENSES.txt'), [...inputs]);
  for (const name of TYPED) {
    const source = await readFile(path.join(root, `src/${name}.ts`), 'utf8');
    const { outputText } = ts.transpileDeclaration(source, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
    const target = path.join(root, `dist/${name}.d.ts`);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, outputText);
  }
}
