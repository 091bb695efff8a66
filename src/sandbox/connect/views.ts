import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Connector } from './api.js';
import { field, hasPassword, read, testers } from './fields.js';
import { alert, clock, heading, icon, ICONS, logo, mark, secondsLeft, type Model } from './parts.js';
import { action, authorize, failure, mfa, pending, progress, progressText, success, token } from './run-views.js';
import { canGoBack, canMinimize, found, type ScreenOf } from './state.js';
import { type Texts } from './texts.js';

export function page(model: Model): TemplateResult {
  const { state, texts, send } = model;
  const hides = canMinimize(state);
  return html`
    <header>
      ${
        canGoBack(state)
          ? html`<button
              type="button"
              class="icon-button back"
              aria-label=${texts.back}
              @click=${() => send({ type: 'back' })}
            >
              ${icon(ICONS.back)}
            </button>`
          : nothing
      }
      <p class="simulation">${texts.simulationText}</p>
      <button
        type="button"
        class="icon-button"
        aria-label=${hides ? texts.minimize : texts.close}
        @click=${() => send({ type: 'leave' })}
      >
        ${icon(hides ? ICONS.minimize : ICONS.close)}
      </button>
    </header>
    <main data-screen=${state.screen.name}>${screen(model)}</main>
  `;
}

/** Returns the screen reader announcement for a text that changes without a change of screen. */
export function announcement({ state, texts, now }: Model): string {
  const { screen } = state;
  switch (screen.name) {
    case 'institutions':
      return state.query && state.connectors
        ? texts.institutions.found(found(state.connectors, state.query).length)
        : '';
    case 'progress':
      return progressText(state, texts);
    case 'authorize':
      return screen.popup === 'open' || screen.popup === 'returned' ? texts.authorize[screen.popup] : '';
    case 'mfa': {
      const left = secondsLeft(screen.field.expiresAt, now);
      if (left === undefined || left > 30) return '';
      return left === 0 ? texts.mfa.over : texts.mfa.left(clock(left > 10 ? 30 : 10));
    }
    default:
      return '';
  }
}

export function standalone(texts: Texts): TemplateResult {
  return html`
    <header><p class="simulation">${texts.simulationText}</p></header>
    <main class="standalone">
      <div class="statement">
        ${mark('window', 'info')}
        <h1 tabindex="-1">${texts.standalone.title}</h1>
        <p>${texts.standalone.text}</p>
      </div>
    </main>
  `;
}

function screen(model: Model): TemplateResult {
  const { screen } = model.state;
  switch (screen.name) {
    case 'loading':
      return loading(model);
    case 'consent':
      return consent(model);
    case 'institutions':
      return institutions(model);
    case 'form':
      return credentials(model, screen);
    case 'progress':
      return progress(model);
    case 'mfa':
      return mfa(model, screen);
    case 'action':
      return action(model);
    case 'authorize':
      return authorize(model, screen);
    case 'pending':
      return pending(model);
    case 'success':
      return success(model, screen);
    case 'failure':
      return failure(model, screen);
    case 'token':
      return token(model);
  }
}

function loading({ texts }: Model) {
  return html`
    <h1 tabindex="-1" class="visually-hidden">${texts.loading}</h1>
    <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
  `;
}

function consent({ state, texts, send }: Model) {
  const requested = state.config.moveSecurityData ? ['MOVE_SECURITY'] : state.config.products;
  const products = requested?.length
    ? requested
    : ['ACCOUNTS', 'CREDIT_CARDS', 'TRANSACTIONS', 'INVESTMENTS', 'IDENTITY'];
  return html`
    <div class="body">
      <h1 tabindex="-1">${texts.consent.title}</h1>
      <p>${texts.consent.intro}</p>
      <ul class="products">
        ${products.map((product) => html`<li>${icon(ICONS.check)} ${texts.products[product] ?? product}</li>`)}
      </ul>
      <ul class="limits">
        ${texts.consent.limits.map((limit) => html`<li>${limit}</li>`)}
      </ul>
      <p class="small">${texts.consent.terms}</p>
    </div>
    <div class="actions">
      <button type="button" class="primary" @click=${() => send({ type: 'consented' })}>${texts.consent.submit}</button>
    </div>
  `;
}

