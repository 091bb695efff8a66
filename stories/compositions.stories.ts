import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { expect, waitFor } from 'storybook/test';

const meta: Meta = {
  title: 'Compositions/Pages',
  tags: ['!autodocs'],
  parameters: {
    actions: { handles: ['success', 'error', 'close', 'retry', 'item-change'].map((name) => `pluggy-${name}`) },
  },
};
export default meta;

/** An application's provider, with the sandbox in this page as its backend. */
const app = (loaded: Record<string, unknown>, content: TemplateResult) => html`
  <pluggy-provider
    token-endpoint="/api/connect-token"
    items-endpoint="/api/items"
    mfa-endpoint="/api/items/{itemId}/mfa"
    widget-url=${loaded['widget-url']}
    connector-ids=${loaded['connector-ids']}
    include-sandbox
  >
    ${content}
  </pluggy-provider>
`;

/** A whole page: every connection, the action that each connection needs, and a button for another connection. */
export const MyConnections: StoryObj = {
  parameters: {
    sandbox: {
      connections: [
        [9001, 'next-sync-tomorrow'],
        [9004, 'mfa-number'],
        [9007, 'invalid-credentials'],
        [9008, 'outdated-sync-retries'],
      ],
    },
  },
  render: (_, { loaded }) =>
    app(
      loaded,
      html`<div style="max-inline-size: 960px; margin-inline: auto">
        <h1>My connections</h1>
        <pluggy-item-list></pluggy-item-list>
        <p><pluggy-connect>Connect another bank</pluggy-connect></p>
      </div>`,
    ),
  play: async ({ canvasElement }) => {
    const { shadowRoot } = canvasElement.querySelector('pluggy-item-list')!;
    await waitFor(() => expect(shadowRoot!.querySelectorAll('pluggy-item-card')).toHaveLength(4));
  },
};

/** An account as a form field: the form is submitted only with a connected account. */
export const AForm: StoryObj = {
  parameters: { sandbox: {} },
  render: (_, { loaded }) => {
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const form = event.target as HTMLFormElement;
      const sent = [...new FormData(form).entries()].map(([name, value]) => `${name}=${value as string}`);
      form.querySelector('output')!.value = `Sent: ${sent.join('&')}`;
    };
    return app(
      loaded,
      html`<form @submit=${submit} style="display: grid; gap: 16px; justify-items: start">
        <h1 style="margin: 0">Salary advance</h1>
        <label>How much <input name="amount" type="number" value="500" required /></label>
        <label for="account">Where your salary goes</label>
        <pluggy-connect id="account" name="itemId" required></pluggy-connect>
        <button>Ask for it</button>
        <output></output>
      </form>`,
    );
  },
};

/** A badge and its action, in a settings page. */
export const SettingsRow: StoryObj = {
  parameters: { sandbox: { connections: [[9007, 'invalid-credentials']] } },
  render: (_, { loaded }) => {
    const [itemId] = Object.values(loaded.ids as Record<string, string>);
    return app(
      loaded,
      html`<h1>Settings</h1>
        <div
          style="display: flex; flex-wrap: wrap; gap: 16px; align-items: center; border-block: 1px solid; padding: 16px"
        >
          <span style="flex: 1">Salary account<br /><pluggy-item-status item-id=${itemId!}></pluggy-item-status></span>
          <pluggy-connect item-id=${itemId!}>Reconnect</pluggy-connect>
        </div>`,
    );
  },
};

/** The connections that need the person, at the top of any page. */
export const BannerOnTop: StoryObj = {
  parameters: { sandbox: { connections: [[9007, 'account-needs-action-provider-message']] } },
  render: (_, { loaded }) => {
    const [itemId] = Object.values(loaded.ids as Record<string, string>);
    return app(
      loaded,
      html`<pluggy-error-banner item-id=${itemId!}></pluggy-error-banner>
        <h1>Overview</h1>
        <p>Balance of all accounts: R$ 12.345,67</p>`,
    );
  },
  play: async ({ canvasElement }) => {
    const { shadowRoot } = canvasElement.querySelector('pluggy-error-banner')!;
    await waitFor(() => expect(shadowRoot!.querySelector('[part=banner]')).toBeTruthy());
  },
};
