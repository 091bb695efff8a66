import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SAMPLES = path.join(ROOT, 'stories/samples');

export const sample = (name: string) => readFileSync(path.join(SAMPLES, name), 'utf8');

/** How each framework puts its component into `#app`. */
const MOUNT: Record<string, string> = {
  'react.jsx': `import { createElement } from 'react'; import { createRoot } from 'react-dom/client';
    import { ConnectBank } from './react.jsx'; createRoot(app).render(createElement(ConnectBank));`,
  'react-pluggy-connect.jsx': `import { createElement } from 'react'; import { createRoot } from 'react-dom/client';
    import { ConnectBank } from './react-pluggy-connect.jsx'; createRoot(app).render(createElement(ConnectBank));`,
  'ConnectBank.vue': `import { createApp } from 'vue'; import ConnectBank from './ConnectBank.vue';
    createApp(ConnectBank).mount(app);`,
  'ConnectBank.svelte': `import { mount } from 'svelte'; import ConnectBank from './ConnectBank.svelte';
    mount(ConnectBank, { target: app });`,
};

const frameworks: Plugin = {
  name: 'frameworks',
  setup(bundle) {
    bundle.onResolve({ filter: /^pluggy-elements\// }, ({ path: name }) => ({
      path: path.join(ROOT, 'dist', `${name.slice('pluggy-elements/'.length)}.js`),
    }));
    bundle.onLoad({ filter: /\.vue$/ }, ({ path: file }) => {
      const { descriptor } = parse(readFileSync(file, 'utf8'));
      // As every guide to Vue has it: what has a dash is no component.
      const compilerOptions = { isCustomElement: (tag: string) => tag.includes('-') };
      const { content } = compileScript(descriptor, {
        id: 'sample',
        inlineTemplate: true,
        templateOptions: { compilerOptions },
      });
      return { contents: content, resolveDir: SAMPLES };
    });
    bundle.onLoad({ filter: /\.svelte$/ }, ({ path: file }) => ({
      contents: compile(readFileSync(file, 'utf8'), { generate: 'client' }).js.code,
      resolveDir: SAMPLES,
    }));
  },
};

/** A page with one framework's component in it. */
export async function pageWith(name: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `const app = document.getElementById('app'); ${MOUNT[name]}`,
      resolveDir: SAMPLES,
    },
    plugins: [frameworks],
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
