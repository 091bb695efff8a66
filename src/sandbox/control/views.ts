import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ERROR_MESSAGES } from '../core/failures.js';
import { PRESETS } from '../core/presets.js';
import { waitsForApproval } from '../core/warnings.js';
import type { Connector, Item, PresetName, Settings } from './api.js';
import { TEXTS, type Language, type Texts } from './texts.js';

export interface Model {
  language: Language;
  items: Item[];
  presets: PresetName[];
  connectors: Connector[];
  /** The settings; absent before the first response. */
  settings: Settings | undefined;
  refusals: string[];
  /** The id of the shown item. The item may no longer exist. */
  selected: string;
  connectorId: number;
  /** Whether the last request reached the sandbox. */
  reached: boolean;
  problem: string | undefined;
}

/** The values of a submitted form, by the names of the fields. */
type Fields = Record<string, string>;

export interface Actions {
  setLanguage: (language: Language) => void;
  select: (id: string) => void;
  put: (name: string) => void;
  combine: (form: Fields) => void;
  patch: (json: string) => void;
  act: (granted: boolean) => void;
  sync: () => void;
  pick: (connectorId: number) => void;
  add: (form: Fields) => void;
  change: (settings: Partial<Settings>) => void;
  health: (connectorId: number, health: string) => void;
  reset: () => void;
}

const STATUSES = [
  'UPDATED',
  'UPDATING',
  'WAITING_USER_INPUT',
  'WAITING_USER_ACTION',
  'MERGING',
  'LOGIN_ERROR',
  'OUTDATED',
  'ON_HOLIDAY',
];
const NUMBERS = [
  'latencyMs',
  'stepMs',
  'inputTimeoutMs',
  'actionMs',
  'itemsLimit',
  'minUpdateFrequencyHours',
  'autoSyncMs',
  'webhookCopies',
  'webhookSpreadMs',
] as const;
const SWITCHES = ['trial', 'v1Transactions'] as const;
/** Values of the `fail` setting: first path segments and the Connect page. */
const FAILING = [
  ...['auth', 'connect_token', 'connectors', 'items', 'accounts', 'transactions', 'bills', 'investments', 'loans'],
  ...['identity', 'categories', 'consents', 'webhooks', 'connect'],
];

/** Every execution status of the presets. */
const EXECUTIONS = [
  ...new Set([
    'SUCCESS',
    'WAITING_USER_INPUT',
    'WAITING_USER_ACTION',
    ...[...PRESETS.values()].flatMap(
      ({ patch }) => patch(() => '', { products: [] as string[] } as Item).executionStatus ?? [],
    ),
  ]),
];

/** Returns a submit handler that passes the form's values on and keeps the browser from leaving the page. */
const onSubmit = (send: (fields: Fields) => void) => (event: SubmitEvent) => {
  event.preventDefault();
  send(Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Fields);
};

export function page(model: Model, actions: Actions) {
  const t = TEXTS[model.language];
  return html`
    <header>
      <p class="simulation">${t.simulation}</p>
      <div class="bar">
        <h1>${t.title}</h1>
        <label class="language">
          <span>${t.language}</span>
          <select
            @change=${(event: Event) => actions.setLanguage((event.target as HTMLSelectElement).value as Language)}
          >
            ${(['pt-BR', 'en', 'es'] as const).map(
              (code) => html`<option value=${code} ?selected=${code === model.language}>${code}</option>`,
            )}
          </select>
        </label>
      </div>
    </header>
    ${model.reached ? nothing : html`<p class="problem" role="alert">${t.unreachable}</p>`}
    <main>
      ${list(model, actions, t)}
      <div class="work">${state(model, actions, t)}</div>
      ${adding(model, actions, t)} ${model.settings ? settings(model, model.settings, actions, t) : nothing}
      ${health(model, actions, t)}
    </main>
    ${
      model.problem === undefined
        ? nothing
        : html`<p class="problem last" role="alert">${t.refusedBy(model.problem)}</p>`
    }
  `;
}

const tone = ({ status, error }: Item) =>
  status === 'UPDATED' && !error
    ? 'good'
    : status === 'LOGIN_ERROR' || status.startsWith('WAITING')
      ? 'bad'
      : status === 'OUTDATED'
        ? 'note'
        : 'plain';

