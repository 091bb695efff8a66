import { render } from 'lit';
import { ApiError, createApi, type Item, type Settings } from './api.js';
import { reduce, start } from './flow.js';
import { question, type Action, type Config, type Effect, type State, type Step } from './state.js';
import { errorPayload, isScript, LATE_SUCCESS_MS, refusesToken, SCRIPTS, withDates, type Script } from './scripts.js';
import { textsFor, type Texts } from './texts.js';
import { announcement, page } from './views.js';

type Call = (...values: unknown[]) => unknown;

/** Properties that the SDK puts on the window of the page in its frame: the host's options, its callbacks and the frame's controls. */
export type Host = Omit<Config, 'script'> & {
  connectToken: string;
  language?: string;
  theme?: string;
} & Partial<Record<'onSuccessProp' | 'onErrorProp' | 'onEventProp' | 'onHideProp' | 'onCloseProp', Call>> &
  Record<'close' | 'hide', Call>;

/** Interval between two reads of the item. A sandbox with shorter steps is read as often as its items change. */
const POLL_MS = 2000;
const FASTEST_POLL_MS = 10;

/** Sets the language, theme and title of the document. */
export function setUpDocument(texts: Texts, theme: string | undefined): void {
  document.documentElement.lang = texts.lang;
  document.documentElement.dataset['theme'] = theme === 'dark' ? 'dark' : 'light';
  document.title = texts.title;
}

/** Returns the base URL of the API: the `api` parameter of this page's address, or the page's folder. */
function apiBase(): URL {
  const apiParameter = new URLSearchParams(location.search).get('api');
  const base = apiParameter ? new URL(apiParameter, location.href) : new URL('.', location.href);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  base.search = base.hash = '';
  return base;
}

