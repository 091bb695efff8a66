import type { CardMessages, Locale } from '../../locales/index.js';
import type { ProductDetail } from '../../model/item-types.js';
import { pastTime } from '../../model/item-view.js';
import { isLate, warningReason } from '../../model/warnings.js';
import { html, nothing, signTemplate, type TemplateResult } from '../shared/lit-html.js';
import { ago } from '../shared/time.js';
import { actionFor, type CardFacts } from './item-card.facts.js';
import { productName } from './status-line.js';

/** The products of a connection, and the moment and language to describe them in. */
interface DetailsState {
  readonly facts: CardFacts;
  readonly itemId: string;
  readonly canConnect: boolean;
  readonly now: number;
  readonly locale: Locale;
}

/** The state of each product, and what the connection shares, opened from the menu. */
export function detailsTemplate(
  state: DetailsState,
  messages: CardMessages,
  bank: string,
  { toggleDetails }: { readonly toggleDetails: () => void },
): TemplateResult {
  return html`<section part="details" class="details" id="products" tabindex="-1" aria-labelledby="products-title">
    <div class="details-head">
      <p class="strong" id="products-title">${detailsTitle(state.facts, messages)}</p>
      <button type="button" class="plain small" @click=${toggleDetails}>${messages.hideDetails}</button>
    </div>
    ${
      state.facts.products.length
        ? html`<ul>
            ${state.facts.products.map((product) => productTemplate(product, state, messages))}
          </ul>`
        : nothing
    }
    ${sharedTemplate(state, messages, bank)}
  </section>`;
}

/** The title of the details, which is also their entry in the menu. */
export function detailsTitle({ products, shared }: CardFacts, messages: CardMessages): string {
  return products.length || !shared ? messages.details : messages.shared.title;
}

/** The products that are read, since when and until when, and the two ways to end that. */
function sharedTemplate(
  { facts, now, locale, itemId, canConnect }: DetailsState,
  messages: CardMessages,
  bank: string,
): TemplateResult | typeof nothing {
  const { shared } = facts;
  if (!shared) return nothing;
  const { since, until, isRevocable, revoked } = shared;
  const texts = messages.shared;
  const names = shared.products.flatMap((product) =>
    Object.hasOwn(messages.products, product) ? productName(product, messages) : [],
  );
  const date = (time: number) => new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(time);
  const end =
    until === null ? texts.endless : until ? (until > now ? texts.until(date(until)) : texts.ended(date(until))) : '';
  const sentences = [
    names.length ? texts.products(new Intl.ListFormat(locale).format(names)) : '',
    since ? texts.since(date(since)) : '',
    revoked ? texts.revoked(date(revoked)) : end,
    texts.erased(bank),
    isRevocable ? texts.revoke(bank) : '',
  ];
  // The card's own button renews a consent that is about to end.
  const offersRenewal = (until ?? revoked) && canConnect && itemId && actionFor(facts) !== 'renew';
  return html`<div class="shared">
    ${facts.products.length ? html`<p class="strong">${texts.title}</p>` : nothing}
    ${sentences.filter(Boolean).map((sentence) => html`<p>${sentence}</p>`)}
    ${offersRenewal ? html`<pluggy-connect size="small" variant="outline" item-id=${itemId}>${texts.renew}</pluggy-connect>` : nothing}
  </div>`;
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
