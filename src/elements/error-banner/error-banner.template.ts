import type { CSSResultOrNative } from '@lit/reactive-element';
import type { ErrorsMessages, Locale } from '../../locales/index.js';
import type { ErrorView } from '../../model/error-view.js';
import { block } from '../shared/block.styles.js';
import { button } from '../shared/button.styles.js';
import { left } from '../shared/durations.js';
import { html, keyed, nothing, signTemplate, type TemplateResult } from '../shared/lit-html.js';
import { hidden, panel } from '../shared/panel.styles.js';
import { signs } from '../shared/signs.js';
import { theme } from '../shared/theme.styles.js';
import { tones } from '../shared/tones.styles.js';
import type { TimeFormat } from '../shared/time.js';
import { styles as banner } from './error-banner.styles.js';
import type { BannerFailure } from './failure-display.js';

export { FailureDisplay, isInCard } from './failure-display.js';
export { Recovery } from './recovery.js';

export const styles: CSSResultOrNative[] = [block, hidden, theme, tones, button, signs, panel, banner];

/** The content of a banner. */
export interface BannerState {
  readonly failure: BannerFailure;
  readonly view: ErrorView;
  readonly now: number;
  readonly locale: Locale;
  readonly messages: ErrorsMessages;
  readonly time: TimeFormat;
  /** Whether screen readers announce the failure. */
  readonly isAlert: boolean;
  readonly isDismissible: boolean;
  /** Whether there is a source of Connect Tokens. */
  readonly canConnect: boolean;
  /** Whether the failed request is being repeated. */
  readonly isRetrying: boolean;
}

/** Handlers of the banner's controls. */
export interface BannerActions {
  readonly dismiss: () => void;
  readonly retry: () => void;
  /** Reconnects in an application without a source of Connect Tokens. */
  readonly reconnect: () => void;
  readonly widgetOpens: (event: Event) => void;
  readonly widgetCloses: () => void;
}

export function bannerTemplate(state: BannerState, actions: BannerActions): TemplateResult {
  const { failure, view, locale, messages } = state;
  const { title, text } = messages.texts[view.text];
  const { bank, providerMessage, health } = view;
  return html`<div part="banner" class="panel" role="group" aria-labelledby="title" tabindex="-1" lang=${locale}>
    ${keyed(
      failure.key,
      html`<div role=${state.isAlert ? 'alert' : nothing}>
        <div class=${`head ${state.isDismissible ? 'dismissible' : ''}`}>
          ${signTemplate(view.severity)}
          <p part="title" id="title">${title}</p>
        </div>
        <p part="text">${text(bank)}</p>
        ${health ? html`<p>${messages.health[health](bank)}</p>` : nothing}
        ${
          providerMessage
            ? html`<p part="quote" class="quote">
                ${messages.quote(bank)} <q lang="pt-BR" dir="auto">${providerMessage}</q>
              </p>`
            : nothing
        }
      </div>`,
    )}
    ${waitTemplate(state, messages) ?? actionsTemplate(state, messages, actions)}
    ${
      state.isDismissible
        ? html`<button
            part="dismiss"
            class="dismiss"
            type="button"
            aria-label=${messages.dismiss}
            @click=${actions.dismiss}
          >
            <span aria-hidden="true">×</span>
          </button>`
        : nothing
    }
  </div>`;
}

/** The time of the next attempt, in place of an action. `undefined` where no attempt is planned. */
function waitTemplate(
  { view: { until, next }, now, locale, time }: BannerState,
  messages: ErrorsMessages,
): TemplateResult | typeof nothing | undefined {
  if (until) {
    if (!time.isLive) return nothing;
    const line = messages.until(left(until - now), time.at(until, now, locale));
    return html`<p part="actions" class="wait" role="timer">${line}</p>`;
  }
  if (next) return html`<p part="actions" class="wait">${messages.next(time.at(next, now, locale))}</p>`;
  return undefined;
}

function actionsTemplate(
  state: BannerState,
  messages: ErrorsMessages,
  actions: BannerActions,
): TemplateResult | typeof nothing {
  const { url } = state.view;
  const button = buttonTemplate(state, messages, actions);
  if (!button) return nothing;
  return html`<div part="actions" class="actions">
    ${
      url
        ? html`<a class="button" href=${url} target="_blank" rel="noopener noreferrer"
            >${messages.actions.bank}<span class="hidden"> ${messages.newTab}</span></a
          >`
        : nothing
    }
    ${button}
  </div>`;
}

function buttonTemplate(
  { view: { action, url }, failure, isRetrying, canConnect }: BannerState,
  messages: ErrorsMessages,
  actions: BannerActions,
): TemplateResult | undefined {
  const { again, connect, reconnect, solved } = messages.actions;
  if (action === 'retry') {
    return html`<button type="button" aria-disabled=${isRetrying} @click=${actions.retry}>
      ${isRetrying ? html`<span class="spinner"></span> ${messages.trying}` : again}
    </button>`;
  }
  const labels = { reconnect, bank: solved, open: again, 'new-connection': connect };
  if (!Object.hasOwn(labels, action)) return undefined;
  const label = labels[action as keyof typeof labels];
  if (!canConnect)
    return html`<button type="button" class=${url ? 'outline' : ''} @click=${actions.reconnect}>${label}</button>`;
  const itemId = (action !== 'new-connection' && failure.itemId) || nothing;
  return html`<pluggy-connect
    item-id=${itemId}
    variant=${url ? 'outline' : nothing}
    @pluggy-open=${actions.widgetOpens}
    @pluggy-close=${actions.widgetCloses}
    >${label}</pluggy-connect
  >`;
}
