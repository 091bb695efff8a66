import { readdirSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import manifest from './package.json' with { type: 'json' };

/** Templates are strings to a minifier: the line breaks and indents in ours go here. */
const compactTemplates: Plugin = {
  name: 'compact-templates',
  transform: {
    filter: { id: /\/src\/elements\/.*\.ts$/ },
    handler: (code) => ({
      // Line by line, so that the source map stays true.
      code: code.replace(/css`[^`]*`/g, (template) => template.replace(/\n +/g, '\n')),
      map: null,
    }),
  },
};

/**
 * What two chunks share would be a third one, found only when they have arrived. In the entry it is there before them.
 */
const sharedInEntry: Plugin = {
  name: 'shared-in-entry',
  transform: {
    filter: { id: /\/src\/define\.ts$/ },
    handler: (code) => ({ code: `${code}\nexport { request as _ } from './client/http.js';`, map: null }),
  },
};

const banner = `/*! pluggy-elements ${manifest.version} | MIT */`;

/**
 * Two builds. The package: one module per source file, dependencies left to the application's bundler. `--mode cdn`: one
 * module that registers everything, with Lit in it and the SDK in a chunk of its own that is fetched on intent.
 */
export default defineConfig(({ mode }) =>
  mode === 'cdn'
    ? {
        plugins: [compactTemplates, sharedInEntry],
        build: {
          outDir: 'dist/cdn',
          target: 'es2022',
          sourcemap: true,
          modulePreload: false,
          lib: { entry: 'src/define.ts', formats: ['es'] },
          rolldownOptions: {
            // What the chunks share stays in the entry: one file before the first click, not two in a row.
            preserveEntrySignatures: 'allow-extension',
            output: {
              minify: true,
              postBanner: banner,
              entryFileNames: 'pluggy-elements.js',
              chunkFileNames: '[name].js',
              codeSplitting: {
                groups: [
                  { name: 'qrcode', test: /node_modules\/qrcode/ },
                  { name: 'pluggy-connect-sdk', test: /node_modules\/(?!lit|@lit)/ },
                ],
              },
            },
          },
        },
      }
    : {
        plugins: [compactTemplates],
        build: {
          outDir: 'dist',
          target: 'es2022',
          sourcemap: true,
          minify: false,
          lib: {
            entry: ['src/index.ts', 'src/define.ts', ...readdirSync('src/define').map((file) => `src/define/${file}`)],
            formats: ['es'],
          },
          rolldownOptions: {
            external: [/^lit($|\/)/, /^@lit\//, 'pluggy-connect-sdk', 'qrcode-generator'],
            output: { preserveModules: true, preserveModulesRoot: 'src', entryFileNames: '[name].js' },
          },
        },
      },
);
