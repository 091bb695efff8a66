import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import license from 'rollup-plugin-license';
import minifyTemplateLiterals from 'rollup-plugin-minify-template-literals';
import sbom from 'rollup-plugin-sbom';
import { defineConfig, type Plugin } from 'vite';
import manifest from './package.json' with { type: 'json' };

/** Minifies the text of `css` templates, which are strings to a minifier of JavaScript. Space counts in `html` templates. */
const styles = minifyTemplateLiterals({
  include: 'src/elements/**/*.ts',
  options: { shouldMinify: () => false },
  failOnError: true,
});

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
      ...['request', 'server-clock'].map((name) => `client/http/${name}.ts`),
      'client/items/item-answer.ts',
      'client/log-failure.ts',
      ...['codes', 'health', 'parse-items'].map((name) => `model/${name}.ts`),
      ...['error-view', 'initials', 'prompt'].map((name) => `model/${name}.ts`),
      'elements/item-card/parts.ts',
      ...['durations', 'panel.styles', 'theme.styles'].map((name) => `elements/shared/${name}.ts`),
    ];
    first = new Set(['define.ts', ...shared].map((file) => path.resolve('src', file)));
    for (const known of first) graph.getModuleInfo(known)?.importedIds.forEach((next) => first!.add(next));
  }
  return first.has(id);
}

/**
 * Returns the file name of a chunk: with a hash of its content, so that files of several versions can lie side by side. Texts
 * that load on demand are named by group and language: `errors.pt-BR-1f0c2a9b.js`.
 */
function chunkFileName({ facadeModuleId }: { facadeModuleId?: string | null }): string {
  const [, language, group] = /\/locales\/([\w-]+)\/(\w+)\.ts$/.exec(facadeModuleId ?? '') ?? [];
  return `${language ? `${group}.${language}` : '[name]'}-[hash:8].js`;
}

/**
 * Makes the chunks of one build refuse the entry of another one: the entry's file name has no hash, and the minified names of
 * its exports mean something else in each build. The entry exports a name that only this build has, and each chunk of our own
 * code exports the name again. Beside another entry, the browser does not run the chunk, and the name is in its message.
 */
function sameBuild(): Plugin {
  let name = '';
  return {
    name: 'same-build',
    buildEnd() {
      const hash = createHash('sha256');
      for (const id of [...this.getModuleIds()].sort()) hash.update(this.getModuleInfo(id)?.code ?? id);
      name = `"${hash.digest('hex').slice(0, 8)} (the file is of another version)"`;
    },
    renderChunk(code, { isEntry, moduleIds }) {
      if (isEntry) return { code: `${code}\nconst build = 1;\nexport { build as ${name} };`, map: null };
      if (!moduleIds.some((id) => id.startsWith(path.resolve('src')))) return null;
      return { code: `${code}\nexport { ${name} } from './${ENTRY}';`, map: null };
    },
  };
}

/**
 * Leaves out the source maps of chunks with the code of others (Pluggy's SDK is a quarter of all maps), of texts, of templates
 * and of small chunks: the package has a limit of size, and each module of the package has its own map.
 */
function withoutForeignMaps(): Plugin {
  return {
    name: 'without-foreign-maps',
    generateBundle(_, bundle) {
      for (const output of Object.values(bundle)) {
        const isForeign = /^(pluggy-connect-sdk|lit-html|qrcode)-|\.(en|es|pt-BR)-/;
        const hasModuleMaps = /^(attribute-names|choice|inline-box|load-failure|qr-code)-|\.template-/;
        const { type, fileName } = output;
        if (type !== 'chunk' || !(isForeign.test(fileName) || hasModuleMaps.test(fileName))) continue;
        output.code = output.code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
        delete bundle[`${output.fileName}.map`];
      }
    },
  };
}

const ENTRY = 'pluggy-elements.js';

const banner = `/*! pluggy-elements ${manifest.version} | MIT */`;

/**
 * Two builds. The package: one module per source file, with dependencies left to the application's bundler. `--mode
 * cdn`: one module that registers every element and contains Lit, and chunks that load on intent, such as the SDK's.
 */
export default defineConfig(({ mode }) =>
  mode === 'cdn'
    ? {
        plugins: [styles, sameBuild(), withoutForeignMaps(), ...records],
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
              entryFileNames: ENTRY,
              chunkFileNames: chunkFileName,
              hashCharacters: 'hex',
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
              'src/react-server.ts',
              'src/ssr.ts',
              'src/testing/index.ts',
              ...readdirSync('src/define').map((file) => `src/define/${file}`),
            ],
            formats: ['es'],
          },
          rolldownOptions: {
            checks: { pluginTimings: false },
            external: [/^lit($|\/)/, /^@lit(-labs)?\//, /^msw($|\/)/, 'pluggy-connect-sdk', 'qrcode-generator'],
            output: { preserveModules: true, preserveModulesRoot: 'src', entryFileNames: '[name].js' },
          },
        },
      },
);
