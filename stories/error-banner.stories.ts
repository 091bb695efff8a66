import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { waitFor } from 'storybook/test';
import { PluggyError, type Item } from '../src/index.js';
import type { KnownCode } from '../src/model/code-types.js';
import { CODES as ENTRIES } from '../src/model/codes.js';
import { playground } from './playground.js';

const CODES = Object.keys(ENTRIES) as KnownCode[];

/** An Item whose last run ended so. */
const ended = (code: string, fields: Partial<Item> = {}): Item => ({
  id: '8d1f2c1e-0000-4000-8000-000000000001',
  status: 'OUTDATED',
  executionStatus: code,
  error: { code },
  connector: { id: 2, name: 'Banco Azul', resetPasswordUrl: 'https://azul.example/reset' },
  ...fields,
});

/** Nothing is fetched: no story opens the widget. */
const column = (content: TemplateResult | TemplateResult[]) => html`
  <pluggy-provider token-endpoint="/api/connect-token" preload="none">
    <div style="display: grid; gap: 16px; max-inline-size: 720px">${content}</div>
  </pluggy-provider>
`;

/** Each code in each language. */
const matrix = (codes: readonly string[]): StoryObj => ({
  render: () => html`
    <pluggy-provider token-endpoint="/api/connect-token" preload="none">
      <div style="display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr)); gap: 16px">
        ${codes.map((code) =>
          ['pt-BR', 'en', 'es'].map(
            (lang) => html`<div lang=${lang}><pluggy-error-banner code=${code}></pluggy-error-banner></div>`,
          ),
        )}
      </div>
    </pluggy-provider>
  `,
});
const single = (item: () => Item): StoryObj => ({
  render: () => column(html`<pluggy-error-banner .item=${item()}></pluggy-error-banner>`),
});

const meta: Meta = {
  title: 'Elements/Error banner',
  component: 'pluggy-error-banner',
  parameters: { actions: { handles: ['pluggy-retry', 'pluggy-dismiss'] } },
  // Its look comes in a chunk: what is looked at, by people and by axe, is with it.
  play: async ({ canvasElement }) => {
    const banners = [...canvasElement.querySelectorAll('pluggy-error-banner')];
    await waitFor(() => {
      if (!banners.every(({ shadowRoot }) => shadowRoot?.querySelector('[part=banner]'))) throw new Error('Not yet.');
    });
  },
};
export default meta;

/** Everything that can be set. Without an error there is nothing to see. */
export const Playground = playground('pluggy-error-banner', {
  argTypes: { code: { control: 'select', options: ['', ...CODES, 'A_CODE_OF_TOMORROW'] } },
  args: { code: 'ACCOUNT_NEEDS_ACTION', 'provider-message': 'Aceite os novos termos no aplicativo.' },
  around: column,
});

/** The credentials have changed: connecting again helps. */
export const Credentials = single(() => ended('INVALID_CREDENTIALS', { status: 'LOGIN_ERROR' }));

/** Something is to be done at the bank first. Its own words are quoted, and its page is linked where Pluggy knows it. */
export const AtTheBank = single(() =>
  ended('ACCOUNT_CREDENTIALS_RESET', {
    error: {
      code: 'ACCOUNT_CREDENTIALS_RESET',
      providerMessage: 'Prezado cliente, sua senha expirou. Cadastre uma nova senha.',
    },
  }),
);

/** Nobody is at fault, and it is tried again by itself: no button. */
export const TriedAgainByItself = single(() =>
  ended('SITE_NOT_AVAILABLE', { nextAutoSyncAt: new Date(Date.now() + 3_600_000).toISOString() }),
);

/** It has failed for days, or no run is planned: connecting again is offered. */
export const FailedForDays = single(() => ended('CONNECTION_ERROR'));

/** Too many tries: a countdown, and then the button. */
export const Pause: StoryObj = {
  render: () => {
    const retryAfter = new Date(Date.now() + 900_000);
    const error = new PluggyError('items-rate-limited', 'The items endpoint answered 429.', { retryAfter });
    return column(html`<pluggy-error-banner .error=${error}></pluggy-error-banner>`);
  },
};

/** It can be kept from being closed. */
export const NoDismiss: StoryObj = {
  render: () => column(html`<pluggy-error-banner code="token-unauthorized" no-dismiss></pluggy-error-banner>`),
};

export const RightToLeft: StoryObj = {
  globals: { direction: 'rtl' },
  render: () => column(html`<pluggy-error-banner code="INVALID_CREDENTIALS"></pluggy-error-banner>`),
};

/** In a narrow place, with much to say. */
export const LongTexts: StoryObj = {
  render: () =>
    html`<div style="inline-size: 240px">
      ${column(
        html`<pluggy-error-banner
          code="ACCOUNT_NEEDS_ACTION"
          provider-message=${'Leia com atenção os novos termos de uso. '.repeat(20)}
        ></pluggy-error-banner>`,
      )}
    </div>`,
};

/** How a run of Pluggy's can end. */
export const RunsThatFailed = matrix(CODES.slice(0, CODES.indexOf('CLIENT_KEYS_UNAUTHORIZED')));

/** What Pluggy's API refuses. */
export const RefusedByPluggy = matrix(CODES.slice(CODES.indexOf('CLIENT_KEYS_UNAUTHORIZED'), CODES.indexOf('offline')));

/** What goes wrong on the way there, and a code that nobody here knows. */
export const OnTheWay = matrix([...CODES.slice(CODES.indexOf('offline')), 'A_CODE_OF_TOMORROW']);