function list({ items, selected }: Model, actions: Actions, t: Texts) {
  return html`<section aria-labelledby="items">
    <h2 id="items">${t.items}</h2>
    ${items.length ? nothing : html`<p>${t.none}</p>`}
    <ul class="items">
      ${repeat(
        items,
        ({ id }) => id,
        (item) =>
          html`<li>
            <button
              type="button"
              class="item"
              aria-current=${String(item.id === selected) as 'true'}
              @click=${() => actions.select(item.id)}
            >
              <strong>${item.connector.name}</strong>
              <span class="muted">${t.user(item.clientUserId)}</span>
              <span class="pill ${tone(item)}">${item.status}</span>
              <span class="code">${item.executionStatus}</span>
              <span class="code muted">${item.id}</span>
            </button>
          </li>`,
      )}
    </ul>
  </section>`;
}

function state(model: Model, actions: Actions, t: Texts) {
  const { selected, items, presets, language } = model;
  const item = items.find(({ id }) => id === selected);
  if (!item) {
    return html`<section aria-labelledby="state">
      <h2 id="state">${t.state}</h2>
      <p>${selected ? t.gone : t.choose}</p>
    </section>`;
  }
  const date = (value: string | null) => (value === null ? t.never : new Date(value).toLocaleString(language));
  const waits =
    item.status === 'WAITING_USER_ACTION' ||
    item.executionStatus === 'USER_AUTHORIZATION_PENDING' ||
    waitsForApproval(item.statusDetail);
  const groups = [...new Set(presets.map(({ group }) => group))];
  return html`
    <section aria-labelledby="state">
      <h2 id="state">${t.state}: ${item.connector.name}</h2>
      <dl>
        <div>
          <dt>status</dt>
          <dd class="code">${item.status}</dd>
        </div>
        <div>
          <dt>executionStatus</dt>
          <dd class="code">${item.executionStatus}</dd>
        </div>
        <div>
          <dt>error.code</dt>
          <dd class="code">${item.error?.code ?? t.noError}</dd>
        </div>
        ${
          item.parameter
            ? html`<div>
                <dt>${t.asks}</dt>
                <dd>${item.parameter.label}</dd>
              </div>`
            : nothing
        }
        ${
          item.userAction
            ? html`<div>
                <dt>${t.does}</dt>
                <dd>${item.userAction.instructions}</dd>
              </div>`
            : nothing
        }
        <div>
          <dt>${t.updated}</dt>
          <dd>${date(item.updatedAt)}</dd>
        </div>
        <div>
          <dt>${t.lastUpdated}</dt>
          <dd>${date(item.lastUpdatedAt)}</dd>
        </div>
        <div>
          <dt>${t.nextSync}</dt>
          <dd>${date(item.nextAutoSyncAt)}</dd>
        </div>
        <div>
          <dt>${t.consent}</dt>
          <dd>${date(item.consentExpiresAt)}</dd>
        </div>
      </dl>
      <div class="buttons">
        <button type="button" @click=${actions.sync}>${t.sync}</button>
        ${
          waits
            ? html`<span role="group" aria-labelledby="act" class="buttons">
                <span id="act">${t.act}:</span>
                <button type="button" @click=${() => actions.act(true)}>${t.done}</button>
                <button type="button" @click=${() => actions.act(false)}>${t.refused}</button>
              </span>`
            : nothing
        }
      </div>
    </section>
    <section aria-labelledby="presets">
      <h2 id="presets">${t.presets}</h2>
      <p class="hint">${t.presetsHint}</p>
      ${groups.map(
        (group) => html`
          <h3 id="group-${group}">${t.groups[group]}</h3>
          <div class="presets" role="group" aria-labelledby="group-${group}">
            ${presets
              .filter((preset) => preset.group === group)
              .map(
                ({ name }) =>
                  html`<button type="button" class="code" @click=${() => actions.put(name)}>${name}</button>`,
              )}
          </div>
        `,
      )}
    </section>
    <section aria-labelledby="combine">
      <h2 id="combine">${t.combine}</h2>
      <p class="hint">${t.combineHint}</p>
      <form class="fields" @submit=${onSubmit(actions.combine)}>
        ${choice('status', 'status', STATUSES)} ${choice('executionStatus', 'executionStatus', EXECUTIONS)}
        ${choice('error', 'error.code', ['', ...Object.keys(ERROR_MESSAGES), 'BANK_ON_FIRE'], t.noError)}
        <button>${t.set}</button>
      </form>
      <form class="fields" @submit=${onSubmit(({ json = '' }) => actions.patch(json))}>
        <label class="wide">
          <span>${t.json}</span>
          <textarea name="json" rows="5" spellcheck="false" aria-describedby="json-hint" required></textarea>
        </label>
        <p class="hint wide" id="json-hint">${t.jsonHint}</p>
        <button>${t.apply}</button>
      </form>
    </section>
  `;
}

