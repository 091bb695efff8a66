import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { useGlobals } from 'storybook/preview-api';
import { waitFor } from 'storybook/test';
import { ThemeStudioElement } from './theme-studio.js';

customElements.define('theme-studio', ThemeStudioElement);

const meta: Meta = {
  title: 'Theme studio',
  tags: ['!autodocs'],
  parameters: {
    controls: { disable: true },
    // The studio sets the tokens.
    hasOwnTokens: true,
    sandbox: {
      connections: [
        [9004, 'mfa-number'],
        [600, 'consent-expires-in-5-days'],
        [9007, 'invalid-credentials'],
        [9001, 'next-sync-tomorrow'],
        [9003, 'partial-423'],
        [9008, 'accounts-in-progress'],
        [2, 'outdated-sync-retries'],
      ],
    },
  },
};
export default meta;

const SEVERITIES = [
  ['UPDATED', 'SUCCESS'],
  ['UPDATING', 'ACCOUNTS_IN_PROGRESS'],
  ['LOGIN_ERROR', 'INVALID_CREDENTIALS'],
  ['OUTDATED', 'SITE_NOT_AVAILABLE'],
  ['SOMETHING_NEW', ''],
] as const;

/** A control for each token, and the page that the tokens style. */
export const ThemeStudio: StoryObj = {
  render: (_, { loaded }) => {
    const [{ brand, theme }, updateGlobals] = useGlobals();
    const chosen = ({ detail }: CustomEvent<string>) => updateGlobals({ brand: detail });
    const preview = html`
      <pluggy-provider
        token-endpoint="/api/connect-token"
        items-endpoint="/api/items"
        mfa-endpoint="/api/items/{itemId}/mfa"
        widget-url=${loaded['widget-url'] as string}
        connector-ids=${loaded['connector-ids'] as string}
        include-sandbox
      >
        <h2 lang="en">My connections</h2>
        <p><pluggy-connect></pluggy-connect></p>
        <pluggy-item-list></pluggy-item-list>
      </pluggy-provider>
      <div class="parts">
        ${SEVERITIES.map(
          ([status, execution]) =>
            html`<pluggy-item-status status=${status} execution-status=${execution}></pluggy-item-status>`,
        )}
      </div>
    `;
    return html`<theme-studio
      brand=${brand as string}
      theme=${theme as string}
      .preview=${preview}
      @brand-chosen=${chosen}
    ></theme-studio>`;
  },
  play: async ({ canvasElement }) => {
    await waitFor(() => {
      const list = canvasElement.querySelector('pluggy-item-list')!.shadowRoot!;
      if (list.querySelectorAll('pluggy-item-card').length < 7) throw new Error('Not yet.');
    });
  },
};
