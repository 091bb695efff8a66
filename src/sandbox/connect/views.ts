import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Connector } from './api.js';
import { field, hasPassword, read, testers } from './fields.js';
import { canGoBack, canMinimize, found, question, type Screen, type State } from './flow.js';
import { helpUrl } from './outcome.js';
import {
  alert,
  clock,
  countdown,
  heading,
  icon,
  ICONS,
  institution,
  logo,
  mark,
  quote,
  secondsLeft,
  type Model,
} from './parts.js';
import { qrCode } from './qr.js';
import { errorText, type Texts } from './texts.js';

type Of<N extends Screen['name']> = Extract<Screen, { name: N }>;

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

function credentials(model: Model, screen: Of<'form'>) {
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

const STEP_WORDS: [RegExp, number][] = [
  [/^CREAT/, 0],
  [/LOGIN|^WAITING/, 1],
  [/^MERGING$/, 3],
  [/./, 2],
];

function progressText({ item }: State, texts: Texts): string {
  const step = item?.executionStatus;
  // Until the update request is answered, the item still shows its previous run.
  if (!step || !/_IN_PROGRESS$|^CREAT|^WAITING|^MERGING$/.test(step)) return texts.progress.status['CREATED'] ?? '';
  return texts.progress.status[step] ?? texts.progress.other;
}

function progress(model: Model) {
  const { state, texts, send } = model;
  const step = state.item?.executionStatus ?? '';
  const running = /_IN_PROGRESS$|^CREAT|^WAITING|^MERGING$/.test(step) ? step : 'CREATED';
  const current = STEP_WORDS.find(([pattern]) => pattern.test(running))?.[1] ?? 0;
  return html`
    <div class="body">
      ${heading(model, texts.progress.title)}
      <p>${texts.progress.text(institution(model)?.name ?? '')}</p>
      <ol class="steps">
        ${texts.progress.steps.map(
          (words, index) => html`
            <li
              class=${index < current ? 'done' : index === current ? 'current' : 'next'}
              aria-current=${index === current ? 'step' : nothing}
            >
              <span class="dot">${index < current ? icon(ICONS.check) : nothing}</span>
              <span>
                ${words}${index < current ? html`<span class="visually-hidden">: ${texts.progress.done}</span>` : nothing}
                ${index === current ? html`<span class="detail">${progressText(state, texts)}</span>` : nothing}
              </span>
            </li>
          `,
        )}
      </ol>
    </div>
    ${
      state.config.allowConnectInBackground
        ? html`<div class="actions">
            <button type="button" class="secondary" @click=${() => send({ type: 'minimize' })}>
              ${texts.progress.background}
            </button>
          </div>`
        : nothing
    }
  `;
}

function mfa(model: Model, screen: Of<'mfa'>) {
  const { texts, now, send } = model;
  const { busy } = screen;
  const over = secondsLeft(screen.field.expiresAt, now) === 0;
  const solvable = screen.field.type !== 'hcaptcha';
  return keyed(
    question(screen.field),
    html`
      <form
        novalidate
        autocomplete="off"
        aria-busy=${busy}
        @submit=${(event: SubmitEvent) => {
          const values = read(event);
          if (!over) send({ type: 'answered', values });
        }}
        @input=${(event: Event) => send({ type: 'edited', name: (event.target as HTMLInputElement).name })}
      >
        <div class="body">
          ${heading(model, texts.mfa.title)} ${alert(model, screen.alert)}
          ${solvable ? field(model, screen.field, screen.errors) : html`<p class="notice">${texts.mfa.hcaptcha}</p>`}
          ${countdown(model, screen.field.expiresAt)}
        </div>
        ${
          solvable
            ? html`<div class="actions">
                <button class="primary" aria-disabled=${busy || over}>
                  ${busy ? texts.form.busy : texts.mfa.submit}
                </button>
              </div>`
            : nothing
        }
      </form>
    `,
  ) as TemplateResult;
}

function action(model: Model) {
  const { state, texts } = model;
  const wanted = state.item?.userAction;
  const code = wanted?.type === 'qr' ? wanted.attributes?.['qr'] : undefined;
  return html`
    <div class="body">
      ${heading(model, wanted?.type === 'qr' ? texts.action.qr : texts.action.app)}
      <p>${wanted?.type === 'qr' ? texts.action.qrText : texts.action.appText}</p>
      ${code ? qrCode(code, texts.action.qrLabel) : html`<div class="waiting">${mark('phone', 'info')}</div>`}
      <p class="spinner">${texts.action.waiting}</p>
      ${countdown(model, wanted?.expiresAt)} ${quote(model, wanted?.instructions)}
      <p class="small">${texts.action.simulated}</p>
    </div>
  `;
}

function authorize(model: Model, screen: Of<'authorize'>) {
  const { texts, send } = model;
  const name = institution(model)?.name ?? '';
  const { popup, url } = screen;
  return html`
    <div class="body">
      ${heading(model, texts.authorize.title)}
      <p>${texts.authorize.text(name)}</p>
      <div class="waiting">${mark('window', 'info')}</div>
      ${
        popup === 'blocked'
          ? html`<div class="alert" role="alert">
              ${texts.authorize.blocked}
              <a href=${model.address(url)} target="_blank" rel="opener">${texts.authorize.link}</a>
            </div>`
          : nothing
      }
      ${popup === 'open' || popup === 'returned' ? html`<p class="spinner">${texts.authorize[popup]}</p>` : nothing}
      ${countdown(model, model.state.item?.parameter?.expiresAt ?? model.state.item?.userAction?.expiresAt)}
    </div>
    <div class="actions">
      <button
        type="button"
        class=${popup === 'none' || popup === 'blocked' ? 'primary' : 'secondary'}
        @click=${() => send({ type: 'authorize' })}
      >
        ${popup === 'none' ? texts.authorize.submit(name) : texts.authorize.again}
      </button>
    </div>
  `;
}

function statement(content: TemplateResult, actions: unknown) {
  return html`
    <div class="body">
      <div class="statement">${content}</div>
    </div>
    <div class="actions">${actions}</div>
  `;
}

function pending(model: Model) {
  const { texts, state, send } = model;
  const message = state.item?.error?.providerMessage;
  return statement(
    html`
      ${mark('clock', 'info')}
      <h1 tabindex="-1">${texts.pending.title}</h1>
      <p>${texts.pending.text}</p>
      ${quote(model, message)}
    `,
    html`<button type="button" class="primary" @click=${() => send({ type: 'done' })}>${texts.understood}</button>`,
  );
}

function success(model: Model, { partial }: Of<'success'>) {
  const { texts, send } = model;
  const name = institution(model)?.name ?? '';
  return statement(
    html`
      ${mark('check', 'good')}
      <h1 tabindex="-1">${partial ? texts.success.partialTitle : texts.success.title}</h1>
      <p>${partial ? texts.success.partial(name) : texts.success.text(name)}</p>
    `,
    html`<button type="button" class="primary" @click=${() => send({ type: 'done' })}>${texts.done}</button>`,
  );
}

function failure(model: Model, screen: Of<'failure'>) {
  const { texts, state, send } = model;
  const { code, providerMessage, retry, retryAt } = screen;
  const [title, text] = errorText(texts, code);
  const help = helpUrl(code, institution(model));
  const until = Date.parse(retryAt ?? '');
  return statement(
    html`
      ${mark('warning', 'bad')}
      <h1 tabindex="-1">${title}</h1>
      <p>${text}</p>
      ${quote(model, providerMessage)}
      ${
        Number.isNaN(until)
          ? nothing
          : html`<p>
              ${texts.until(new Intl.DateTimeFormat(texts.lang, { hour: '2-digit', minute: '2-digit' }).format(until))}
            </p>`
      }
      ${help ? html`<p><a class="link" href=${help} target="_blank" rel="noopener noreferrer">${texts.help}</a></p>` : nothing}
      <p class="code"><code>${code}</code></p>
    `,
    html`
      ${
        retry
          ? html`<button type="button" class="primary" @click=${() => send({ type: 'retry' })}>${texts.retry}</button>`
          : nothing
      }
      ${
        canGoBack(state)
          ? html`<button type="button" class=${retry ? 'secondary' : 'primary'} @click=${() => send({ type: 'back' })}>
              ${texts.other}
            </button>`
          : nothing
      }
      ${
        retry || canGoBack(state)
          ? nothing
          : html`<button type="button" class="primary" @click=${() => send({ type: 'done' })}>${texts.close}</button>`
      }
    `,
  );
}

function token({ texts, send }: Model) {
  return statement(
    html`
      ${mark('clock', 'bad')}
      <h1 tabindex="-1">${texts.token.title}</h1>
      <p>${texts.token.text}</p>
    `,
    html`<button type="button" class="primary" @click=${() => send({ type: 'done' })}>${texts.close}</button>`,
  );
}
