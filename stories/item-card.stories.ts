import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { expect, waitFor } from 'storybook/test';
import type { Item } from '../src/index.js';
import { playground } from './playground.js';

const HOUR = 3_600_000;
/** Returns the moment that is the given number of milliseconds from now, as backends send it. */
const inTime = (ms: number) => new Date(Date.now() + ms).toISOString();
const logo = (letter: string, color: string) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" fill="${color}"/><text x="24" y="33" font-family="sans-serif" font-weight="700" font-size="26" fill="#fff" text-anchor="middle">${letter}</text></svg>`,
  )}`;

const anItem = (fields: Partial<Item> = {}): Item => ({
  id: '8d1f2c1e-0000-4000-8000-000000000001',
  status: 'UPDATED',
  executionStatus: 'SUCCESS',
  lastUpdatedAt: inTime(-3 * HOUR),
  nextAutoSyncAt: inTime(21 * HOUR),
  connector: { id: 2, name: 'Banco Azul', imageUrl: logo('A', '#1a4fa0') },
  statusDetail: {
    accounts: { isUpdated: true, lastUpdatedAt: inTime(-3 * HOUR), warnings: [] },
    creditCards: { isUpdated: true, lastUpdatedAt: inTime(-3 * HOUR), warnings: [] },
  },
  ...fields,
});
const ended = (code: string, status = 'LOGIN_ERROR', fields: Partial<Item> = {}) =>
  anItem({ status, executionStatus: code, error: { code }, nextAutoSyncAt: null, ...fields });

/** Stories send no requests, because no story opens the widget or sends a request to a backend. */
const column = (...cards: TemplateResult[]) => html`
  <pluggy-provider token-endpoint="/api/connect-token" preload="none">
    <div style="display: grid; gap: 16px; max-inline-size: 440px">${cards}</div>
  </pluggy-provider>
