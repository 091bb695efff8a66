import { render } from 'lit';
import { ERROR_MESSAGES } from '../core/failures.js';
import type { ItemPatch } from '../core/index.js';
import { Api } from './api.js';
import { languageFor, TEXTS } from './texts.js';
import { type Actions, type Model, page } from './views.js';

/** Interval between two reads of the list: items change while their runs are in progress. */
const POLL_MS = 1000;

const api = new Api();
const root = document.getElementById('app') as HTMLElement;
const status = document.getElementById('status') as HTMLElement;

/** Returns the id in the page's address. Without an id, the page shows the item that was the newest when it opened. */
const selected = () => decodeURIComponent(location.hash.slice(1));
let model: Model = {
  language: languageFor([new URLSearchParams(location.search).get('lang') ?? '', ...navigator.languages]),
  items: [],
  presets: [],
  connectors: [],
  settings: undefined,
  refusals: [],
  selected: selected(),
  connectorId: 2,
  reached: true,
  problem: undefined,
};

function show(change: Partial<Model>): void {
  model = { ...model, ...change };
  const { title } = TEXTS[model.language];
  document.documentElement.lang = model.language;
  document.title = title;
  render(page(model, actions), root);
}

/** Counts the starts and ends of requests that change something: a read that began before the last one is stale. */
let changes = 0;

/** Sends a request, shows its success or its error, and reads everything again. */
async function perform(what: string, call: () => Promise<unknown>): Promise<void> {
  changes++;
  status.textContent = '';
  try {
    await call();
    show({ problem: undefined });
    status.textContent = TEXTS[model.language].said(what);
  } catch (error) {
    show({ problem: (error as Error).message });
  }
  changes++;
  await refresh();
}

async function refresh(): Promise<void> {
  const changesBefore = changes;
  try {
    const [items, settings, connectors] = await Promise.all([api.items(), api.settings(), api.connectors()]);
    const shown = model.selected || (items.at(-1)?.id ?? '');
    show({ reached: true, ...(changes === changesBefore && { items, settings, connectors, selected: shown }) });
  } catch {
    show({ reached: false });
  }
}

const actions: Actions = {
  setLanguage: (language) => show({ language }),
  select: (id) => {
    location.hash = id;
  },
  put: (name) => void perform(name, () => api.put(model.selected, name)),
  combine: ({ status = '', executionStatus = '', error: code = '' }) => {
    const error = code ? { code, message: ERROR_MESSAGES[code] ?? code } : null;
    const patch = { status, executionStatus, error, statusDetail: null, parameter: null, userAction: null };
    void perform(`${status} ${executionStatus} ${code}`, () => api.patch(model.selected, patch));
  },
  patch: (json) => void perform('JSON', async () => api.patch(model.selected, JSON.parse(json) as ItemPatch)),
  act: (granted) => {
    const { done, refused } = TEXTS[model.language];
    void perform(granted ? done : refused, () => api.act(model.selected, granted));
  },
  sync: () => void perform(TEXTS[model.language].sync, () => api.sync(model.selected)),
  pick: (connectorId) => show({ connectorId }),
  add: ({ connectorId, user, clientUserId, preset }) =>
    void perform(TEXTS[model.language].addButton, async () => {
      const { id } = await api.add({
        connectorId: Number(connectorId),
        preset,
        ...(user && { user }),
        ...(clientUserId && { clientUserId }),
      });
      location.hash = id;
    }),
  change: (settings) => {
    // Show the change before the response, so that a second change keeps the first one.
    if (model.settings) show({ settings: { ...model.settings, ...settings } });
    void perform(Object.keys(settings).join(), () => api.change(settings));
  },
  health: (id, health) => void perform(health, () => api.health(id, health)),
  reset: () => void perform(TEXTS[model.language].reset, api.reset),
};

addEventListener('hashchange', () => show({ selected: selected(), problem: undefined }));

async function poll(): Promise<void> {
  if (!document.hidden) await refresh();
  setTimeout(() => void poll(), POLL_MS);
}

async function start(): Promise<void> {
  try {
    const [presets, refusals] = await Promise.all([api.presets(), api.refusals()]);
    show({ presets, refusals });
  } catch {
    show({ reached: false });
  }
  await poll();
}

void start();
