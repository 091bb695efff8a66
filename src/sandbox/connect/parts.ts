import { html, nothing, svg } from 'lit';
import type { Connector } from './api.js';
import type { Action, State } from './state.js';
import { errorText, type Texts } from './texts.js';

export interface Model {
  state: State;
  texts: Texts;
  now: number;
  /** Returns the address of an institution's page, with this page's language for a simulated institution. */
  address: (url: string) => string;
  send: (action: Action) => void;
}

export const icon = (path: string) =>
  svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${path}></path></svg>`;
export const ICONS = {
  close: 'M6 6l12 12M18 6L6 18',
  minimize: 'M6 12h12',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  warning: 'M12 7v6M12 16.5v.5',
  clock: 'M12 6v6.5l4 2.5',
  phone: 'M8 3h8v18H8zM11 18h2',
  window: 'M4 5h16v14H4zM4 9h16',
  eye: 'M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 9.5v5M9.5 12h5',
};

export const mark = (name: keyof typeof ICONS, tone: 'good' | 'bad' | 'info') =>
  html`<span class="mark ${tone}">${icon(ICONS[name])}</span>`;

/** The institution's logo over its initial, which is visible when the picture fails to load. */
export const logo = ({ name, imageUrl }: Connector) => html`
  <span class="logo" aria-hidden="true"
    >${name.slice(0, 1)}<img
      src=${imageUrl}
      alt=""
      width="40"
      height="40"
      @error=${(event: Event) => (event.target as HTMLElement).remove()}
  /></span>
`;

export const institution = ({ state: { connector, item } }: Model) => connector ?? item?.connector;

/** A heading beside the institution's logo, with the institution's name above unless the heading contains the name. */
export function heading(model: Model, text: string) {
  const connector = institution(model);
  if (!connector) return html`<h1 tabindex="-1">${text}</h1>`;
  return html`<div class="heading">
    ${logo(connector)}
    <div>
      ${text.includes(connector.name) ? nothing : html`<p>${connector.name}</p>`}
      <h1 tabindex="-1">${text}</h1>
    </div>
  </div>`;
}

/** Returns the language of the institution's own texts, which may differ from the page's language. */
export const languageOf = (connector: Connector | undefined) =>
  !connector || connector.country === 'BR' ? 'pt-BR' : 'es';

/** The institution's own message, unchanged. */
export const quote = (model: Model, message: string | undefined) =>
  message
    ? html`<p class="small">${model.texts.said}</p>
        <blockquote lang=${languageOf(institution(model))}>${message}</blockquote>`
    : nothing;

export function alert({ texts }: Model, code: string | undefined) {
  if (!code) return nothing;
  const [title, text] = errorText(texts, code);
  return html`<div class="alert" role="alert">
    <strong>${title}.</strong>
    ${text}
  </div>`;
}

export function secondsLeft(expiresAt: string | undefined, now: number): number | undefined {
  const end = Date.parse(expiresAt ?? '');
  return Number.isNaN(end) ? undefined : Math.max(0, Math.ceil((end - now) / 1000));
}

export const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

export function countdown({ texts, now }: Model, expiresAt: string | undefined) {
  const left = secondsLeft(expiresAt, now);
  if (left === undefined) return nothing;
  return html`<p class="countdown" role="timer">
    ${icon(ICONS.clock)} ${left === 0 ? texts.mfa.over : texts.mfa.left(clock(left))}
  </p>`;
}
