import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Asset } from './core/types.js';

const file = (name: string) => fileURLToPath(new URL(`connect/${name}`, import.meta.url));

/** The Connect page, ready to be served: path below the sandbox's address → file. */
export async function bundleConnectPage(): Promise<Map<string, Asset>> {
  const [html, { outputFiles }] = await Promise.all([
    readFile(file('index.html'), 'utf8'),
    build({
      entryPoints: { connect: file('main.ts'), style: file('connect.css') },
      outdir: '/',
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'browser',
      mainFields: ['module', 'browser', 'main'],
      target: 'es2022',
      minify: true,
      legalComments: 'none',
      charset: 'utf8',
    }),
  ]);
  const output = (extension: string) => {
    const found = outputFiles.find(({ path }) => path.endsWith(extension));
    if (!found) throw new Error(`The bundle of the Connect page has no ${extension} file.`);
    return found.text;
  };
  const page: Asset = { type: 'text/html; charset=utf-8', body: html };
  return new Map<string, Asset>([
    ['/', page],
    ['/index.html', page],
    ['/connect.js', { type: 'text/javascript; charset=utf-8', body: output('.js') }],
    ['/connect.css', { type: 'text/css; charset=utf-8', body: output('.css') }],
  ]);
}