/** Runs the widget in the document: draws each state, performs each effect, and calls the host. */
export async function run(host: Host): Promise<void> {
  const root = document.getElementById('app') as HTMLElement;
  const status = document.getElementById('status') as HTMLElement;
  const texts = textsFor(host.language);
  setUpDocument(texts, host.theme);
  const base = apiBase();
  const api = createApi(base, () => host.connectToken);
  const opening = { state: waiting(host), texts, now: Date.now(), address };
  render(page({ ...opening, send: ({ type }) => type === 'leave' && void host.close() }), root);
  // The control routes refuse pages of other origins.
  const settings = base.origin === location.origin ? await api.settings().catch((): Settings => ({})) : {};
  const pollMs = Math.min(POLL_MS, Math.max(FASTEST_POLL_MS, settings.stepMs ?? POLL_MS));
  const script = scriptOf(settings);

  let state: State;
  let shown = '';
  let focusOwed = false;
  let pollTimer: ReturnType<typeof setTimeout> | undefined;
  let clockTimer: ReturnType<typeof setInterval> | undefined;
  let popup: { window: Window; origin: string } | undefined;

  function apply([next, effects]: Step): void {
    const before = state;
    state = next;
    draw(before);
    effects.forEach(perform);
  }

  function send(action: Action): void {
    apply(reduce(state, action));
  }

  /** Calls the host without waiting for the result, because a host may never respond. */
  function callHost(name: 'close' | 'hide' | (keyof Host & `on${string}`), ...values: unknown[]): void {
    new Promise((resolve) => resolve(host[name]?.(...values))).catch((error: unknown) => {
      console.warn(`The host's ${name} failed.`, error);
    });
  }

  function reportSuccess(item: Item): void {
    if (script === 'success-empty') return callHost('onSuccessProp');
    const report = () => callHost('onSuccessProp', dated(script === 'success-bare-item' ? item : { item }));
    if (script === 'success-late') setTimeout(report, LATE_SUCCESS_MS);
    else report();
    if (script === 'success-twice') report();
  }

  const dated = <T>(value: T): T => (script === 'dates-as-date' ? withDates(value) : value);

  const isTokenRefused = refusesToken(script);

  function attempt(at: 'start' | 'login' | 'answer' | 'read', call: Promise<Action>): void {
    const checked = isTokenRefused ? call.then(() => Promise.reject(new ApiError(403))) : call;
    checked.then(send, (error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      send({ type: 'refused', at, error });
    });
  }

  function perform(effect: Effect): void {
    switch (effect.do) {
      case 'list':
        return attempt('start', list());
      case 'load':
        return attempt(
          'start',
          api.item(effect.itemId).then((item) => ({ type: 'loaded', item })),
        );
      case 'create':
        return attempt(
          'login',
          api.create(effect.request).then((item) => ({ type: 'accepted', item })),
        );
      case 'update':
        return attempt(
          'login',
          api.update(effect.itemId, effect.parameters).then((item) => ({ type: 'accepted', item })),
        );
      case 'answer':
        return attempt(
          'answer',
          api.mfa(effect.itemId, effect.parameters).then((item) => ({ type: 'answer-accepted', item })),
        );
      case 'poll':
        clearTimeout(pollTimer);
        pollTimer = setTimeout(
          () =>
            attempt(
              'read',
              api.item(effect.itemId).then((item) => ({ type: 'read', item })),
            ),
          Math.min(5 * POLL_MS, pollMs * 2 ** effect.misses),
        );
        return;
      case 'popup':
        return open(effect.url);
      case 'event':
        if (script === 'no-events') return;
        return callHost('onEventProp', dated({ ...effect.payload, timestamp: Date.now() }));
      case 'success':
        return reportSuccess(effect.item);
      case 'error':
        return callHost('onErrorProp', dated(errorPayload(effect.error, script)));
      case 'minimize':
        callHost('onHideProp');
        // The SDK restores the host page's scrolling on this message, which contains only its name.
        parent.postMessage(JSON.stringify({ type: 'CONTINUE_IN_BACKGROUND' }), '*');
        callHost('hide');
        return;
      case 'close':
        if (effect.twice) callHost('onCloseProp');
        callHost('close');
    }
  }

  async function list(): Promise<Action> {
    const { selectedConnectorId: id } = host;
    const [connectors, selected] = await Promise.all([
      api.connectors({
        sandbox: host.includeSandbox === true,
        ids: host.connectorIds,
        countries: host.countries,
        types: host.connectorTypes,
      }),
      id === undefined || id === null ? undefined : api.connector(id).catch(() => undefined),
    ]);
    return { type: 'connectors', connectors, selected };
  }

  /** Adds the widget's language to an address of the simulated institution. */
  function address(url: string): string {
    const page = new URL(url);
    if (page.origin === base.origin) page.searchParams.set('lang', texts.lang);
    return page.href;
  }

  /** Opens the authorisation window. Browsers allow this only in the task of a click. */
  function open(url: string): void {
    const opened = window.open(address(url), 'connect-authorize', 'popup,width=480,height=720');
    if (opened) popup = { window: opened, origin: new URL(url).origin };
    send({ type: 'popup', result: opened ? 'open' : 'blocked' });
  }

  addEventListener('message', ({ data, origin, source }: MessageEvent<{ source?: unknown } | null>) => {
    if (popup?.window !== source || popup?.origin !== origin || data?.source !== 'connector-oauth-login') return;
    send({ type: 'popup', result: 'returned' });
  });

  // A hidden frame has no width. A positive width means that the host shows the frame again.
  addEventListener('resize', () => {
    if (innerWidth > 0 && state.minimized) send({ type: 'shown' });
  });

  // Wait until the click that focused this window has moved the focus to its target.
  addEventListener('focus', () => setTimeout(settleFocus));

  function settleFocus(): void {
    if (!focusOwed || !document.hasFocus()) return;
    focusOwed = false;
    if (document.activeElement === document.body || document.activeElement === null) heading()?.focus();
  }

  const heading = () => root.querySelector('h1');

  function draw(before: State | undefined): void {
    const model = { state, texts, now: Date.now(), address, send };
    render(page(model), root);
    const spoken = announcement(model);
    if (status.textContent !== spoken) status.textContent = spoken;

    const { screen } = state;
    const name = nameOf(screen);
    if (name !== shown) {
      shown = name;
      root.scrollTop = 0;
      focusOwed = true;
      // Move the focus only when this frame has it, never away from the host page.
      if (document.hasFocus()) {
        focusOwed = false;
        heading()?.focus();
      }
      clearInterval(clockTimer);
      clockTimer = ['mfa', 'action', 'authorize'].includes(screen.name)
        ? setInterval(() => draw(state), 1000)
        : undefined;
    } else if (
      'attempt' in screen &&
      before &&
      'attempt' in before.screen &&
      before.screen.attempt !== screen.attempt
    ) {
      root.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }

  apply(start(configOf(host, script)));
}

/** Picks the flow's options from the properties that the SDK sets. */
function configOf(host: Host, script: Script): Config {
  return {
    script,
    includeSandbox: host.includeSandbox,
    allowConnectInBackground: host.allowConnectInBackground,
    connectorIds: host.connectorIds,
    connectorTypes: host.connectorTypes,
    countries: host.countries,
    products: host.products,
    selectedConnectorId: host.selectedConnectorId,
    connectorSortAlphabetically: host.connectorSortAlphabetically,
    updateItem: host.updateItem,
    forceAskForCredentials: host.forceAskForCredentials,
    openFinanceParameters: host.openFinanceParameters,
    moveSecurityData: host.moveSecurityData,
  };
}

/** Returns the state to show until the settings have loaded. */
function waiting(host: Host): State {
  return { ...start(configOf(host, SCRIPTS[0]))[0], screen: { name: 'loading' } };
}

function nameOf(screen: State['screen']): string {
  switch (screen.name) {
    case 'mfa':
      return `mfa ${question(screen.field)}`;
    case 'failure':
      return `failure ${screen.code}`;
    default:
      return screen.name;
  }
}

function scriptOf(settings: Settings): Script {
  const named = new URLSearchParams(location.search).get('script');
  if (named !== null && !isScript(named)) {
    console.warn(`No script is called "${named}". There are: ${SCRIPTS.join(', ')}.`);
  }
  if (isScript(named)) return named;
  return isScript(settings.script) ? settings.script : SCRIPTS[0];
}
