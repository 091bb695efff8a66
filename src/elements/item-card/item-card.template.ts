import type { CSSResultOrNative } from '@lit/reactive-element';
import type { CardMessages, Locale } from '../../locales/index.js';
import { initialsOf } from '../../model/card.js';
import type { Item, ProductDetail } from '../../model/item-types.js';
import { pastTime } from '../../model/item-view.js';
import { hasReason, isLate, warningReason } from '../../model/warnings.js';
import { block } from '../shared/block.styles.js';
import { html, nothing, type TemplateResult } from '../shared/lit-html.js';
import { button } from '../shared/button.styles.js';
import { theme } from '../shared/theme.styles.js';
import { ago, at } from '../shared/time.js';
import { disconnectDialog, type DisconnectActions, type DisconnectStep } from './disconnect-dialog.template.js';
import type { CardFacts } from './item-card.facts.js';
import { styles as card } from './item-card.styles.js';
import type { UpdateNote } from './update-request.js';

export { Disconnection } from './disconnection.js';
export { cardFacts } from './item-card.facts.js';
export { UpdateRequest } from './update-request.js';

export const styles: CSSResultOrNative[] = [block, theme, button, card];

/** Maximum number of accounts that a card names. */
const MAX_ACCOUNTS = 3;

/** The content of a card. */
export interface CardState {
  readonly locale: Locale;
  readonly messages: CardMessages;
  readonly now: number;
  readonly itemId: string;
  /** The Item that the page has set on the card. */
  readonly given?: Item;
  readonly item?: Item;
  readonly facts: CardFacts;
  /** The institution's name; empty while it is unknown. */
  readonly name: string;
  readonly logoUrl?: string;
  readonly hasPrompt: boolean;
  readonly hasBanner: boolean;
  readonly isDetailsOpen: boolean;
  readonly note?: UpdateNote;
  /** Whether the backend leaves updates to the widget. */
  readonly isForWidget: boolean;
  /** Whether there is a source of Connect Tokens. */
  readonly canConnect: boolean;
  /** Whether there is a backend that can update the Item and read its state again. */
  readonly hasBackend: boolean;
  readonly disconnectStep?: DisconnectStep;
  readonly isDisconnected: boolean;
}

/** Handlers of the card's controls. */
export interface CardActions extends DisconnectActions {
  readonly update: () => void;
  readonly check: () => void;
  readonly disconnect: () => void;
  readonly toggleDetails: (isOpen: boolean) => void;
  readonly logoFailed: () => void;
}

/** The texts, and the institution's name as it stands in a sentence. */
interface CardTexts {
  readonly messages: CardMessages;
  readonly bank: string;
}

export function cardTemplate(state: CardState, actions: CardActions): TemplateResult {
  const { locale, messages, name } = state;
  const texts = { messages, bank: name || messages.bank.inText };
  return html`<article part="card" class="card" tabindex="-1" lang=${locale} aria-labelledby="name">
    ${
      state.isDisconnected
        ? html`<p id="name" role="status">${messages.disconnected(texts.bank)}</p>`
        : contentTemplate(state, texts, actions)
    }
  </article>`;
}

function contentTemplate(state: CardState, texts: CardTexts, actions: CardActions): TemplateResult {
  const { given, item, name, facts, disconnectStep } = state;
  const { messages, bank } = texts;
  const { products } = facts;
  const itemId = given ? nothing : state.itemId;
  return html`<div class="head">
      ${logoTemplate(state, actions)}
      <div class="title">
        <p part="name" class="name" id="name"><slot name="name">${name || messages.bank.name}</slot></p>
        ${accountsTemplate(state)}
        <pluggy-item-status part="status" detail .item=${given} item-id=${itemId}></pluggy-item-status>
      </div>
    </div>
    ${state.hasPrompt ? html`<pluggy-reauth-prompt .item=${given} item-id=${itemId}></pluggy-reauth-prompt>` : nothing}
    ${
      state.hasBanner
        ? html`<pluggy-error-banner
            no-dismiss
            ?hidden=${!facts.needsBanner}
            .item=${given}
            item-id=${itemId}
          ></pluggy-error-banner>`
        : nothing
    }
    ${missingTemplate(state, messages)}
    ${facts.health ? html`<p class="health">${messages.health[facts.health](name || messages.bank.name)}</p>` : nothing}
    ${products.length ? detailsTemplate(state, messages, actions) : nothing}
    ${item ? actionsTemplate(state, texts, actions) : nothing}
    ${disconnectStep ? disconnectDialog(disconnectStep, bank, messages.question, actions) : nothing}`;
}

/** Names the accounts, which tell two connections to one institution apart. */
function accountsTemplate({ item, locale }: CardState): TemplateResult | typeof nothing {
  const names = (item?.accounts ?? []).flatMap(({ name }) => name ?? []).slice(0, MAX_ACCOUNTS);
  if (!names.length) return nothing;
  const list = new Intl.ListFormat(locale, { type: 'unit' }).format(names);
  return html`<p part="accounts" class="accounts">${list}</p>`;
}

