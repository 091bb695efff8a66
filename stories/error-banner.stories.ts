import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { waitFor } from 'storybook/test';
import { PluggyError, type Item } from '../src/index.js';
import type { KnownCode } from '../src/model/code-types.js';
import { CODES as ENTRIES } from '../src/model/codes.js';
import { playground } from './playground.js';

const CODES = Object.keys(ENTRIES) as KnownCode[];

/** Returns an Item whose last run ended with the given code. */
const ended = (code: string, fields: Partial<Item> = {}): Item => ({
  id: '8d1f2c1e-0000-4000-8000-000000000001',
  status: 'OUTDATED',
  executionStatus: code,
  error: { code },
  connector: { id: 2, name: 'Banco Azul', resetPasswordUrl: 'https://azul.example/reset' },
  ...fields,
});

/** Stories send no requests, because no story opens the widget. */
const column = (content: TemplateResult | TemplateResult[]) => html`
  <pluggy-provider token-endpoint="/api/connect-token" preload="none">
    <div style="display: grid; gap: 16px; max-inline-size: 720px">${content}</div>
  </pluggy-provider>
`;

/** Every code in every language. */
const matrix = (codes: readonly string[]): StoryObj => ({
  parameters: { place: 'start' },
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
  parameters: { place: 'centre', actions: { handles: ['pluggy-retry', 'pluggy-dismiss'] } },
  // The template loads in a chunk: wait for it, so that people and axe check the complete banner.
  play: async ({ canvasElement }) => {
    const banners = [...canvasElement.querySelectorAll('pluggy-error-banner')];
    await waitFor(() => {
      if (!banners.every(({ shadowRoot }) => shadowRoot?.querySelector('[part=banner]'))) throw new Error('Not yet.');
    });
  },
};
export default meta;

/** A control for every setting. The banner is hidden without an error. */
export const Playground = playground('pluggy-error-banner', {
  argTypes: { code: { control: 'select', options: ['', ...CODES, 'AN_UNKNOWN_CODE'] } },
  args: { code: 'ACCOUNT_NEEDS_ACTION', 'provider-message': 'Aceite os novos termos no aplicativo.' },
  around: column,
});

/** An error that the person resolves by connecting again: the credentials have changed. */
export const Credentials = single(() => ended('INVALID_CREDENTIALS', { status: 'LOGIN_ERROR' }));

/**
 * An error that the person resolves at the bank first. The bank's own words are quoted, and the bank's page is linked
 * where Pluggy knows its address.
 */
export const AtTheBank = single(() =>
  ended('ACCOUNT_CREDENTIALS_RESET', {
    error: {
      code: 'ACCOUNT_CREDENTIALS_RESET',
      providerMessage: 'Prezado cliente, sua senha expirou. Cadastre uma nova senha.',
    },
  }),
);

/** A temporary error with an automatic retry: there is no button. */
export const TriedAgainByItself: StoryObj = {
  ...single(() => ended('SITE_NOT_AVAILABLE', { nextAutoSyncAt: new Date(Date.now() + 3_600_000).toISOString() })),
  name: 'Automatic retry',
};

/** An error that has lasted for days, or without a planned run: the banner offers to connect again. */
export const FailedForDays = single(() => ended('CONNECTION_ERROR'));

/** An error after too many tries: a countdown, and then the button. */
export const Pause: StoryObj = {
  render: () => {
    const retryAfter = new Date(Date.now() + 900_000);
    const error = new PluggyError('items-rate-limited', 'The items endpoint answered 429.', { retryAfter });
    return column(html`<pluggy-error-banner .error=${error}></pluggy-error-banner>`);
  },
};

/** A banner that cannot be closed. */
export const NoDismiss: StoryObj = {
  render: () => column(html`<pluggy-error-banner code="token-unauthorized" no-dismiss></pluggy-error-banner>`),
};

export const RightToLeft: StoryObj = {
  globals: { direction: 'rtl' },
  render: () => column(html`<pluggy-error-banner code="INVALID_CREDENTIALS"></pluggy-error-banner>`),
};

/** A long message in a narrow place. */
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

/** The codes with which a run of Pluggy's can end. */
export const RunsThatFailed: StoryObj = {
  ...matrix(CODES.slice(0, CODES.indexOf('CLIENT_KEYS_UNAUTHORIZED'))),
  name: 'Codes of a failed run',
};

/** The codes of Pluggy's API. */
export const RefusedByPluggy: StoryObj = {
  ...matrix(CODES.slice(CODES.indexOf('CLIENT_KEYS_UNAUTHORIZED'), CODES.indexOf('offline'))),
  name: "Codes of Pluggy's API",
};

/** The codes of this library, and an unknown code. */
export const OnTheWay: StoryObj = {
  ...matrix([...CODES.slice(CODES.indexOf('offline')), 'AN_UNKNOWN_CODE']),
  name: 'Codes of this library',
};
