/** The screens from the start of a run to its end. */
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { field, read } from './fields.js';
import { helpUrl } from './outcome.js';
import { alert, countdown, heading, icon, ICONS, institution, mark, quote, secondsLeft, type Model } from './parts.js';
import { qrCode } from './qr.js';
import { canGoBack, question, type State, type ScreenOf } from './state.js';
import { errorText, type Texts } from './texts.js';

const STEP_WORDS: [RegExp, number][] = [
  [/^CREAT/, 0],
  [/LOGIN|^WAITING/, 1],
  [/^MERGING$/, 3],
  [/./, 2],
];

export function progressText({ item }: State, texts: Texts): string {
  const step = item?.executionStatus;
  // Until the update request is answered, the item still shows its previous run.
  if (!step || !/_IN_PROGRESS$|^CREAT|^WAITING|^MERGING$/.test(step)) return texts.progress.status['CREATED'] ?? '';
  return texts.progress.status[step] ?? texts.progress.other;
}

export function progress(model: Model) {
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

export function mfa(model: Model, screen: ScreenOf<'mfa'>) {
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

export function action(model: Model) {
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

export function authorize(model: Model, screen: ScreenOf<'authorize'>) {
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

export function pending(model: Model) {
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

export function success(model: Model, { partial }: ScreenOf<'success'>) {
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

export function failure(model: Model, screen: ScreenOf<'failure'>) {
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

export function token({ texts, send }: Model) {
  return statement(
    html`
      ${mark('clock', 'bad')}
      <h1 tabindex="-1">${texts.token.title}</h1>
      <p>${texts.token.text}</p>
    `,
    html`<button type="button" class="primary" @click=${() => send({ type: 'done' })}>${texts.close}</button>`,
  );
}
