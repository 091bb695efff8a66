/// <reference types="vite/client" />
import { setCustomElementsManifest, type Preview } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { withActions } from 'storybook/actions/decorator';
import { configure } from 'storybook/test';
import '../src/define.js';
import type { Manifest } from '../scripts/manifest.js';
import { brands, tokensOf, type TokenValue } from '../stories/brands.js';
import { argTypesOf } from './arg-types.js';
import type { Connection } from './sandbox.js';

// `npm run storybook` and `npm run build` write the manifest. A glob accepts the missing file in tests of stories.
const [manifest] = Object.values(
  import.meta.glob<Manifest>('../dist/custom-elements.json', { eager: true, import: 'default' }),
);
setCustomElementsManifest(manifest);

// A story that waits for its page has it after seconds on a slow machine.
configure({ asyncUtilTimeout: 10_000 });

/** Returns the rows of an element's table. Storybook's own extraction merges members with the same name. */
function extractArgTypes(tag: string) {
  const all = manifest?.modules.flatMap(({ declarations }) => declarations) ?? [];
  const declaration = all.find(({ tagName }) => tagName === tag);
  return declaration && argTypesOf(declaration);
}

/** The type of `parameters.sandbox`: the connections that a story starts with. */
interface SandboxParameter {
  connections?: readonly Connection[];
}

const NO_WORKER = html`<p role="note">
  This story connects simulated banks inside this page, which takes a service worker. Browsers allow one on https and on
  this computer only: open Storybook at an https address, or at http://localhost.
</p>`;

type Theme = 'light' | 'dark';

/** Parameters of a story for its look. */
interface Appearance {
  /** The position of the story: at the start, in the centre, or over the whole page, whose colours the story sets. */
  place?: 'start' | 'centre' | 'page';
  /** Whether the story sets the tokens itself. */
  hasOwnTokens?: boolean;
}

/** Returns the rules of a brand: its tokens on the root, which the connect dialog inherits, and the story's colours. */
function brandRules(id: string, theme: Theme, { place, hasOwnTokens }: Appearance): string {
  const brand = brands.find((candidate) => candidate.id === id) ?? brands[0]!;
  const tokens = hasOwnTokens ? {} : tokensOf(brand, theme);
  const declarations = Object.entries(tokens).map(([name, value]) => `${name}: ${value};`);
  const of = (value: TokenValue) => (typeof value === 'string' ? value : value[theme === 'dark' ? 1 : 0]);
  const { background, color } = brand.page;
  // A story that is a whole page has its own colours.
  const surroundings = place === 'page' ? '' : `.story { background: ${of(background)}; color: ${of(color)}; }`;
  return `:root { ${declarations.join(' ')} } ${surroundings}`;
}

const forcedColorsHint = () =>
  html`<p role="note">
    ${matchMedia('(forced-colors: active)').matches ? 'Forced colours are on.' : 'Forced colours are off.'} Only the
    system can force them: turn on a contrast theme in Windows, or in the developer tools of Chrome and Edge, under
    Rendering, “Emulate CSS media feature forced-colors”.
  </p>`;

/** The widths at which the pages are designed and tested. */
const VIEWPORTS = {
  phone: { name: 'Phone', type: 'mobile', styles: { width: '360px', height: '780px' } },
  tablet: { name: 'Tablet', type: 'tablet', styles: { width: '768px', height: '1024px' } },
  desktop: { name: 'Desktop', type: 'desktop', styles: { width: '1280px', height: '900px' } },
  narrow: { name: 'Narrow phone', type: 'mobile', styles: { width: '320px', height: '640px' } },
} as const;

