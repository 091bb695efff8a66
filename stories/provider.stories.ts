import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { expect, waitFor } from 'storybook/test';
import type { PluggyProviderElement } from '../src/index.js';
import { playground } from './playground.js';

const idOf = (bank: string) => `item-of-${bank.toLowerCase()}`;
const BANKS = ['Nubank', 'Bradesco', 'Santander'];
/** The next state of the Item when the button is pressed. */
const JOURNEY = [
  { status: 'UPDATED', executionStatus: 'SUCCESS' },
  { status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS' },
  { status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT' },
  { status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' },
  { status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS', error: { code: 'INVALID_CREDENTIALS' } },
];
/** Returns the Items of a backend at this step, each bank one step further than the previous bank. */
const itemsAt = (step: number) =>
  BANKS.map((name, index) => ({
    id: idOf(name),
    connector: { id: index + 1, name },
    lastUpdatedAt: new Date(Date.now() - (index + 1) * 3_600_000).toISOString(),
    ...JOURNEY[(step + index) % JOURNEY.length],
  }));

const rows = html`
  <ul style="display: grid; gap: 12px; margin: 0; padding: 0; list-style: none">
    ${BANKS.map((bank) => html`<li>${bank} <pluggy-item-status item-id=${idOf(bank)} detail></pluggy-item-status></li>`)}
  </ul>
`;

const meta: Meta = {
  title: 'Elements/Provider',
  component: 'pluggy-provider',
  parameters: { place: 'centre', actions: { handles: ['pluggy-item-change', 'pluggy-error'] } },
};
export default meta;

/** A control for every setting of the elements inside. */
export const Playground = playground('pluggy-provider', { args: { '.items': itemsAt(0) }, content: rows });

/** Badges with Items of the provider around them. Here the page sets the Items itself, in the property `items`. */
export const Items: StoryObj = {
  render: () => html`<pluggy-provider .items=${itemsAt(0)}>${rows}</pluggy-provider>`,
};

/** Signing out: `reset()` forgets the Items. The page of the next person sets theirs. */
export const SignOut: StoryObj = {
  render: () => {
    const provider = createRef<PluggyProviderElement>();
    return html`
      <pluggy-provider ${ref(provider)} .items=${itemsAt(0)}>${rows}</pluggy-provider>
      <p>
        <button type="button" @click=${() => provider.value!.reset()}>Sign out</button>
        <button type="button" @click=${() => (provider.value!.items = itemsAt(1))}>Sign in</button>
      </p>
    `;
  },
};

/** A change of one Item, which renders only the badge of that Item. */
export const LiveChanges: StoryObj = {
  render: () => {
    const provider = createRef<PluggyProviderElement>();
    let step = 0;
    const next = () => (provider.value!.items = itemsAt(++step));
    return html`
      <pluggy-provider ${ref(provider)} .items=${itemsAt(0)}>${rows}</pluggy-provider>
      <p><button type="button" @click=${next}>What the banks do next</button></p>
    `;
  },
};

/** A badge before the Item is known, and a badge of an Item that is gone. */
export const NotThere: StoryObj = {
  name: 'Unknown and deleted Items',
  render: () => {
    const provider = createRef<PluggyProviderElement>();
    const remove = () => (provider.value!.items = itemsAt(0).slice(1));
    return html`
      <pluggy-provider>
        <p>Loading <pluggy-item-status item-id="unread"></pluggy-item-status></p>
      </pluggy-provider>
      <pluggy-provider ${ref(provider)} .items=${itemsAt(0)}>${rows}</pluggy-provider>
      <p><button type="button" @click=${remove}>Disconnect the first</button></p>
    `;
  },
};

/** Texts of the page in place of ours. */
export const OwnTexts: StoryObj = {
  name: 'Your own texts',
  render: () => html`
    <pluggy-provider
      .items=${itemsAt(0)}
      .messages=${{ status: { labels: { updated: 'All good', code: 'Type the code' }, updated: (ago: string) => ago } }}
    >
      ${rows}
    </pluggy-provider>
  `,
};

/** Nested providers: only the nearest provider counts. */
export const Nested: StoryObj = {
  render: () => html`
    <pluggy-provider .items=${itemsAt(0)}>
      ${rows}
      <pluggy-provider .items=${itemsAt(2)}
        ><hr />
        ${rows}</pluggy-provider
      >
    </pluggy-provider>
  `,
};

/** A working example with simulated banks and without a server: connect a bank, update it, disconnect it. */
export const Sandbox: StoryObj = {
  parameters: { sandbox: { connections: [[9001, 'next-sync-tomorrow']] } },
  render: (_, { loaded }) => html`
    <pluggy-provider
      token-endpoint="/api/connect-token"
      items-endpoint="/api/items"
      mfa-endpoint="/api/items/{itemId}/mfa"
      widget-url=${loaded['widget-url'] as string}
      connector-ids=${loaded['connector-ids'] as string}
      include-sandbox
    >
      <pluggy-item-list></pluggy-item-list>
      <p><pluggy-connect></pluggy-connect></p>
    </pluggy-provider>
  `,
  play: async ({ canvasElement }) => {
    const { shadowRoot } = canvasElement.querySelector('pluggy-item-list')!;
    await waitFor(() => expect(shadowRoot!.querySelectorAll('pluggy-item-card')).toHaveLength(1));
  },
};

/** Settings for every button inside. */
export const SettingsForButtons: StoryObj = {
  render: () => html`
    <pluggy-provider .tokenSource=${() => new Promise<string>(() => {})} connector-types="PERSONAL_BANK">
      <p><pluggy-connect></pluggy-connect></p>
      <p><pluggy-connect item-id=${idOf('Nubank')}></pluggy-connect></p>
    </pluggy-provider>
  `,
};
