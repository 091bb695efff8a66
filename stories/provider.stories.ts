import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { expect, waitFor } from 'storybook/test';
import type { PluggyProviderElement } from '../src/index.js';
import { playground } from './playground.js';

const idOf = (bank: string) => `item-of-${bank.toLowerCase()}`;
const BANKS = ['Nubank', 'Bradesco', 'Santander'];
/** Where an Item goes when the button is pressed. */
const JOURNEY = [
  { status: 'UPDATED', executionStatus: 'SUCCESS' },
  { status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS' },
  { status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT' },
  { status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' },
  { status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS', error: { code: 'INVALID_CREDENTIALS' } },
];
/** As a backend sends them: at this step of their journey, one further for each bank. */
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
  parameters: { actions: { handles: ['pluggy-item-change', 'pluggy-error'] } },
};
export default meta;

/** Everything that can be set, for what is inside. */
export const Playground = playground('pluggy-provider', { args: { '.items': itemsAt(0) }, content: rows });

/** Badges get their Items from the provider around them. Here the page gives them itself, in the property `items`. */
export const Items: StoryObj = {
  render: () => html`<pluggy-provider .items=${itemsAt(0)}>${rows}</pluggy-provider>`,
};

/** A change of an Item renders its own badge and no other. */
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

/** Before anything is known, and when an Item is gone. */
export const NotThere: StoryObj = {
  render: () => {
    const provider = createRef<PluggyProviderElement>();
    const remove = () => (provider.value!.items = itemsAt(0).slice(1));
    return html`
      <pluggy-provider>
        <p>Being read <pluggy-item-status item-id="unread"></pluggy-item-status></p>
      </pluggy-provider>
      <pluggy-provider ${ref(provider)} .items=${itemsAt(0)}>${rows}</pluggy-provider>
      <p><button type="button" @click=${remove}>Disconnect the first</button></p>
    `;
  },
};

/** The page's own words, in place of any of ours. */
export const OwnTexts: StoryObj = {
  render: () => html`
    <pluggy-provider
      .items=${itemsAt(0)}
      .messages=${{ status: { labels: { updated: 'All good', code: 'Type the code' }, updated: (ago: string) => ago } }}
    >
      ${rows}
    </pluggy-provider>
  `,
};

/** The nearest one counts, alone. */
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

/** It works here, with simulated banks and without a server: connect one, update it, disconnect it. */
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