function logoTemplate({ logoUrl, name }: CardState, { logoFailed }: CardActions): TemplateResult {
  return html`<div part="logo" class="logo" aria-hidden="true">
    ${
      logoUrl
        ? html`<img
            src=${logoUrl}
            alt=""
            width="48"
            height="48"
            decoding="async"
            loading="lazy"
            referrerpolicy="no-referrer"
            @error=${logoFailed}
          />`
        : initialsOf(name)
    }
  </div>`;
}

/** Names the missing products, and says what the person can do. */
function missingTemplate({ facts, locale }: CardState, messages: CardMessages): TemplateResult | typeof nothing {
  const { missing, products } = facts;
  const isMissing = missing === 'approval' ? (detail: ProductDetail) => hasReason(detail, missing) : isLate;
  const names = products.filter(([, detail]) => isMissing(detail)).map(([product]) => productName(product, messages));
  if (!missing || !names.length) return nothing;
  const list = new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
  return html`<p class="partial">${messages[missing](list)}</p>`;
}

function detailsTemplate(state: CardState, messages: CardMessages, { toggleDetails }: CardActions): TemplateResult {
  return html`<details
    part="details"
    @toggle=${(event: Event) => toggleDetails((event.target as HTMLDetailsElement).open)}
  >
    <summary>${messages.details}</summary>
    <ul>
      ${state.isDetailsOpen ? state.facts.products.map((product) => productTemplate(product, state, messages)) : nothing}
    </ul>
  </details>`;
}

function productTemplate(
  [product, detail]: [string, ProductDetail],
  { now, locale }: CardState,
  messages: CardMessages,
): TemplateResult {
  const { warnings, isUpdated } = detail;
  const time = pastTime(detail.lastUpdatedAt, now);
  const sentence = freshness(detail, isNaN(time) ? '' : ago(time, now, locale), messages);
  return html`<li class=${isLate(detail) ? 'late' : isUpdated ? 'fine' : 'none'}>
    <strong>${productName(product, messages)}</strong>
    ${sentence ? html`<span>${sentence}</span>` : nothing}
    ${warnings.map(({ code, providerMessage }) => {
      const reason = warningReason(code);
      if (reason !== 'other') return html`<span>${messages.warnings[reason]}</span>`;
      // Only the bank's message explains an unknown code.
      if (!providerMessage) return nothing;
      return html`<span>${messages.quote} <q lang="pt" dir="auto">${providerMessage}</q></span>`;
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

/** Returns the product's name. A product that is newer than this library keeps Pluggy's name, in words. */
function productName(product: string, { products }: CardMessages): string {
  if (Object.hasOwn(products, product)) return products[product as keyof typeof products];
  const words = product.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function actionsTemplate(state: CardState, { messages, bank }: CardTexts, actions: CardActions): TemplateResult {
  const { note, facts } = state;
  const askButton = (name: 'update' | 'check') =>
    html`<button
      type="button"
      class="outline"
      id=${name}
      aria-labelledby="${name} name"
      aria-disabled=${note?.answer === 'asking'}
      @click=${actions[name]}
    >
      ${messages[name]}
    </button>`;
  return html`${note ? noteTemplate(note, state, messages, bank) : nothing}
    <div part="actions" class="actions">
      ${facts.canUpdate && !isPaused(note) ? updateTemplate(state, messages, askButton) : nothing}
      ${facts.isRunning && state.hasBackend ? askButton('check') : nothing}
      <button
        type="button"
        class="plain end"
        id="disconnect"
        aria-labelledby="disconnect name"
        @click=${actions.disconnect}
      >
        ${messages.disconnect}
      </button>
    </div>`;
}

/** Whether an update is refused until a time, or until the Item changes. */
const isPaused = (note: UpdateNote | undefined) => note?.answer === 'recent' || note?.answer === 'later';

function noteTemplate(
  { answer, error, until }: UpdateNote,
  { now, locale, given, itemId }: CardState,
  messages: CardMessages,
  bank: string,
): TemplateResult {
  if (answer === 'refused') {
    return html`<div class="note" role="status">
      <pluggy-error-banner
        no-dismiss
        .error=${error}
        .item=${given}
        item-id=${given ? nothing : itemId}
      ></pluggy-error-banner>
    </div>`;
  }
  return html`<p class="note" role="status">
    ${answer === 'asking' ? html`<span class="spinner"></span>` : nothing}
    ${messages.asked[answer](bank, until ? at(until, now, locale) : undefined)}
  </p>`;
}

function updateTemplate(
  { facts, hasBackend, isForWidget, canConnect, itemId }: CardState,
  messages: CardMessages,
  askButton: (name: 'update') => TemplateResult,
): TemplateResult | typeof nothing {
  // The backend cannot start another run beside one that is stuck.
  if (hasBackend && !isForWidget && !facts.isStuck) return askButton('update');
  if (!canConnect) return nothing;
  return html`<pluggy-connect class="outline" item-id=${itemId}>${messages.update}</pluggy-connect>`;
}
