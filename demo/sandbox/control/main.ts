import { render } from 'lit';
import { ERROR_MESSAGES } from '../core/failures.js';
import type { ItemPatch } from '../core/index.js';
import { Api, type Settings } from './api.js';
import { languageFor, TEXTS } from './texts.js';
import { type Actions, type Model, page } from './views.js';

/** How often the list is read: runs move by themselves. */
const POLL_MS = 1000;

const api = new Api();
const root = document.getElementById('app') as HTMLElement;
const status = document.getElementById('status') as HTMLElement;

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

/** Says what was done, or shows why it was not; then everything as it is now. */
async function perform(what: string, call: () => Promise<unknown>): Promise<void> {
  const t = TEXTS[model.language];
  try {
    await call();
    show({ problem: undefined });
    status.textContent = t.said(what);
  } catch (error) {
    show({ problem: (error as Error).message });
    status.textContent = '';
  }
  await refresh();
}

async function refresh(): Promise<void> {
  try {
    const [items, settings, connectors] = await Promise.all([api.items(), api.settings(), api.connectors()]);
    show({ items, settings, connectors, reached: true });
  } catch {
    show({ reached: false });
  }
}

const actions: Actions = {
  speak: (language) => show({ language }),
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
  change: (settings: Partial<Settings>) => void perform(Object.keys(settings).join(), () => api.change(settings)),
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
