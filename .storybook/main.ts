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

const ICON = fileURLToPath(new URL('icon.svg', import.meta.url));

/** Writes the icon and the static files for stories that connect, MSW's service worker and the Connect page; returns their folder. */
async function writeStatic(): Promise<string> {
  const folder = path.join(MODULES, '.cache/pluggy-elements/storybook');
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, 'connect-page'), { recursive: true });
  const pages = await bundlePages();
  for (const name of ['index.html', 'connect.js', 'connect.css']) {
    await writeFile(path.join(folder, 'connect-page', name), pages.get(`/${name}`)!.body);
  }
  await cp(ICON, path.join(folder, 'favicon.svg'));
  await cp(path.join(MODULES, 'msw/lib/mockServiceWorker.js'), path.join(folder, 'mockServiceWorker.js'));
  return folder;
}

/**
 * Styles of the surroundings of a story. Storybook's stripes are removed: on their grey, code in a link has a contrast of
 * 4.44:1, and text needs 4.5:1.
 */
const STYLE = `<style>
  #storybook-docs table:not([class*=docblock]) tr:nth-of-type(2n) { background: transparent; }
  .story { box-sizing: border-box; padding: 24px; font: 16px/1.5 system-ui, sans-serif; }
  .story[role='main'] { min-block-size: 100vh; }
  .story.centre { display: grid; grid-template-columns: minmax(0, max-content); place-content: safe center; }
  .story.page { padding: 0; font: inherit; }
</style>`;

/** A setting that is missing from the types of Storybook. */
type ServerChannel = { experimental_serverChannel: (channel: Channel) => Channel };

const config: StorybookConfig & ServerChannel = {
  framework: '@storybook/web-components-vite',
  stories: ['../stories/**/*.mdx', '../stories/**/*.stories.ts'],
  // No Vitest addon: its button searches for the Vitest configuration in the root folder only.
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
  // `disableWhatsNewNotifications` hides the notification but does not stop the request to Storybook's server.
  experimental_serverChannel: (channel) => {
    channel.removeAllListeners(REQUEST_WHATS_NEW_DATA);
    return channel;
  },
  // Without an icon, browsers request /favicon.ico, also for a story in its own tab.
  previewHead: (head = '') => `${head}<link rel="icon" href="./favicon.svg">${STYLE}`,
  features: { sidebarOnboardingChecklist: false },
  viteFinal: (vite) =>
    mergeConfig(vite, {
      build: {
        // Storybook's own chunks exceed the default limit.
        chunkSizeWarningLimit: 1500,
        rolldownOptions: { checks: { pluginTimings: false } },
      },
      optimizeDeps: {
        // Vite would find these imports when a story runs, bundle a second copy of Lit, and reload the page.
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
