import type { CSSResultOrNative } from '@lit/reactive-element';
import type { CardMessages, Locale } from '../../locales/index.js';
import type { PluggyCloseEvent } from '../../events/connect.js';
import type { PluggyError } from '../../model/errors.js';
import { block } from '../shared/block.styles.js';
import { guard, html, nothing, repeat, type TemplateResult } from '../shared/lit-html.js';
import { hidden } from '../shared/panel.styles.js';
import { button } from '../shared/button.styles.js';
import { theme } from '../shared/theme.styles.js';
import { styles as list } from './item-list.styles.js';
import type { CardGroup } from './list-cards.js';

export { ListCards } from './list-cards.js';
export { ListNews, warnWithoutProvider } from './list-news.js';

export const styles: CSSResultOrNative[] = [block, hidden, theme, button, list];

const PLACEHOLDERS = 3;

/** A connection that has ended without the person's doing. */
export interface EndedConnection {
  readonly itemId: string;
  /** The institution's name; empty where it is not known. */
  readonly name: string;
  /** Whether a new connection was not accepted by the backend. */
  readonly isNotAccepted: boolean;
}

/** The content of a list. */
export interface ListState {
  readonly locale: Locale;
  readonly messages: CardMessages['list'];
  /** The cards to render; the same array while they are the same. `undefined` before the list is read. */
  readonly groups?: readonly CardGroup[];
  /** Ids of new connections. */
  readonly newIds: ReadonlySet<string>;
  readonly isRows: boolean;
  readonly headingLevel: number;
  readonly cardFor: (id: string) => Element;
  readonly error?: PluggyError;
  /** Connections that have ended without the person's doing. */
  readonly ended: readonly EndedConnection[];
  /** The result of a connection, for a person who returns from the institution's page. */
  readonly returnNotice: string;
  /** Text of the live region. */
  readonly announcement: string;
  readonly canConnect: boolean;
  /** Whether a widget opened from the invitation is open: the invitation stays in the page, hidden. */
  readonly isWidgetOpen: boolean;
}

/** Handlers of the list's controls. */
export interface ListActions {
  readonly dismissNotice: () => void;
  readonly dismissEnded: (itemId: string) => void;
  readonly widgetOpens: () => void;
  readonly widgetCloses: () => void;
}

export function listTemplate(state: ListState, actions: ListActions): TemplateResult {
  const { groups, error, messages, returnNotice } = state;
  const isEmpty = !!groups && !groups.length && !error && !state.ended.length;
  const isLoading = !groups && !error;
  return html`<div lang=${state.locale} aria-busy=${isLoading}>
    ${error ? html`<pluggy-error-banner no-dismiss .error=${error}></pluggy-error-banner>` : nothing}
    ${
      returnNotice
        ? html`<div part="returned" class="notice">
            <p>${returnNotice}</p>
            <button type="button" class="outline" @click=${actions.dismissNotice}>${messages.dismiss}</button>
          </div>`
        : nothing
    }
    ${repeat(
      state.ended,
      ({ itemId }) => itemId,
      (connection, index) => endedTemplate(connection, `ended-${index}`, state, actions),
    )}
    ${isLoading ? loadingTemplate(state) : nothing}
    ${guard([groups, state.newIds, state.isRows, state.headingLevel, messages], () =>
      repeat(
        groups ?? [],
        ({ name }) => name,
        (group) => groupTemplate(group, state),
      ),
    )}
    ${isEmpty || state.isWidgetOpen ? emptyTemplate(state, isEmpty, actions) : nothing}
    <p class="hidden" role="status">${state.announcement}</p>
  </div>`;
}

/** A group of cards: a list that its title names. */
function groupTemplate({ name, ids, count }: CardGroup, state: ListState): TemplateResult {
  const { messages, isRows, newIds, cardFor } = state;
  const titleId = name && `group-${name}`;
  return html`<section part="group" class="group">
    ${
      name
        ? html`<p part="group-title" class="group-title" id=${titleId!}>
            ${messages.groups[name]} <span part="count" class="count ${name}">${count}</span>
          </p>`
        : nothing
    }
    <ul
      part="list"
      class=${isRows ? 'rows' : 'cards'}
      aria-labelledby=${titleId ?? nothing}
      aria-label=${name ? nothing : messages.label}
    >
      ${repeat(
        ids,
        (id) => id,
        (id) => html`<li class=${newIds.has(id) ? 'new' : ''}>${cardFor(id)}</li>`,
      )}
    </ul>
  </section>`;
}

function endedTemplate(
  { itemId, name, isNotAccepted }: EndedConnection,
  textId: string,
  { messages, canConnect }: ListState,
  { dismissEnded }: ListActions,
): TemplateResult {
  const dismiss = () => dismissEnded(itemId);
  const closed = ({ outcome }: PluggyCloseEvent) => {
    if (outcome.type === 'success') dismiss();
  };
  return html`<div part="ended" class="notice" role="group" tabindex="-1" aria-labelledby=${textId}>
    <p id=${textId}>${isNotAccepted ? messages.ended.notAccepted(name) : messages.ended.text(name)}</p>
    ${canConnect && !isNotAccepted ? html`<pluggy-connect @pluggy-close=${closed}>${messages.ended.connect}</pluggy-connect>` : nothing}
    <button type="button" class="outline" @click=${dismiss}>${messages.dismiss}</button>
  </div>`;
}

function loadingTemplate({ messages, isRows }: ListState): TemplateResult {
  return html`<slot name="loading">
    <p class="hidden">${messages.loading}</p>
    <div class="grid ${isRows ? 'rows' : 'cards'}" aria-hidden="true">
      ${Array.from({ length: PLACEHOLDERS }, () => html`<div class="grey"><i></i><b></b><b></b></div>`)}
    </div>
  </slot>`;
}

/** The invitation to connect. For a person whose connection may have begun elsewhere, another one is the second choice. */
function emptyTemplate(
  { messages, canConnect, returnNotice }: ListState,
  isShown: boolean,
  actions: ListActions,
): TemplateResult {
  return html`<div part="empty" class="empty" tabindex="-1" ?hidden=${!isShown}>
    <slot name="empty">
      ${
        returnNotice
          ? nothing
          : html`<p class="heading">${messages.emptyTitle}</p>
              <p>${messages.emptyText}</p>`
      }
      ${
        canConnect
          ? html`<pluggy-connect
              variant=${returnNotice ? 'outline' : nothing}
              @pluggy-open=${actions.widgetOpens}
              @pluggy-close=${actions.widgetCloses}
            ></pluggy-connect>`
          : nothing
      }
    </slot>
  </div>`;
}
