import type { CardMessages, Locale } from '../../locales/index.js';
import type { ProductDetail } from '../../model/item-types.js';
import { pastTime } from '../../model/item-view.js';
import { isLate, warningReason } from '../../model/warnings.js';
import { html, nothing, signTemplate, type TemplateResult } from '../shared/lit-html.js';
import { ago } from '../shared/time.js';
import type { CardFacts } from './item-card.facts.js';
import { productName } from './status-line.js';

/** The products of a connection, and the moment and language to describe them in. */
interface DetailsState {
  readonly facts: CardFacts;
  readonly now: number;
  readonly locale: Locale;
}

/** The state of each product, opened from the menu. */
export function detailsTemplate(
  state: DetailsState,
  messages: CardMessages,
  { toggleDetails }: { readonly toggleDetails: () => void },
): TemplateResult {
  return html`<section part="details" class="details" id="products" tabindex="-1" aria-labelledby="products-title">
    <div class="details-head">
      <p class="strong" id="products-title">${messages.details}</p>
      <button type="button" class="plain small" @click=${toggleDetails}>${messages.hideDetails}</button>
    </div>
    <ul>
      ${state.facts.products.map((product) => productTemplate(product, state, messages))}
    </ul>
  </section>`;
}

function productTemplate(
  [product, detail]: [string, ProductDetail],
  { now, locale }: DetailsState,
  messages: CardMessages,
): TemplateResult {
  const { warnings, isUpdated } = detail;
  const time = pastTime(detail.lastUpdatedAt, now);
  const sentence = freshness(detail, isNaN(time) ? '' : ago(time, now, locale), messages);
  const kind = isLate(detail) ? 'late' : isUpdated ? 'fine' : 'none';
  return html`<li class=${kind}>
    ${kind === 'none' ? nothing : signTemplate(kind === 'fine' ? 'ok' : 'problem', { part: nothing })}
    <strong>${productName(product, messages)}</strong>
    ${sentence ? html`<span>${sentence}</span>` : nothing}
    ${warnings.map(({ code, providerMessage }) => {
      const reason = warningReason(code);
      if (reason !== 'other') return html`<span>${messages.warnings[reason]}</span>`;
      // Only the bank's message explains an unknown code.
      if (!providerMessage) return nothing;
      return html`<span>${messages.quote} <q lang="pt-BR" dir="auto">${providerMessage}</q></span>`;
    })}
  </li>`;
}

/** Says how recent a product's data is. `when` is empty for a product that has never been updated. */
function freshness(detail: ProductDetail, when: string, messages: CardMessages): string {
  if (detail.isUpdated) return when ? messages.productUpdated(when) : messages.productFine;
  if (when && isLate(detail)) return messages.productLate(when);
  // A reason explains why the product is missing.
  return detail.warnings.some(({ code }) => warningReason(code) !== 'other') ? '' : messages.productNever;
}
