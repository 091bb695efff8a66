import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StorybookConfig } from '@storybook/web-components-vite';
import remarkGfm from 'remark-gfm';
import type { Channel } from 'storybook/internal/channels';
import { REQUEST_WHATS_NEW_DATA } from 'storybook/internal/core-events';
import { mergeConfig } from 'vite';
import { bundlePages } from '../src/sandbox/bundle.js';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

/** What a story that connects needs beside it: MSW's service worker, and the sandbox's Connect page. */
async function writeStatic(): Promise<string> {
  const folder = path.join(MODULES, '.cache/pluggy-elements/storybook');
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'connect-page'), { recursive: true });
  const pages = await bundlePages();
  for (const name of ['index.html', 'connect.js', 'connect.css']) {
    await writeFile(path.join(folder, 'connect-page', name), pages.get(`/${name}`)!.body);
  }
  await cp(path.join(MODULES, 'msw/lib/mockServiceWorker.js'), path.join(folder, 'mockServiceWorker.js'));
  return folder;
}

/** Storybook's grey on every second row leaves a link's code 4.44:1 of the 4.5:1 contrast that text needs. */
const TABLE_STYLE =
  '<style>#storybook-docs table:not([class*=docblock]) tr:nth-of-type(2n) { background: transparent; }</style>';

/** Not in its types. */
type ServerChannel = { experimental_serverChannel: (channel: Channel) => Channel };

const config: StorybookConfig & ServerChannel = {
  framework: '@storybook/web-components-vite',
  stories: ['../stories/**/*.mdx', '../stories/**/*.stories.ts'],
  // Without the Vitest addon: all that it adds here is a button, which looks for the configuration in the root only.
  addons: [
    {
      name: '@storybook/addon-docs',
      // Plain MDX prints a Markdown table as text.
      options: { mdxPluginOptions: { mdxCompileOptions: { remarkPlugins: [remarkGfm] } } },
    },
    '@storybook/addon-a11y',
  ],
  staticDirs: [await writeStatic()],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // What the setting above does not stop is the request itself.
  experimental_serverChannel: (channel) => {
    channel.removeAllListeners(REQUEST_WHATS_NEW_DATA);
    return channel;
  },
  // A story by itself asks for one too.
  previewHead: (head = '') => `${head}<link rel="icon" href="./favicon.svg">${TABLE_STYLE}`,
  features: { sidebarOnboardingChecklist: false },
  viteFinal: (vite) =>
    mergeConfig(vite, {
      build: {
        // Storybook's own chunks are above every usual limit.
        chunkSizeWarningLimit: 1500,
        rolldownOptions: { checks: { pluginTimings: false } },
      },
      optimizeDeps: {
        // Found only while a story runs, they would be bundled then: a second copy of Lit, and a reload in mid-test.
        include: [
          'lit',
          'lit/directive-helpers.js',
          'lit/directives/keyed.js',
          'lit/directives/ref.js',
          'lit/directives/repeat.js',
          '@lit/reactive-element',
          'pluggy-connect-sdk',
          'hono',
          'hono/body-limit',
          'hono/cors',
          'hono/csrf',
          'hono/html',
          'hono/http-exception',
          'hono/secure-headers',
          'msw',
          'msw/browser',
        ],
      },
    }),
};

export default config;