const choice = (name: string, label: string, values: readonly string[], empty = '') => html`
  <label>
    <span class="code">${label}</span>
    <select name=${name}>
      ${values.map((value) => html`<option value=${value}>${value || empty}</option>`)}
    </select>
  </label>
`;

function adding({ connectors, presets, connectorId }: Model, actions: Actions, t: Texts) {
  const users = connectors.find(({ id }) => id === connectorId)?.users ?? [];
  return html`<section aria-labelledby="add">
    <h2 id="add">${t.add}</h2>
    <form class="fields" @submit=${onSubmit(actions.add)}>
      <label>
        <span>${t.connector}</span>
        <select
          name="connectorId"
          @change=${(event: Event) => actions.pick(Number((event.target as HTMLSelectElement).value))}
        >
          ${connectors.map(
            ({ id, name }) => html`<option value=${id} ?selected=${id === connectorId}>${name} (${id})</option>`,
          )}
        </select>
      </label>
      ${
        users.length
          ? html`<label>
              <span>${t.testUser}</span>
              <select name="user">
                ${users.map((user) => html`<option value=${user}>${user}</option>`)}
              </select>
            </label>`
          : nothing
      }
      <label>
        <span>${t.clientUserId}</span>
        <input name="clientUserId" autocomplete="off" />
      </label>
      <label>
        <span>${t.initial}</span>
        <select name="preset">
          ${presets.map(({ name }) => html`<option value=${name}>${name}</option>`)}
        </select>
      </label>
      <button class="main">${t.addButton}</button>
    </form>
  </section>`;
}

function settings({ refusals }: Model, settings: Settings, actions: Actions, t: Texts) {
  const number = (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    return value === '' ? null : Number(value);
  };
  const among = (list: string[], name: string, on: boolean) => [
    ...list.filter((other) => other !== name),
    ...(on ? [name] : []),
  ];
  const checks = (title: string, setting: 'fail' | 'refuse', names: readonly string[]) =>
    html`<fieldset>
      <legend>${title}</legend>
      ${names.map((name) =>
        check(html`<span class="code">${name}</span>`, settings[setting].includes(name), (on) =>
          actions.change({ [setting]: among(settings[setting], name, on) }),
        ),
      )}
    </fieldset>`;
  return html`<section aria-labelledby="settings" class="whole">
    <h2 id="settings">${t.settings}</h2>
    <div class="fields">
      ${NUMBERS.map(
        (name) =>
          html`<label>
            <span>${t.setting[name]}</span>
            <input
              type="number"
              min="0"
              .value=${String(settings[name] ?? '')}
              @change=${(event: Event) => actions.change({ [name]: number(event) })}
            />
          </label>`,
      )}
    </div>
    ${SWITCHES.map((name) => {
      const changed = (on: boolean) => actions.change({ [name]: on });
      return html`<p>${check(html`<span>${t.setting[name]}</span>`, settings[name], changed)}</p>`;
    })}
    ${checks(t.failing, 'fail', FAILING)} ${checks(t.refusing, 'refuse', refusals)}
    <div class="buttons">
      <button type="button" aria-describedby="reset-hint" @click=${actions.reset}>${t.reset}</button>
      <span class="hint" id="reset-hint">${t.resetHint}</span>
    </div>
  </section>`;
}

const check = (label: unknown, checked: boolean, changed: (on: boolean) => void) =>
  html`<label class="check">
    <input
      type="checkbox"
      .checked=${checked}
      @change=${(event: Event) => changed((event.target as HTMLInputElement).checked)}
    />
    ${label}
  </label>`;

function health({ connectors }: Model, actions: Actions, t: Texts) {
  return html`<section aria-labelledby="health" class="whole">
    <h2 id="health">${t.health}</h2>
    <p class="hint">${t.healthHint}</p>
    <div class="fields">
      ${connectors.map(
        ({ id, name, health }) =>
          html`<label>
            <span>${name} (${id})</span>
            <select
              .value=${health.status}
              @change=${(event: Event) => actions.health(id, (event.target as HTMLSelectElement).value)}
            >
              ${['ONLINE', 'UNSTABLE', 'OFFLINE'].map(
                (status) => html`<option value=${status} ?selected=${status === health.status}>${status}</option>`,
              )}
            </select>
          </label>`,
      )}
    </div>
  </section>`;
}
