import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { expect, waitFor } from 'storybook/test';
import { demoText, inDemo, demoSection } from './demo-page.js';

const meta: Meta = {
  title: 'Compositions/Pages',
  tags: ['!autodocs'],
  parameters: {
    place: 'page',
    controls: { disable: true },
    actions: { handles: ['success', 'error', 'close', 'retry', 'item-change'].map((name) => `pluggy-${name}`) },
  },
};
export default meta;

const onTablet: Pick<StoryObj, 'globals'> = { globals: { viewport: { value: 'tablet' } } };
const onPhone: Pick<StoryObj, 'globals'> = { globals: { viewport: { value: 'phone' } } };

const firstId = (loaded: Record<string, unknown>) => Object.values(loaded.ids as Record<string, string>)[0]!;

/** The demo's page: every connection, the action that each connection needs, and a button for another connection. */
export const MyConnections: StoryObj = {
  parameters: {
    sandbox: {
      connections: [
        [9001, 'next-sync-tomorrow'],
        [9004, 'mfa-number'],
        [600, 'consent-expires-in-5-days'],
        [9003, 'partial-423'],
        [9007, 'invalid-credentials'],
        [9008, 'outdated-sync-retries'],
      ],
    },
  },
  render: (_, { loaded, globals }) => {
    const language = globals.language as string;
    return inDemo(
      loaded,
      language,
      html`<section class="hero">
          <div>
            <h1>${demoText('hello', language)}, Ana</h1>
            <pluggy-connect class="primary">${demoText('connect', language)}</pluggy-connect>
          </div>
        </section>
        ${demoSection('accounts', language)}`,
    );
  },
  play: async ({ canvasElement }) => {
    const { shadowRoot } = canvasElement.querySelector('pluggy-item-list')!;
    await waitFor(() => expect(shadowRoot!.querySelectorAll('pluggy-item-card')).toHaveLength(6));
  },
};
export const MyConnectionsOnATablet: StoryObj = { ...MyConnections, ...onTablet };
export const MyConnectionsOnAPhone: StoryObj = { ...MyConnections, ...onPhone };

/** An account as a form field: the form is submitted only with a connected account. */
export const AForm: StoryObj = {
  parameters: { sandbox: {} },
  render: (_, { loaded, globals }) => {
    const section = demoSection('income', globals.language as string);
    section.querySelector('form')!.addEventListener('submit', (event) => event.preventDefault());
    return inDemo(loaded, globals.language as string, section);
  },
};
export const AFormOnATablet: StoryObj = { ...AForm, ...onTablet };
export const AFormOnAPhone: StoryObj = { ...AForm, ...onPhone };

/** A badge and its action, in a settings page. */
export const SettingsRow: StoryObj = {
  parameters: { sandbox: { connections: [[9007, 'invalid-credentials']] } },
  render: (_, { loaded, globals }) =>
    inDemo(
      loaded,
      globals.language as string,
      html`<section class="panel" lang="en">
        <h1>Settings</h1>
        <div class="panel-head">
          <div>
            <h2>Salary account</h2>
            <pluggy-item-status item-id=${firstId(loaded)} detail></pluggy-item-status>
          </div>
          <pluggy-connect class="secondary" item-id=${firstId(loaded)}>Reconnect</pluggy-connect>
        </div>
      </section>`,
    ),
};
export const SettingsRowOnATablet: StoryObj = { ...SettingsRow, ...onTablet };
export const SettingsRowOnAPhone: StoryObj = { ...SettingsRow, ...onPhone };

/** The connection that needs the person, at the top of any page. */
export const BannerOnTop: StoryObj = {
  parameters: { sandbox: { connections: [[9007, 'account-needs-action-provider-message']] } },
  render: (_, { loaded, globals }) =>
    inDemo(
      loaded,
      globals.language as string,
      html`<pluggy-error-banner item-id=${firstId(loaded)}></pluggy-error-banner>
        <section lang="en">
          <h1>Overview</h1>
          <dl class="totals">
            <div>
              <dt>In your accounts</dt>
              <dd>R$ 12.345,67</dd>
            </div>
          </dl>
        </section>`,
    ),
  play: async ({ canvasElement }) => {
    const { shadowRoot } = canvasElement.querySelector('pluggy-error-banner')!;
    await waitFor(() => expect(shadowRoot!.querySelector('[part=banner]')).toBeTruthy());
  },
};
export const BannerOnTopOnATablet: StoryObj = { ...BannerOnTop, ...onTablet };
export const BannerOnTopOnAPhone: StoryObj = { ...BannerOnTop, ...onPhone };
