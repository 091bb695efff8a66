import { readdirSync } from 'node:fs';
import path from 'node:path';
import license from 'rollup-plugin-license';
import minifyTemplateLiterals from 'rollup-plugin-minify-template-literals';
import sbom from 'rollup-plugin-sbom';
import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };

/** Minifies the text of `css` templates, which are strings to a minifier of JavaScript. Space counts in `html` templates. */
const styles = minifyTemplateLiterals({ include: 'src/elements/**/*.ts', options: { shouldMinify: () => false } });

/** Writes the licences and the bill of materials of the packages whose code is in the CDN bundle. */
const records = [
  license({ thirdParty: { output: path.resolve('dist/cdn/LICENSES.txt') } }),
  sbom({
    outDir: '',
    outFilename: 'sbom',
    outFormats: ['json'],
    includeWellKnown: false,
    saveTimestamp: false,
    generateSerial: false,
  }),
];

interface ModuleGraph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/**
 * Whether the entry contains the module: modules that the entry imports at once, and modules that several chunks share. A
 * chunk of shared modules would be requested only after the chunks that import them have arrived, which costs a round trip.
 */
let first: Set<string> | undefined;
function belongsToEntry(id: string, graph: ModuleGraph): boolean {
  if (!first) {
    const shared = [
      'client/http/request.ts',
      'model/codes.ts',
      'model/prompt.ts',
      ...['durations', 'panel.styles', 'surface.styles'].map((name) => `elements/shared/${name}.ts`),
    ];
    first = new Set(['define.ts', ...shared].map((file) => path.resolve('src', file)));
    for (const known of first) graph.getModuleInfo(known)?.importedIds.forEach((next) => first!.add(next));
  }
  return first.has(id);
}

/** Returns the file name of a chunk. Texts that load on demand are named by group and language: `errors.pt-BR.js`. */
function chunkFileName({ facadeModuleId }: { facadeModuleId?: string | null }): string {
  const [, language, group] = /\/locales\/([\w-]+)\/(\w+)\.ts$/.exec(facadeModuleId ?? '') ?? [];
  return language ? `${group}.${language}.js` : '[name].js';
}

const banner = `/*! pluggy-elements ${manifest.version} | MIT */`;

/**
 * Two builds. The package: one module per source file, with dependencies left to the application's bundler. `--mode
 * cdn`: one module that registers every element and contains Lit, and chunks that load on intent, such as the SDK's.
 */
export default defineConfig(({ mode }) =>
  mode === 'cdn'
    ? {
        plugins: [styles, ...records],
        build: {
          outDir: 'dist/cdn',
          target: 'es2022',
          sourcemap: true,
          modulePreload: false,
          lib: { entry: 'src/define.ts', formats: ['es'] },
          rolldownOptions: {
            checks: { pluginTimings: false },
            // Modules that the chunks share stay in the entry: one request before the first click, not two in a row.
            preserveEntrySignatures: 'allow-extension',
            output: {
              minify: true,
              postBanner: banner,
              entryFileNames: 'pluggy-elements.js',
              chunkFileNames: chunkFileName,
              codeSplitting: {
                groups: [
                  {
                    name: (id, graph) => (belongsToEntry(id, graph) ? 'entry' : null),
                    debugName: 'entry',
                    priority: 1,
                  },
                  { name: 'qrcode', test: /node_modules\/qrcode/ },
                  { name: 'pluggy-connect-sdk', test: /node_modules\/(?!lit|@lit)/ },
                ],
              },
            },
          },
        },
      }
    : {
        plugins: [styles],
        build: {
          outDir: 'dist',
          target: 'es2022',
          sourcemap: true,
          minify: false,
          lib: {
            entry: [
              'src/index.ts',
              'src/define.ts',
              'src/ssr.ts',
              ...readdirSync('src/define').map((file) => `src/define/${file}`),
            ],
            formats: ['es'],
          },
          rolldownOptions: {
            checks: { pluginTimings: false },
            external: [/^lit($|\/)/, /^@lit(-labs)?\//, 'pluggy-connect-sdk', 'qrcode-generator'],
            output: { preserveModules: true, preserveModulesRoot: 'src', entryFileNames: '[name].js' },
          },
        },
      },
);