const preview: Preview = {
  tags: ['autodocs'],
  initialGlobals: { brand: 'default', theme: 'light', language: 'en', direction: 'ltr', forcedColors: 'hidden' },
  globalTypes: {
    brand: {
      description: 'Brand',
      toolbar: {
        icon: 'paintbrush',
        dynamicTitle: true,
        items: brands.map(({ id, name }) => ({ value: id, title: name })),
      },
    },
    theme: {
      description: 'Colour scheme',
      toolbar: {
        title: 'Theme',
        dynamicTitle: true,
        items: [
          { value: 'light', title: 'Light', icon: 'sun' },
          { value: 'dark', title: 'Dark', icon: 'moon' },
        ],
      },
    },
    language: {
      description: 'Language of the page around',
      toolbar: {
        icon: 'globe',
        dynamicTitle: true,
        items: [
          { value: 'pt-BR', title: 'Português' },
          { value: 'en', title: 'English' },
          { value: 'es', title: 'Español' },
        ],
      },
    },
    forcedColors: {
      description: 'How to see the system’s own colours',
      toolbar: {
        icon: 'contrast',
        items: [
          { value: 'hidden', title: 'No hint' },
          { value: 'hint', title: 'Forced colours: how to see them' },
        ],
      },
    },
    direction: {
      description: 'Direction of writing',
      toolbar: {
        icon: 'transfer',
        dynamicTitle: true,
        items: [
          { value: 'ltr', title: 'Left to right' },
          { value: 'rtl', title: 'Right to left' },
        ],
      },
    },
  },
  parameters: {
    viewport: { options: VIEWPORTS },
    layout: 'fullscreen',
    // The theme in the toolbar sets the background.
    backgrounds: { disable: true },
    // The connect dialog is a sibling of the body.
    a11y: {
      test: 'error',
      context: { include: ['body', 'dialog[data-pluggy-connect]'] },
      // The addon turns this rule off by default.
      config: { rules: [{ id: 'region', enabled: true }] },
    },
    docs: { extractArgTypes, source: { excludeDecorators: true } },
    options: {
      storySort: {
        order: [
          'Welcome',
          'Introduction',
          'Theme studio',
          'Elements',
          'Compositions',
          'Errors',
          'Guides',
          'Rules',
          'Reference',
        ],
      },
    },
  },
  loaders: [
    async ({ parameters }) => {
      const wanted = parameters.sandbox as SandboxParameter | undefined;
      if (!wanted) return {};
      const sandbox = await import('./sandbox.js');
      if (!sandbox.isPossible()) return { impossible: true };
      const ids = await sandbox.begin(wanted.connections);
      return { ids, 'widget-url': sandbox.widgetUrl(), 'connector-ids': sandbox.connectorIds() };
    },
  ],
  decorators: [
    (story, { globals }) => (globals.forcedColors === 'hint' ? html`${forcedColorsHint()}${story()}` : story()),
    (story, { loaded }) => (loaded.impossible ? NO_WORKER : story()),
    (story, { globals, parameters, viewMode }) => {
      const { brand, theme, language, direction } = globals as Record<string, string>;
      const { place = 'start' } = parameters as Appearance;
      const isStory = viewMode === 'story';
      // The connect dialog is beside the body: the theme and the brand reach it from the root.
      document.documentElement.style.colorScheme = isStory ? theme! : '';
      // A new key creates the story again, as on a page in that language. A docs page has several stories, and may have
      // only one `main` landmark.
      return html`${keyed(
        language,
        html`<div
            class="story ${place}"
            role=${isStory && place !== 'page' ? 'main' : nothing}
            lang=${language}
            dir=${direction}
            style="color-scheme: ${theme}"
          >
            <div>${story()}</div>
          </div>
          <style>
            ${brandRules(brand!, theme as Theme, parameters)}
          </style>`,
      )}`;
    },
    withActions,
  ],
  // An open dialog would cover the next story, and a list would request Items that the next sandbox does not have.
  beforeEach:
    ({ canvasElement }) =>
    () => {
      for (const element of canvasElement.querySelectorAll('pluggy-connect')) element.close();
      canvasElement.replaceChildren();
    },
};

export default preview;
