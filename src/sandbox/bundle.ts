import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Asset } from './core/types.js';

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Bundles the sandbox's pages and returns each file by its path below the sandbox's address. Calls `noteInput` with each
 * source file.
 */
export async function bundlePages(noteInput?: (file: string) => void): Promise<Map<string, Asset>> {
  const [connect, control, { outputFiles, metafile }] = await Promise.all([
    readFile(file('connect/index.html'), 'utf8'),
    readFile(file('control/index.html'), 'utf8'),
    build({
      entryPoints: {
        connect: file('connect/main.ts'),
        'style/connect': file('connect/connect.css'),
        'sandbox/control': file('control/main.ts'),
        'style/control': file('control/control.css'),
      },
      outdir: '/',
      write: false,
      metafile: true,
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
  if (noteInput) Object.keys(metafile.inputs).forEach(noteInput);
  const output = (path: string): Asset => {
    const found = outputFiles.find((entry) => entry.path === path);
    if (!found) throw new Error(`The bundle of the sandbox's pages has no ${path}.`);
    const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
    return { type: `${type}; charset=utf-8`, body: found.text };
  };
  const page = (body: string): Asset => ({ type: 'text/html; charset=utf-8', body });
  return new Map<string, Asset>([
    ['/', page(connect)],
    ['/index.html', page(connect)],
    ['/connect.js', output('/connect.js')],
    ['/connect.css', output('/style/connect.css')],
    ['/sandbox/control', page(control)],
    ['/sandbox/control.js', output('/sandbox/control.js')],
    ['/sandbox/control.css', output('/style/control.css')],
  ]);
}
