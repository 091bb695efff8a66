import type { CSSResultOrNative } from '@lit/reactive-element';
import type { CardMessages, Locale } from '../../locales/index.js';
import { initialsColors, initialsOf } from '../../model/initials.js';
import type { Item } from '../../model/item-types.js';
import type { Badge } from '../item-status/item-status.template.js';
import { block } from '../shared/block.styles.js';
import { button } from '../shared/button.styles.js';
import { html, nothing, signTemplate, type TemplateResult } from '../shared/lit-html.js';
import { hidden } from '../shared/panel.styles.js';
import { signs } from '../shared/signs.js';
import { theme } from '../shared/theme.styles.js';
import { at } from '../shared/time.js';
import { detailsTemplate, detailsTitle } from './details.template.js';
import { disconnectDialog, type DisconnectActions, type DisconnectStep } from './disconnect-dialog.template.js';
import { actionFor, type CardFacts } from './item-card.facts.js';
import { dialog } from './disconnect-dialog.styles.js';
import { styles as card } from './item-card.styles.js';
import { menu } from './menu.styles.js';
import { menuTemplate, type MenuActions, type MenuEntry } from './menu.template.js';
import { BANNER_PARTS, CONNECT_PARTS, PROMPT_PARTS } from './parts.js';
import type { UpdateNote } from './update-request.js';

export { ConsentRequest } from './consent-request.js';
export { Disconnection } from './disconnection.js';
export { cardFacts } from './item-card.facts.js';
export { Menu } from './menu.js';
export { statusLine } from './status-line.js';
export { UpdateRequest } from './update-request.js';

export const styles: CSSResultOrNative[] = [block, hidden, theme, button, signs, card, menu, dialog];

/** Maximum number of accounts that a card names. */
const MAX_ACCOUNTS = 3;

