import type { InstitutionsMessages } from '../../locales/index.js';
import type { Institution } from '../../model/institutions.js';
import type { html as Html, TemplateResult } from '../shared/lit-html.js';

/** The chosen institution, and the number of connections to it. */
export interface Offer {
  readonly institution: Institution;
  readonly count: number;
}

/** Handlers of the question's buttons. */
export interface OfferActions {
  readonly update: () => void;
  readonly another: () => void;
  readonly back: () => void;
}

/**
 * The question in the place of the list. Of several connections, only the person knows which one is meant. `html` is a
 * parameter, because a chunk with an import of lit-html would split the chunks that load before.
 */
export function offerTemplate(
  { institution: { name }, count }: Offer,
  messages: InstitutionsMessages,
  { update, another, back }: OfferActions,
  html: typeof Html,
): TemplateResult {
  return html`<div part="offer" class="panel offer" role="group" tabindex="-1" aria-labelledby="offer">
    <p id="offer">${count > 1 ? messages.several(name, count) : messages.already(name)}</p>
    <div class="actions">
      ${count === 1 ? html`<button type="button" @click=${update}>${messages.update}</button>` : ''}
      <button type="button" class="outline" @click=${another}>${messages.another}</button>
      <button type="button" class="plain" @click=${back}>${messages.back}</button>
    </div>
  </div>`;
}
