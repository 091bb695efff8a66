import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { Item } from '../src/index.js';
import { playground } from './playground.js';

const DAY = 86_400_000;
/** Returns the moment that is the given number of milliseconds from now, as backends send it. */
const inTime = (ms: number) => new Date(Date.now() + ms).toISOString();
const anItem = (fields: Partial<Item> = {}): Item => ({
  id: '8d1f2c1e-0000-4000-8000-000000000001',
  status: 'UPDATED',
  executionStatus: 'SUCCESS',
  ...fields,
});

const badge = (fields: Partial<Item> = {}, detail = false) =>
  html`<pluggy-item-status .item=${anItem(fields)} ?detail=${detail}></pluggy-item-status>`;
const inError = (code: string) => ({ status: 'LOGIN_ERROR', executionStatus: code, error: { code } });

/** Examples of an Item for each label. */
const STATES: Record<string, Partial<Item>> = {
  'Up to date': {},
  'Partly up to date': { executionStatus: 'PARTIAL_SUCCESS' },
  Updating: { status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS' },
  'Code asked for': { status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT' },
  'Approval in the app': { status: 'WAITING_USER_ACTION', executionStatus: 'WAITING_USER_ACTION' },
  'Pending at the bank': inError('ACCOUNT_LOCKED'),
  'Not supported': inError('USER_NOT_SUPPORTED'),
  'Sign-in failed': inError('INVALID_CREDENTIALS'),
  'Consent ends soon': { consentExpiresAt: inTime(5.5 * DAY) },
  'Consent has ended': { consentExpiresAt: inTime(-DAY) },
  'Bank not available': { status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE' },
  'Permission missing': { statusDetail: { creditCards: { isUpdated: false, warnings: [{ code: 'CC_001' }] } } },
  'Approval missing': { statusDetail: { accounts: { isUpdated: false, warnings: [{ code: 'ACCT_002' }] } } },
  'Data of nine days ago': { lastUpdatedAt: inTime(-9 * DAY) },
  'No data yet': { lastUpdatedAt: null },
  'A stuck run': { status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS', updatedAt: inTime(-DAY) },
  'Unknown to us': { status: 'SOMETHING_NEW', executionStatus: undefined },
};

const list = 'display: grid; gap: 12px; justify-items: start; margin: 0; padding: 0; list-style: none;';
const meta: Meta = {
  // People search for "badge". The id stays that of the element.
  title: 'Elements/Item status badge',
  id: 'elements-item-status',
  component: 'pluggy-item-status',
  parameters: { place: 'centre' },
};
export default meta;

/** Storybook passes a `Date` to the control of an argument that ends in `Z`, and the control's field stays empty. */
const editable = (date: string) => date.replace('Z', '+00:00');

/** A control for every setting: the attributes of a server-rendered page, or the property `item`. */
export const Playground = playground('pluggy-item-status', {
  argTypes: {
    status: {
      control: 'select',
      options: [
        'UPDATED',
        'UPDATING',
        'LOGIN_ERROR',
        'OUTDATED',
        'WAITING_USER_INPUT',
        'WAITING_USER_ACTION',
        'MERGING',
      ],
    },
  },
  args: {
    status: 'UPDATED',
    'last-updated-at': editable(inTime(-3 * 3_600_000)),
    'next-auto-sync-at': editable(inTime(DAY)),
    detail: true,
  },
});

export const UpToDate: StoryObj = { render: () => badge() };

/** A run in progress. */
export const Busy: StoryObj = { render: () => badge(STATES.Updating) };

/** A state that needs the person. */
export const Attention: StoryObj = { render: () => badge(STATES['Sign-in failed']) };

/** A temporary problem that the person cannot solve. */
export const Problem: StoryObj = { render: () => badge(STATES['Bank not available']) };

/** A status that is newer than this library. */
export const Neutral: StoryObj = { render: () => badge(STATES['Unknown to us']) };

/** The times of the last and the next update. The relative time updates itself. */
export const Detail: StoryObj = {
  render: () =>
    badge(
      { lastUpdatedAt: inTime(-3 * 3_600_000), nextAutoSyncAt: inTime(DAY), consentExpiresAt: inTime(90 * DAY) },
      true,
    ),
};

/** The end of a consent, in place of a less urgent label or after a more urgent one. */
export const ConsentEndsSoon: StoryObj = {
  render: () => html`
    <ul style=${list}>
      <li>${badge(STATES['Consent ends soon'])}</li>
      <li>${badge({ consentExpiresAt: inTime(DAY / 2) })}</li>
      <li>${badge({ ...STATES['Bank not available'], consentExpiresAt: inTime(5.5 * DAY) }, true)}</li>
    </ul>
  `,
};

/** Every state in three languages. */
export const AllStates: StoryObj = {
  parameters: { place: 'start' },
  render: () => html`
    <table style="border-spacing: 24px 10px; text-align: start">
      <thead>
        <tr>
          <th scope="col">State</th>
          ${['pt-BR', 'en', 'es'].map((lang) => html`<th scope="col">${lang}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Object.entries(STATES).map(
          ([name, fields]) => html`
            <tr>
              <th scope="row" style="font-weight: 400; text-align: start">${name}</th>
              ${['pt-BR', 'en', 'es'].map((lang) => html`<td lang=${lang}>${badge(fields)}</td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `,
};

/** Badges in a sentence, a heading, a table and small print, with the size and the colour of the text around them. */
export const InText: StoryObj = {
  render: () => html`
    <h2 style="margin-block: 0 8px">Nubank ${badge()}</h2>
    <p>Your connection with Itaú: ${badge(STATES.Updating)}. We tell you when it is there.</p>
    <p><small>Bradesco ${badge(STATES['Sign-in failed'])}</small></p>
  `,
};

/** A badge on a coloured surface: the text has the colour of the page, and tokens set the tones. */
export const OnColour: StoryObj = {
  render: () => html`
    <div style="color-scheme: dark; background: #3b0764; color: #fff; padding: 16px; ${list}">
      ${['Up to date', 'Updating', 'Sign-in failed', 'Bank not available', 'Unknown to us'].map((name) =>
        badge(STATES[name]),
      )}
    </div>
    <div style="color-scheme: light; background: #fef3c7; color: #422006; padding: 16px; ${list}">
      ${['Up to date', 'Updating', 'Sign-in failed', 'Bank not available', 'Unknown to us'].map((name) =>
        badge(STATES[name]),
      )}
    </div>
  `,
};

/** A badge on one line, in the cells of a table. */
export const Compact: StoryObj = {
  render: () => html`
    <table style="border-spacing: 16px 8px; text-align: start">
      <tbody>
        ${['Up to date', 'Updating', 'Sign-in failed', 'Consent ends soon', 'Bank not available'].map(
          (name) => html`
            <tr>
              <th scope="row" style="font-weight: 400; text-align: start">Banco Azul</th>
              <td><pluggy-item-status size="compact" .item=${anItem(STATES[name])}></pluggy-item-status></td>
              <td>R$ 1.234,00</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `,
};

/** A badge that wraps in a narrow place. */
export const LongTexts: StoryObj = {
  render: () => html`
    <div lang="es" style="inline-size: 220px; ${list}">
      ${badge(STATES['Consent ends soon'])}
      ${badge({ ...STATES['Sign-in failed'], lastUpdatedAt: inTime(-40 * DAY), nextAutoSyncAt: inTime(DAY) }, true)}
    </div>
  `,
};

export const RightToLeft: StoryObj = {
  render: () => html`
    <div dir="rtl" lang="en" style=${list}>
      ${Object.values(STATES).map((fields) => badge({ ...fields, lastUpdatedAt: inTime(-3 * DAY) }, true))}
    </div>
  `,
};
