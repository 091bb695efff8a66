import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { waitFor } from 'storybook/test';
import type { Item } from '../src/index.js';
import icon from '../.storybook/icon.svg';
import './welcome.css';

const HOUR_MS = 3_600_000;
/** Returns the moment that is the given number of milliseconds from now, as backends send it. */
const inTime = (ms: number) => new Date(Date.now() + ms).toISOString();
const logo = (letter: string, color: string) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" fill="${color}"/><text x="24" y="33" font-family="sans-serif" font-weight="700" font-size="26" fill="#fff" text-anchor="middle">${letter}</text></svg>`,
  )}`;

const bank = (index: number, name: string, color: string, fields: Partial<Item> = {}): Item => ({
  id: `8d1f2c1e-0000-4000-8000-00000000000${index}`,
  status: 'UPDATED',
  executionStatus: 'SUCCESS',
  lastUpdatedAt: inTime(-3 * HOUR_MS),
  nextAutoSyncAt: inTime(21 * HOUR_MS),
  connector: { id: index, name, imageUrl: logo(name.slice(0, 1), color) },
  ...fields,
});
const failed = (code: string): Partial<Item> => ({
  status: 'LOGIN_ERROR',
  executionStatus: code,
  error: { code },
  nextAutoSyncAt: null,
});

const AZUL = bank(1, 'Azul', '#1a4fa0');
const VERDE = bank(2, 'Verde', '#2d6a4f', { status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' });
const NOVA = bank(3, 'Nova', '#c1121f', failed('INVALID_CREDENTIALS'));
const LITORAL = bank(4, 'Litoral', '#0b7285', {
  status: 'WAITING_USER_INPUT',
  executionStatus: 'WAITING_USER_INPUT',
  parameter: { name: 'token', type: 'number', label: 'Token', validation: '^\\d{6}$', expiresAt: inTime(300_000) },
});
const CONSENT = bank(5, 'Investe', '#8d5524', { consentExpiresAt: inTime(5.5 * 24 * HOUR_MS) });

/** The answer of a route, as an address: the front page needs no server. */
const INSTITUTIONS = `data:application/json,${encodeURIComponent(
  JSON.stringify([AZUL, VERDE, NOVA].map(({ connector }) => connector)),
)}`;

interface Tile {
  title: string;
  text: string;
  /** Storybook's address of the page behind the tile. */
  path: string;
  /** A live element. It takes no input: a click anywhere on the tile follows the link. */
  picture: TemplateResult;
  isWide?: boolean;
}

const never = () => new Promise<string>(() => {});

const ELEMENTS: readonly Tile[] = [
  {
    title: 'Connect',
    text: 'The button that opens Pluggy’s widget.',
    path: 'docs/elements-connect--docs',
    picture: html`<pluggy-connect .tokenSource=${never}></pluggy-connect>`,
  },
  {
    title: 'Item status badge',
    text: 'How a connection is doing, live.',
    path: 'docs/elements-item-status--docs',
    picture: html`<div class="badges">
      ${[AZUL, VERDE, NOVA, CONSENT].map((item) => html`<pluggy-item-status .item=${item}></pluggy-item-status>`)}
    </div>`,
  },
  {
    title: 'Item card',
    text: 'One connection, with updating and disconnecting.',
    path: 'docs/elements-item-card--docs',
    picture: html`<pluggy-item-card .item=${AZUL}></pluggy-item-card>`,
  },
  {
    title: 'Item list',
    text: 'All connections, what needs the person first.',
    path: 'docs/elements-item-list--docs',
    picture: html`<pluggy-provider .items=${[LITORAL, NOVA, AZUL, VERDE]} .tokenSource=${never}>
      <pluggy-item-list></pluggy-item-list>
    </pluggy-provider>`,
    isWide: true,
  },
  {
    title: 'Re-auth prompt',
    text: 'Asks for a code, an approval or a new login.',
    path: 'docs/elements-re-auth-prompt--docs',
    picture: html`<pluggy-reauth-prompt
      .item=${LITORAL}
      mfa-endpoint="/api/items/{itemId}/mfa"
      .tokenSource=${never}
    ></pluggy-reauth-prompt>`,
  },
  {
    title: 'Error banner',
    text: 'What went wrong, and the one action that can help.',
    path: 'docs/elements-error-banner--docs',
    picture: html`<pluggy-error-banner .item=${NOVA}></pluggy-error-banner>`,
  },
  {
    title: 'Institutions',
    text: 'A search of the banks that a person can connect.',
    path: 'docs/elements-institutions--docs',
    picture: html`<pluggy-provider connectors-endpoint=${INSTITUTIONS} .tokenSource=${never}>
      <pluggy-institutions></pluggy-institutions>
    </pluggy-provider>`,
  },
];

const PAGES: readonly Omit<Tile, 'picture'>[] = [
  { title: 'Getting started', text: 'From a CDN or npm, in five lines.', path: 'docs/introduction--docs' },
  {
    title: 'Theme studio',
    text: 'Choose colours and corners, copy the CSS.',
    path: 'story/theme-studio--theme-studio',
  },
  {
    title: 'My connections',
    text: 'A whole page with simulated banks.',
    path: 'story/compositions-pages--my-connections',
  },
  { title: 'Provider', text: 'Settings and live data for a page.', path: 'docs/elements-provider--docs' },
  { title: 'Every state', text: 'An Item in each of its states.', path: 'story/compositions-every-state--done' },
  { title: 'Errors', text: 'Every code, with what a person reads.', path: 'story/errors--table' },
];

/** Returns the address of a page from inside the preview's frame. */
const address = (path: string) => `./?path=/${path}`;

const tile = ({ title, text, path, picture, isWide }: Tile) => html`
  <li class=${isWide ? 'wide' : ''}>
    <div class="picture" inert>${picture}</div>
    <h2 lang="en"><a href=${address(path)} target="_top">${title}</a></h2>
    <p lang="en">${text}</p>
  </li>
`;
const link = ({ title, text, path }: Omit<Tile, 'picture'>) => html`
  <li>
    <h2><a href=${address(path)} target="_top">${title}</a></h2>
    <p>${text}</p>
  </li>
`;

const meta: Meta = { title: 'Welcome', tags: ['!autodocs'], parameters: { controls: { disable: true } } };
export default meta;

/** The front page: each element at work, with a link to its documentation. */
export const Welcome: StoryObj = {
  render: () => html`
    <div class="welcome">
      <div class="head" lang="en">
        <img src=${icon} alt="" width="48" height="48" />
        <h1>Connect a bank. Show how it is doing.</h1>
        <p>Custom elements for Pluggy Open Finance, in any framework or none.</p>
      </div>
      <ul class="tiles" aria-label="Elements">
        ${ELEMENTS.map(tile)}
      </ul>
      <ul class="tiles links" lang="en" aria-label="Pages">
        ${PAGES.map(link)}
      </ul>
    </div>
  `,
  play: async ({ canvasElement }) => {
    await waitFor(() => {
      const elements = ['reauth-prompt', 'error-banner', 'item-list', 'item-card'].map(
        (name) => canvasElement.querySelector(`pluggy-${name}`)!.shadowRoot!,
      );
      if (!elements.every((root) => root.querySelector('[part], pluggy-item-card'))) throw new Error('Not yet.');
    });
  },
};
