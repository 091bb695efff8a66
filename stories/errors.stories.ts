import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, LitElement, type TemplateResult } from 'lit';
import { waitFor } from 'storybook/test';
import { ERROR_DOCS } from '../scripts/docs-errors.js';
import { errors as en } from '../src/locales/en/errors.js';
import { errors as es } from '../src/locales/es/errors.js';
import { errors as pt } from '../src/locales/pt-BR/errors.js';
import type { KnownCode } from '../src/model/code-types.js';
import { CODES } from '../src/model/codes.js';
import { errorView } from '../src/model/error-view.js';
import { slug } from './markdown.js';
import './errors.css';

const LANGUAGES = { 'pt-BR': pt, en, es };
const NAMES = { 'pt-BR': 'Português', en: 'English', es: 'Español' };

/** Renders the inline code and the links of a sentence in Markdown. The pages behind the links are in the docs page. */
const inline = (markdown: string): (string | TemplateResult)[] =>
  markdown
    .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .split('`')
    .map((part, index) => (index % 2 ? html`<code>${part}</code>` : part));

/** Removes case and accents for searching. */
const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

const rows = (Object.keys(CODES) as KnownCode[]).map((code) => {
  const { why, fix } = ERROR_DOCS[code];
  const { text } = errorView({ code }, Date.now());
  const said = Object.values(LANGUAGES).map(({ texts }) => `${texts[text].title} ${texts[text].text('')}`);
  const banners = Object.keys(LANGUAGES).map(
    (language) =>
      html`<td lang=${language} class="banner">
        <pluggy-error-banner code=${code} no-dismiss></pluggy-error-banner>
      </td>`,
  );
  return {
    searched: fold([code, why, fix, ...said].join(' ')),
    row: html`
      <tr data-code=${code}>
        <th scope="row">
          <a href="./?path=/docs/errors--docs#${slug(code)}" target="_top"><code>${code}</code></a>
        </th>
        <td class="reason">
          <p>${inline(why)}</p>
          <p>${inline(fix)}</p>
        </td>
        ${banners}
      </tr>
    `,
  };
});

/** A table of every code that shows the rows with all of the words in its search field. */
class ErrorTable extends LitElement {
  static override properties = { words: { state: true } };

  declare words: string[];

  constructor() {
    super();
    this.words = [];
  }

  protected override createRenderRoot() {
    return this;
  }

  protected override render() {
    const found = rows.filter(({ searched }) => this.words.every((word) => searched.includes(word)));
    const search = ({ target }: InputEvent) => {
      this.words = fold((target as HTMLInputElement).value)
        .split(/\s+/)
        .filter(Boolean);
    };
    return html`<div class="errors" lang="en">
      <h1>Errors</h1>
      <p>
        Every code, with its reason, its remedy and the real banner. The
        <a href="./?path=/docs/errors--docs" target="_top">docs page</a> explains the fields of an error.
      </p>
      <div class="found">
        <input
          type="search"
          aria-label="Search codes and texts"
          placeholder="Search: token, bloqueada, ACCOUNT_LOCKED…"
          @input=${search}
        />
        <span role="status">${found.length === 1 ? '1 code' : `${found.length} codes`}</span>
      </div>
      <pluggy-provider token-endpoint="/api/connect-token" preload="none">
        <div class="table" tabindex="0" role="region" aria-label="Codes">
          <table>
            <thead>
              <tr>
                <th scope="col">Code</th>
                <th scope="col">Why, and what to do</th>
                ${Object.entries(NAMES).map(([lang, name]) => html`<th scope="col" lang=${lang}>${name}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${found.map(({ row }) => row)}
            </tbody>
          </table>
        </div>
      </pluggy-provider>
    </div>`;
  }
}
customElements.define('error-table', ErrorTable);

const meta: Meta = {
  title: 'Errors',
  tags: ['!autodocs'],
  parameters: { controls: { disable: true }, actions: { handles: ['pluggy-retry'] } },
};
export default meta;

/** Every code with its banner in three languages. */
export const Table: StoryObj = {
  render: () => html`<error-table></error-table>`,
  play: async ({ canvasElement }) => {
    await waitFor(() => {
      const banners = [...canvasElement.querySelectorAll('pluggy-error-banner')];
      const isComplete = banners.every(({ shadowRoot }) => shadowRoot?.querySelector('[part=banner]'));
      if (banners.length === 0 || !isComplete) throw new Error('Not yet.');
    });
  },
};