/** The content of a card. */
export interface CardState {
  readonly locale: Locale;
  readonly messages: CardMessages;
  readonly now: number;
  readonly itemId: string;
  readonly isRow: boolean;
  readonly headingLevel: number;
  /** The Item that the page has set on the card. */
  readonly given?: Item;
  readonly item?: Item;
  readonly facts: CardFacts;
  readonly line: Badge;
  /** The institution's name; empty while it is unknown. */
  readonly name: string;
  readonly logoUrl?: string;
  readonly hasPrompt: boolean;
  readonly hasBanner: boolean;
  readonly isDetailsOpen: boolean;
  readonly isMenuOpen: boolean;
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
export interface CardActions extends DisconnectActions, MenuActions {
  readonly update: () => void;
  /** Opens the widget that updates the Item. */
  readonly openWidget: () => void;
  readonly check: () => void;
  readonly disconnect: () => void;
  readonly toggleDetails: () => void;
  readonly logoFailed: () => void;
}

/** The texts, and the institution's name as it stands in a sentence. */
interface CardTexts {
  readonly messages: CardMessages;
  readonly bank: string;
}

export function cardTemplate(state: CardState, actions: CardActions): TemplateResult {
  const { locale, messages, name, isRow } = state;
  const texts = { messages, bank: name || messages.bank.inText };
  return html`<article
    part="card"
    class="card ${isRow ? 'row' : 'box'}"
    tabindex="-1"
    lang=${locale}
    aria-labelledby="name"
  >
    ${
      state.isDisconnected
        ? html`<p id="name" role="status">${messages.disconnected(texts.bank)}</p>`
        : contentTemplate(state, texts, actions)
    }
  </article>`;
}

function contentTemplate(state: CardState, texts: CardTexts, actions: CardActions): TemplateResult {
  const { item, isRow, disconnectStep } = state;
  const { messages, bank } = texts;
  const action = item ? actionTemplate(state, texts, actions) : nothing;
  return html`<div class="head">
      ${logoTemplate(state, actions)}
      <div class="title">
        <div part="name" class="name" id="name" role="heading" aria-level=${state.headingLevel}>
          <slot name="name">${state.name || messages.bank.name}</slot>
        </div>
        ${lineTemplate(state.line, state.facts.needsPrompt)} ${accountsTemplate(state)}
      </div>
      ${isRow ? action : nothing}
      ${item ? menuTemplate(messages.menu(bank), state.isMenuOpen, entriesOf(state, messages, actions), actions) : nothing}
    </div>
    ${moreTemplate(state, texts, actions)} ${isRow ? nothing : action}
    ${needsWidget(state) ? widgetTemplate(state) : nothing}
    ${disconnectStep ? disconnectDialog(disconnectStep, bank, messages.question, actions) : nothing}`;
}

/** `asks`: the request to the person is below the line. */
function lineTemplate({ sign, isStill, label, detail }: Badge, asks: boolean): TemplateResult {
  return html`<p part="status" class="line is-${sign} ${asks ? 'asks' : ''}">
    ${signTemplate(sign, { isStill })}
    <span
      ><span part="label">${label}</span>${
        detail ? html`<span part="detail" class="detail"> · ${detail}</span>` : nothing
      }</span
    >
  </p>`;
}

/** Everything that needs more room than a line. */
function moreTemplate(state: CardState, texts: CardTexts, actions: CardActions): TemplateResult {
  const { given, facts, note, isDetailsOpen } = state;
  const { messages, bank } = texts;
  const itemId = given ? nothing : state.itemId;
  const showsBanner = facts.needsBanner || (isDetailsOpen && !!facts.failure && !facts.needsPrompt);
  return html`<div class="more">
    ${
      state.hasPrompt
        ? html`<pluggy-reauth-prompt
            exportparts=${PROMPT_PARTS}
            ?hidden=${!facts.needsPrompt && !!facts.reason}
            .item=${given}
            item-id=${itemId}
          ></pluggy-reauth-prompt>`
        : nothing
    }
    ${
      state.hasBanner
        ? html`<pluggy-error-banner
            exportparts=${BANNER_PARTS}
            no-dismiss
            ?hidden=${!showsBanner}
            .item=${given}
            item-id=${itemId}
          ></pluggy-error-banner>`
        : nothing
    }
    ${isDetailsOpen ? detailsTemplate(state, messages, bank, actions) : nothing}
    ${note ? noteTemplate(note, state, messages, bank) : nothing}
  </div>`;
}

/** Names the accounts, which tell two connections to one institution apart. */
function accountsTemplate({ item, locale }: CardState): TemplateResult | typeof nothing {
  const names = (item?.accounts ?? []).flatMap(({ name }) => name ?? []).slice(0, MAX_ACCOUNTS);
  if (!names.length) return nothing;
  const list = new Intl.ListFormat(locale, { type: 'unit' }).format(names);
  return html`<p part="accounts" class="accounts">${list}</p>`;
}

function logoTemplate({ logoUrl, name, item }: CardState, { logoFailed }: CardActions): TemplateResult {
  const colors = logoUrl ? undefined : initialsColors(item?.connector?.primaryColor);
  // A property, since pages forbid style attributes.
  const style = colors ? `color: ${colors.text}; background: ${colors.background}` : '';
  return html`<div part="logo" class="logo ${logoUrl ? 'picture' : ''}" .style=${style} aria-hidden="true">
    ${
      logoUrl
        ? html`<img
            src=${logoUrl}
            alt=""
            width="44"
            height="44"
            decoding="async"
            loading="lazy"
            referrerpolicy="no-referrer"
            @error=${logoFailed}
          />`
        : initialsOf(name)
    }
  </div>`;
}

/** The one visible button. Its name has the institution, for people who move from button to button. */
function actionTemplate(state: CardState, { messages, bank }: CardTexts, actions: CardActions): TemplateResult {
  const { facts, note, itemId, canConnect } = state;
  const action = actionFor(facts);
  let content: TemplateResult | typeof nothing = nothing;
  if (action === 'update') {
    if (canUpdateHere(state)) {
      content = html`<button
        type="button"
        class="outline"
        id="update"
        aria-labelledby="update name"
        aria-disabled=${note?.answer === 'asking'}
        @click=${asksBackend(state) ? actions.update : actions.openWidget}
      >
        ${messages.update}
      </button>`;
    }
  } else if (action && canConnect) {
    content = html`<pluggy-connect class="action" exportparts=${CONNECT_PARTS} item-id=${itemId}
      >${messages.action[action]}<span class="hidden"> ${bank}</span></pluggy-connect
    >`;
  }
  return content === nothing ? html`` : html`<div part="actions" class="actions">${content}</div>`;
}

/** Returns the entries of the menu, which are all actions without a button of their own. */
function entriesOf(state: CardState, messages: CardMessages, actions: CardActions): MenuEntry[] {
  const { facts, note, isDetailsOpen } = state;
  const isAsking = note?.answer === 'asking';
  const entries: (MenuEntry | false)[] = [
    canUpdateHere(state) &&
      actionFor(facts) !== 'update' && {
        id: 'update',
        label: messages.update,
        isDisabled: isAsking,
        run: asksBackend(state) ? actions.update : actions.openWidget,
      },
    facts.isRunning &&
      state.hasBackend && { id: 'check', label: messages.check, isDisabled: isAsking, run: actions.check },
    (facts.products.length > 0 || !!facts.failure || !!facts.shared) && {
      id: 'details',
      label: isDetailsOpen ? messages.hideDetails : detailsTitle(facts, messages),
      run: actions.toggleDetails,
    },
    { id: 'disconnect', label: messages.disconnect, isDanger: true, run: actions.disconnect },
  ];
  return entries.filter((entry) => !!entry);
}

/** Whether the backend starts the update. It cannot start another run beside one that is stuck. */
const asksBackend = ({ hasBackend, isForWidget, facts }: CardState) => hasBackend && !isForWidget && !facts.isStuck;

/** Whether the person can request an update: a refusal lasts until a time, or until the Item changes. */
function canUpdateHere(state: CardState): boolean {
  const { facts, note, canConnect } = state;
  // An institution that is down may be back at any time.
  const isRefused =
    note && ['recent', 'later', 'refused'].includes(note.answer) && note.error?.code !== 'CONNECTOR_OFFLINE';
  return facts.canUpdate && !isRefused && (asksBackend(state) || canConnect);
}

/** Whether an update needs the widget, whose button is not visible: the menu opens the widget. */
const needsWidget = (state: CardState) => state.canConnect && state.facts.canUpdate && !asksBackend(state);

const widgetTemplate = ({ itemId }: CardState) =>
  html`<pluggy-connect hidden id="widget" item-id=${itemId}></pluggy-connect>`;

function noteTemplate(
  { answer, error, until }: UpdateNote,
  { now, locale, given, itemId }: CardState,
  messages: CardMessages,
  bank: string,
): TemplateResult {
  if (answer === 'refused') {
    return html`<div class="note" role="status">
      <pluggy-error-banner
        exportparts=${BANNER_PARTS}
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