`;
const card = (item: Item) => html`<pluggy-item-card .item=${item}></pluggy-item-card>`;
const single = (item: () => Item): StoryObj => ({ render: () => column(card(item())) });
const cardIn = (canvas: HTMLElement) => canvas.querySelector('pluggy-item-card')!.shadowRoot!;

/** Waits for the templates, which load in a chunk, so that people and axe check the complete cards. */
const isThere = (canvas: HTMLElement) =>
  waitFor(() => {
    for (const { shadowRoot } of canvas.querySelectorAll('pluggy-item-card')) {
      if (!shadowRoot?.querySelector('.head')) throw new Error('Not yet.');
    }
  });

const meta: Meta = {
  title: 'Elements/Item card',
  component: 'pluggy-item-card',
  parameters: { place: 'centre', actions: { handles: ['pluggy-disconnect', 'pluggy-disconnected'] } },
  play: ({ canvasElement }) => isThere(canvasElement),
};
export default meta;

/** A control for every setting. */
export const Playground = playground('pluggy-item-card', { args: { '.item': anItem() }, around: column });

export const UpToDate = single(() => anItem());

/** A run in progress: the only button is the one that disconnects. */
export const Updating = single(() => anItem({ status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' }));

const PARTIAL: Partial<Item> = {
  executionStatus: 'PARTIAL_SUCCESS',
  statusDetail: {
    accounts: { isUpdated: true, lastUpdatedAt: inTime(-3 * HOUR), warnings: [] },
    creditCards: { isUpdated: false, lastUpdatedAt: inTime(-50 * HOUR), warnings: [] },
    transactions: { isUpdated: false, lastUpdatedAt: inTime(-50 * HOUR), warnings: [{ code: 'TXN_003' }] },
    investments: { isUpdated: false, warnings: [{ code: 'INV_003' }] },
    loans: { isUpdated: true, lastUpdatedAt: inTime(-3 * HOUR), warnings: [{ code: 'CC_005' }] },
    identity: { isUpdated: false, warnings: [{ code: '7', providerMessage: 'Cadastro em análise.' }] },
  },
};
/** Returns an Item with a warning for a product. */
const warned = (code: string, more: Partial<Item> = {}) =>
  anItem({
    executionStatus: 'PARTIAL_SUCCESS',
    statusDetail: {
      accounts: { isUpdated: true, lastUpdatedAt: inTime(-3 * HOUR), warnings: [] },
      creditCards: { isUpdated: false, warnings: [{ code }] },
    },
    ...more,
  });

/** Products that are out of date, each with its reason. */
export const Partial: StoryObj = {
  render: () => column(card(anItem(PARTIAL))),
  play: async ({ canvasElement }) => {
    await isThere(canvasElement);
    cardIn(canvasElement).querySelector<HTMLElement>('#options')!.click();
    await waitFor(() => expect(cardIn(canvasElement).querySelector('#details')).toBeTruthy());
    cardIn(canvasElement).querySelector<HTMLElement>('#details')!.click();
    await waitFor(() => expect(cardIn(canvasElement).querySelectorAll('li')).toHaveLength(6));
  },
};

/** The details of a connection: its products, and what it shares, since when and until when. */
export const Shared: StoryObj = {
  ...Partial,
  render: () =>
    column(
      card(
        anItem({
          ...PARTIAL,
          products: ['ACCOUNTS', 'CREDIT_CARDS', 'TRANSACTIONS', 'IDENTITY'],
          createdAt: inTime(-100 * 24 * HOUR),
          consentExpiresAt: inTime(200 * 24 * HOUR),
          connector: { id: 601, name: 'Banco Jabuticaba', isOpenFinance: true },
        }),
      ),
    ),
};

export const SharedInPortuguese: StoryObj = { ...Shared, globals: { language: 'pt-BR' } };

/** A product that the consent does not include: the person can grant the permission in the widget. */
export const PermissionMissing = single(() => warned('CC_001'));

/** A product that waits for the approval of the other people of an account. */
export const ApprovalMissing = single(() => warned('CC_002'));

/** Data without a planned update: the badge says how old the data is. */
export const OldData = single(() => anItem({ lastUpdatedAt: inTime(-9 * 24 * HOUR), nextAutoSyncAt: null }));

/** A run that has not changed for an hour. */
export const Stuck = single(() =>
  anItem({ status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS', updatedAt: inTime(-HOUR) }),
);

/** An approval at the bank that has not come for three days. */
export const ApprovalOverdue = single(() =>
  ended('USER_AUTHORIZATION_PENDING', 'OUTDATED', { updatedAt: inTime(-72 * HOUR) }),
);

/** An Item that needs the person: the card contains the prompt. */
export const SignInFailed = single(() => ended('INVALID_CREDENTIALS'));

export const CodeAskedFor = single(() =>
  anItem({
    status: 'WAITING_USER_INPUT',
    executionStatus: 'WAITING_USER_INPUT',
    parameter: { name: 'token', label: 'Token', type: 'number' },
  }),
);

export const ConsentEndsSoon = single(() => anItem({ consentExpiresAt: inTime(5.5 * 24 * HOUR) }));

/** A temporary error with an automatic retry: the banner shows the time of the next try. */
export const BankNotAvailable = single(() =>
  ended('SITE_NOT_AVAILABLE', 'OUTDATED', { nextAutoSyncAt: inTime(HOUR / 2) }),
);

const health = (status: string) => ({ connector: { id: 2, name: 'Pluggy Bank', health: { status } } });

/** MeuPluggy has one connector for all banks: the page's name and the accounts tell its Items apart. */
export const Named: StoryObj = {
  render: () => {
    const connector = { id: 200, name: 'MeuPluggy' };
    const item = anItem({ connector, accounts: [{ name: 'Conta corrente' }, { name: 'Cartão' }] });
    return html`<pluggy-item-card name="Banco do Azul" .item=${item}></pluggy-item-card>`;
  },
};

/** An institution that has problems: the card says so before an update starts. */
export const BankUnstable = single(() => anItem(health('UNSTABLE')));

/** A run that failed while the institution is offline. */
export const BankOffline = single(() => ended('UNEXPECTED_ERROR', 'OUTDATED', health('OFFLINE')));

export const NotSupported = single(() => ended('USER_NOT_SUPPORTED', 'OUTDATED'));

/** Initials in place of a missing picture; a long name wraps. */
export const WithoutPicture = single(() =>
  anItem({ connector: { id: 3, name: 'Cooperativa de Crédito dos Servidores Públicos de Santa Catarina' } }),
);

/** The menu: a popover where the browser has popovers. */
export const WithMenu: StoryObj = {
  ...single(() => ended('SITE_NOT_AVAILABLE', 'OUTDATED')),
  play: async ({ canvasElement }) => {
    await isThere(canvasElement);
    cardIn(canvasElement).querySelector<HTMLElement>('#options')!.click();
    await waitFor(() => expect(cardIn(canvasElement).querySelector('[role=menu]')).toBeTruthy());
  },
};

/** Rows outside of a list. */
export const Rows: StoryObj = {
  render: () =>
    column(
      ...[
        anItem(),
        anItem({ status: 'UPDATING', executionStatus: 'TRANSACTIONS_IN_PROGRESS' }),
        ended('INVALID_CREDENTIALS'),
      ].map((item) => html`<pluggy-item-card layout="row" .item=${item}></pluggy-item-card>`),
    ),
};

/** A row in places of 220, 320 and 640 px: its own width decides about the layout. */
export const Widths: StoryObj = {
  render: () => html`
    <pluggy-provider token-endpoint="/api/connect-token" preload="none">
      ${[220, 320, 640].map(
        (width) =>
          html`<div style="inline-size: ${width}px; margin-block-end: 16px">
            <pluggy-item-card layout="row" .item=${ended('INVALID_CREDENTIALS')}></pluggy-item-card>
          </div>`,
      )}
    </pluggy-provider>
  `,
};

/** The question before a connection ends. */
export const Disconnecting: StoryObj = {
  render: () => column(card(anItem())),
  play: async ({ canvasElement }) => {
    await isThere(canvasElement);
    cardIn(canvasElement).querySelector<HTMLElement>('#options')!.click();
    await waitFor(() => expect(cardIn(canvasElement).querySelector('#disconnect')).toBeTruthy());
    cardIn(canvasElement).querySelector<HTMLElement>('#disconnect')!.click();
    await waitFor(() => expect(cardIn(canvasElement).querySelector('dialog')).toHaveProperty('open', true));
  },
};

/** A card with an id inside a provider, which can update and disconnect the Item. */
export const FromTheProvider: StoryObj = {
  render: () => html`
    <pluggy-provider
      token-endpoint="/api/connect-token"
      items-endpoint="/api/items"
      preload="none"
      .items=${[anItem()]}
    >
      <div style="max-inline-size: 440px">
        <pluggy-item-card item-id="8d1f2c1e-0000-4000-8000-000000000001"></pluggy-item-card>
      </div>
    </pluggy-provider>
  `,
};

export const RightToLeft: StoryObj = {
  globals: { direction: 'rtl' },
  render: () => column(card(anItem(PARTIAL)), card(ended('INVALID_CREDENTIALS'))),
};
