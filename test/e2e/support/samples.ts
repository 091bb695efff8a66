import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';
import { ROOT, sample } from '../../support/docs.js';

const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
const ENTRY = `https://cdn.jsdelivr.net/npm/pluggy-elements@${version}/dist/cdn/pluggy-elements.js`;

const REACT = (name: string) => `import { createElement } from 'react'; import { createRoot } from 'react-dom/client';
  import { ConnectBank } from './${name}'; createRoot(app).render(createElement(ConnectBank));`;

/** Code that mounts each framework's component in `#app`. */
const MOUNT: Record<string, string> = {
  'ConnectBank.jsx': REACT('ConnectBank.jsx'),
  'ConnectBankComponent.jsx': REACT('ConnectBankComponent.jsx'),
  'ConnectInline.jsx': REACT('ConnectInline.jsx'),
  'react-pluggy-connect.jsx': REACT('react-pluggy-connect.jsx'),
  'ConnectBank.vue': `import { createApp } from 'vue'; import ConnectBank from './ConnectBank.vue';
    createApp(ConnectBank).mount(app);`,
  'ConnectBank.svelte': `import { mount } from 'svelte'; import ConnectBank from './ConnectBank.svelte';
    mount(ConnectBank, { target: app });`,
};

const compileVue = (source: string) => {
  const { descriptor } = parse(source);
  // The option in docs/frameworks.md: a tag with a dash is an element.
  const compilerOptions = { isCustomElement: (tag: string) => tag.includes('-') };
  return compileScript(descriptor, { id: 'sample', inlineTemplate: true, templateOptions: { compilerOptions } })
    .content;
};

const compileSample = (name: string): { contents: string; loader: 'js' | 'jsx' | 'ts' } => {
  const source = sample(name);
  if (name.endsWith('.vue')) return { contents: compileVue(source), loader: 'ts' };
  if (name.endsWith('.svelte')) return { contents: compile(source, { generate: 'client' }).js.code, loader: 'js' };
  return { contents: source, loader: 'jsx' };
};

/** Serves samples from the pages of docs/. The package resolves by its own exports. */
const samples: Plugin = {
  name: 'samples',
  setup(bundle) {
    bundle.onResolve({ filter: /^\.\/\S+$/ }, ({ path: file }) => {
      const name = file.slice('./'.length);
      return name in MOUNT ? { path: name, namespace: 'sample' } : undefined;
    });
    bundle.onLoad({ filter: /./, namespace: 'sample' }, ({ path: name }) => ({
      ...compileSample(name),
      resolveDir: ROOT,
    }));
  },
};

/** Returns a page with the component of one framework. */
export async function pageWith(name: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `const app = document.getElementById('app'); ${MOUNT[name]}`, resolveDir: ROOT },
    plugins: [samples],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    mainFields: ['module', 'main'],
    conditions: ['browser'],
    define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
    outdir: 'out',
  });
  const script = outputFiles[0]!.text.replaceAll('</script', '<\\/script');
  return `<!doctype html><html lang="en"><title>A sample</title><div id="app"></div><script type="module">${script}</script>`;
}

/** Returns a page with a sample of markup, after the tag that registers every element. */
export const pageAround = (name: string, before = `<script type="module" src="${ENTRY}"></script>`) =>
  `<!doctype html><html lang="en"><title>A sample</title>${before}<main>${sample(name)}</main>`;
