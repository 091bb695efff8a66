import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { waitFor } from 'storybook/test';
import { PRESETS, type PresetGroup } from '../src/sandbox/core/presets.js';

const BANK = 9001;
const namesOf = (group: PresetGroup) =>
  [...PRESETS.values()].filter((preset) => preset.group === group && !preset.deleted).map(({ name }) => name);

/** Returns a story with each state of one group of the sandbox's catalogue, under its name, as a backend sends it. */
const states = (group: PresetGroup, show: (itemId: string) => TemplateResult): StoryObj => ({
  parameters: { sandbox: { connections: namesOf(group).map((name) => [BANK, name] as const) } },
  render: (_, { loaded }) => html`
    <pluggy-provider
      token-endpoint="/api/connect-token"
      items-endpoint="/api/items"
      mfa-endpoint="/api/items/{itemId}/mfa"
      preload="none"
      widget-url=${loaded['widget-url'] as string}
      connector-ids=${loaded['connector-ids'] as string}
      include-sandbox
    >
      <dl style="display: grid; grid-template-columns: max-content minmax(0, 440px); gap: 16px 24px; margin: 0">
        ${Object.entries(loaded.ids as Record<string, string>).map(
          ([name, id]) => html`
            <dt>${name}</dt>
            <dd style="margin: 0">${show(id)}</dd>
          `,
        )}
      </dl>
    </pluggy-provider>
  `,
  play: async ({ canvasElement }) => {
    await waitFor(() => {
      const roots = (selector: string) => [...canvasElement.querySelectorAll(selector)].map((it) => it.shadowRoot!);
      const cards = roots('pluggy-item-card').every((root) => root.querySelector('.head'));
      const badges = roots('dd > pluggy-item-status').every((root) => root.querySelector('[part=label]')!.textContent);
      if (!cards || !badges) throw new Error('Not yet.');
    });
  },
});
const badge = (itemId: string) => html`<pluggy-item-status item-id=${itemId} detail></pluggy-item-status>`;
const card = (itemId: string) => html`<pluggy-item-card item-id=${itemId}></pluggy-item-card>`;

const meta: Meta = {
  title: 'Compositions/Every state',
  // A page has one sandbox, which holds the states of one group at a time.
  tags: ['!autodocs'],
  parameters: { actions: { handles: ['pluggy-item-change', 'pluggy-retry', 'pluggy-mfa-submit', 'pluggy-error'] } },
};
export default meta;

export const Done = states('done', card);
export const Partial = states('partial', card);
export const Consent = states('consent', card);
export const Synchronisation = states('sync', card);
/** Every execution status of a run in progress. */
export const Working = states('working', badge);
/** Every kind of code that a bank asks for, with its countdown. */
export const Codes = states('input', card);
/** Actions outside of the page. */
export const ActsOfThePerson: StoryObj = { ...states('action', card), name: 'Actions outside of the page' };
/** Every code with which a run ends. */
export const Errors = states('error', badge);
/** States that are newer than this library. */
export const Unknown = states('unknown', card);