function institutions({ state, texts, send }: Model) {
  const all = state.connectors ?? [];
  const shown = found(all, state.query);
  const health = (connector: Connector) => {
    const status = connector.health?.status;
    return status === 'UNSTABLE' || status === 'OFFLINE'
      ? html`<span class="tag warn">${texts.institutions[status]}</span>`
      : nothing;
  };
  return html`
    <div class="body">
      <h1 tabindex="-1">${texts.institutions.title}</h1>
      ${
        all.length === 0
          ? html`<p>${texts.institutions.empty}</p>`
          : html`
              <div class="field">
                <label for="search">${texts.institutions.search}</label>
                <input
                  id="search"
                  type="search"
                  autocomplete="off"
                  spellcheck="false"
                  value=${state.query}
                  @input=${(event: Event) => send({ type: 'searched', query: (event.target as HTMLInputElement).value })}
                />
              </div>
              ${
                shown.length === 0
                  ? html`<p>${texts.institutions.none}</p>`
                  : html`<ul class="institutions">
                      ${shown.map(
                        (connector) => html`
                          <li>
                            <button
                              type="button"
                              class="institution"
                              @click=${() => send({ type: 'selected', connector })}
                            >
                              ${logo(connector)}
                              <span class="words">
                                <span class="name">${connector.name}</span>
                                <span class="kind">
                                  ${texts.types[connector.type] ?? connector.type}
                                  ${connector.isSandbox ? html`<span class="tag">${texts.institutions.sandbox}</span>` : nothing}
                                  ${health(connector)}
                                </span>
                              </span>
                              ${icon(ICONS.forward)}
                            </button>
                          </li>
                        `,
                      )}
                    </ul>`
              }
            `
      }
    </div>
  `;
}

function credentials(model: Model, screen: ScreenOf<'form'>) {
  const { state, texts, send } = model;
  const { connector } = state;
  if (!connector) return loading(model);
  const { fields, busy } = screen;
  const health = connector.health?.status;
  const reset = connector.resetPasswordUrl;
  return keyed(
    `${connector.id} ${fields.map(({ name }) => name).join(' ')}`,
    html`
      <form
        novalidate
        autocomplete="off"
        aria-busy=${busy}
        @submit=${(event: SubmitEvent) => send({ type: 'submitted', values: read(event) })}
        @input=${(event: Event) => send({ type: 'edited', name: (event.target as HTMLInputElement).name })}
      >
        <div class="body">
          ${heading(model, texts.form.title(connector.name))} ${alert(model, screen.alert)}
          ${health === 'UNSTABLE' ? html`<p class="notice">${texts.form.unstable}</p>` : nothing}
          ${health === 'OFFLINE' ? html`<p class="notice">${texts.form.offline}</p>` : nothing}
          ${connector.oauth ? html`<p>${connector.isOpenFinance ? texts.form.openFinance : texts.form.oauth}</p>` : nothing}
          ${!connector.oauth && fields.length === 0 ? html`<p>${texts.form.none}</p>` : nothing}
          ${fields.map((credential) => field(model, credential, screen.errors, state.values[credential.name]))}
          ${
            reset && hasPassword(connector)
              ? html`<p>
                  <a class="link" href=${reset} target="_blank" rel="noopener noreferrer">${texts.form.forgot}</a>
                </p>`
              : nothing
          }
          ${testers(model, connector)}
        </div>
        <div class="actions">
          <button class="primary" aria-disabled=${busy}>${busy ? texts.form.busy : texts.form.submit}</button>
        </div>
      </form>
    `,
  ) as TemplateResult;
}
