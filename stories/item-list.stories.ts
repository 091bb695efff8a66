import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { expect, waitFor } from 'storybook/test';
import type { Item } from '../src/index.js';
import { playground } from './playground.js';

const HOUR = 3_600_000;
/** Returns the moment that is the given number of milliseconds from now, as backends send it. */
const inTime = (ms: number) => new Date(Date.now() + ms).toISOString();
const NAMES = ['Banco Azul', 'Cooperativa Verde', 'Nova Financeira', 'Banco do Litoral', 'Investe+', 'Caixa Central'];

const STATES: Partial<Item>[] = [
  {},
  { status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' },
  {
    status: 'LOGIN_ERROR',
    executionStatus: 'INVALID_CREDENTIALS',
    error: { code: 'INVALID_CREDENTIALS' },
    nextAutoSyncAt: null,
  },
  {
    executionStatus: 'PARTIAL_SUCCESS',
    statusDetail: {
      accounts: { isUpdated: true, lastUpdatedAt: inTime(-3 * HOUR), warnings: [] },
      creditCards: { isUpdated: false, lastUpdatedAt: inTime(-50 * HOUR), warnings: [{ code: '423' }] },
    },
  },
  { status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE', error: { code: 'SITE_NOT_AVAILABLE' } },
  { consentExpiresAt: inTime(5.5 * 24 * HOUR) },
];

const items = (count: number) =>
  Array.from({ length: count }, (_, index): Item => ({
    id: `8d1f2c1e-0000-4000-8000-${String(index).padStart(12, '0')}`,
    status: 'UPDATED',
    executionStatus: 'SUCCESS',
    lastUpdatedAt: inTime(-3 * HOUR),
    nextAutoSyncAt: inTime(21 * HOUR),
    connector: { id: index, name: NAMES[index % NAMES.length] },
    ...STATES[index % STATES.length],
  }));

/** Seven connections in the states of a usual day, one of which asks for a code. */
function inbox(): Item[] {
  const names = [
    'Banco Jabuticaba',
    'Capivara Pay',
    'Cooperativa Araucária',
    'Banco Ipê',
    'Corretora Sabiá',
    'Caju',
    'Mercado Pitanga',
  ];
  const colors = ['4b1250', '8f4f1f', '2f6b4f', 'ef294b', 'd35400', '0b7285', 'c1121f'];
  const states: Partial<Item>[] = [
    {},
    STATES[3]!,
    { status: 'UPDATING', executionStatus: 'TRANSACTIONS_IN_PROGRESS' },
    STATES[4]!,
    {
      status: 'WAITING_USER_INPUT',
      executionStatus: 'WAITING_USER_INPUT',
      parameter: {
        name: 'token',
        type: 'number',
        label: 'Código',
        instructions: 'Digite o código de 6 números enviado pela instituição.',
        expiresAt: inTime(298_000),
      },
    },
    { consentExpiresAt: inTime(4.5 * 24 * HOUR) },
    STATES[2]!,
  ];
  return items(7).map((item, index) => ({
    ...item,
    ...STATES[0],
    status: 'UPDATED',
    executionStatus: 'SUCCESS',
    error: null,
    consentExpiresAt: null,
    statusDetail: null,
    nextAutoSyncAt: inTime(21 * HOUR),
    ...states[index],
    connector: { id: index, name: names[index], primaryColor: colors[index] },
  }));
}

/** Items of the application, so that stories send no requests. */
const list = (
  items: Item[] | undefined,
  content: TemplateResult | string = '',
  { layout = 'rows', sort = 'attention' } = {},
) => html`
  <pluggy-provider
    token-endpoint="/api/connect-token"
    preload="none"
    .items=${items}
    .mfaEndpoint=${'/api/mfa/{itemId}'}
  >
    <pluggy-item-list layout=${layout} sort=${sort}>${content}</pluggy-item-list>
  </pluggy-provider>
`;
const listIn = (canvas: HTMLElement) => canvas.querySelector('pluggy-item-list')!.shadowRoot!;
const shows = (selector: string, count = 1) => ({
  play: async ({ canvasElement }: { canvasElement: HTMLElement }) => {
    const shown = () => listIn(canvasElement).querySelectorAll(selector).length;
    await waitFor(() => expect(shown()).toBeGreaterThanOrEqual(count), { timeout: 20_000 });
  },
});

const meta: Meta = {
  title: 'Elements/Item list',
  component: 'pluggy-item-list',
  parameters: { actions: { handles: ['pluggy-disconnect', 'pluggy-disconnected'] } },
};
export default meta;

/** A control for every setting. The Items come from the provider. */
export const Playground: StoryObj = {
  ...playground('pluggy-item-list', {
    around: (element) => html`
      <pluggy-provider token-endpoint="/api/connect-token" preload="none" .items=${items(2)}
        >${element}</pluggy-provider
      >
    `,
  }),
  ...shows('pluggy-item-card'),
};

/** A connection in each kind of state. */
export const Connections: StoryObj = { render: () => list(items(6)), ...shows('pluggy-item-card') };

/** Seven connections, one of which asks for a code. */
export const Inbox: StoryObj = {
  render: () => html`<div style="max-inline-size: 720px">${list(inbox())}</div>`,
  ...shows('pluggy-item-card'),
};

export const InboxInPortuguese: StoryObj = { ...Inbox, globals: { language: 'pt-BR' } };

export const InboxInTheDark: StoryObj = { ...Inbox, globals: { theme: 'dark' } };

/** Boxes of equal height in place of rows. */
export const Cards: StoryObj = {
  render: () => list(inbox(), '', { layout: 'cards' }),
  ...shows('pluggy-item-card'),
};

/** The backend's order, in one group. */
export const Unsorted: StoryObj = {
  render: () => list(inbox(), '', { sort: 'none' }),
  ...shows('pluggy-item-card'),
};

export const One: StoryObj = { render: () => list(items(1)), ...shows('pluggy-item-card') };

export const Loading: StoryObj = { render: () => list(undefined), ...shows('.grey') };

/** The invitation to connect, for a person without connections. */
export const Empty: StoryObj = { render: () => list([]), ...shows('.heading') };

export const OwnEmptyState: StoryObj = {
  render: () => list([], html`<p slot="empty">Your accountant will connect your bank for you.</p>`),
  ...shows('.empty'),
};

/** An error, because the backend cannot be reached. */
export const Failed: StoryObj = {
  render: () => html`
    <pluggy-provider token-endpoint="/api/connect-token" preload="none" items-endpoint="data:,">
      <pluggy-item-list></pluggy-item-list>
    </pluggy-provider>
  `,
};

/** Two hundred connections: cards out of view are not laid out. */
export const TwoHundred: StoryObj = { render: () => list(items(200)), ...shows('pluggy-item-card', 200) };

export const RightToLeft: StoryObj = { ...Connections, globals: { direction: 'rtl' } };

/** A list on a phone. */
export const Narrow: StoryObj = {
  render: () => html`<div style="inline-size: 280px">${list(items(6))}</div>`,
  ...shows('pluggy-item-card'),
};
