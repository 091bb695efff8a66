import { PluggyError } from '../model/errors.js';
import { canRetry } from '../model/codes.js';
import { isWaitingElsewhere, isWorking } from '../model/item-state.js';
import type { Connector, Item } from '../model/item-types.js';
import { widgetItem } from '../model/parse-item.js';
import { plainCopy } from '../model/sanitize.js';
import { mountFrame, type Frame, type Sdk } from './frame.js';
import { rejected } from './http/abort.js';
import type { WidgetSettings } from './widget-session.js';
import { page, type ConnectOutcome, type LoadedSdk } from './widget.js';

const WIDGET_URL = 'https://connect.pluggy.ai';
/** A page that has loaded and not answered for so long makes the text change, in milliseconds. */
const SLOW = 3000;
/** How long a closed widget may take to clear up behind itself, in milliseconds. */
const TEARDOWN = 1000;
/** How long a frame may still prove that `navigator.onLine === false` is wrong, as it is on some machines. */
const OFFLINE = 600;

/** Who hears of what the widget does. */
export interface WidgetListener {
  progress(step: string, connector?: Connector | null, item?: Item): void;
  success(item: Item): void;
  error(error: PluggyError): void;
  readonly slow: () => void;
  hide(): void;
  close(): void;
}

/** The widget itself, from token and SDK to what it reports. It comes in a chunk of its own, with the first open. */
export class WidgetRun {
  /** The widget answers. */
  ready = false;
  /** A login was submitted and has neither succeeded nor failed. */
  busy = false;
  /** The last of success and error. */
  result?: 'success' | PluggyError;

  #settings: WidgetSettings;
  #sdk: Promise<LoadedSdk>;
  #signal: AbortSignal;
  /** Who hears of it from now on. */
  tell: WidgetListener;

  #frame?: Frame;
  #ours = false;
  #item?: Item;
  #told = new Set<string>();

  constructor(settings: WidgetSettings, sdk: Promise<LoadedSdk>, signal: AbortSignal, tell: WidgetListener) {
    this.#settings = settings;
    this.#sdk = sdk;
    this.#signal = signal;
    this.tell = tell;
  }

  get canHide(): boolean {
    return this.#settings.options.allowConnectInBackground === true;
  }

  /**
   * Resolves when the widget answers.
   *
   * @throws PluggyError if it cannot be opened, or the signal's reason.
   */
  async open(container: HTMLElement): Promise<void> {
    const { timeout } = this.#settings;
    this.#after(2 * SLOW, () => this.tell.slow());
    const ended = rejected(this.#signal);
    const [{ sdk, ours }, token] = await Promise.race([Promise.all([this.#sdk, this.#settings.token]), ended]);
    this.#signal.throwIfAborted();
    this.#ours = ours;
    try {
      this.#frame = this.#mount(sdk, container, token);
      await Promise.race([this.#frame.ready, this.#watch(), ended]);
    } catch (cause) {
      if (cause instanceof PluggyError) throw cause;
      const text = (cause as Error | undefined)?.message ?? '';
      // Ends that the SDK reports as failures of its loading.
      if (/component closed|removed from DOM|navigated away|destroyed all|Detected .*close/i.test(text))
        this.tell.close();
      this.#signal.throwIfAborted();
      const shown = withoutSecrets(text, this.#secrets(token));
      throw openingError(shown, timeout, shown === text ? cause : new Error(shown));
    }
    this.ready = true;
  }

  show(): void {
    this.#frame?.show();
    if (this.ready) this.#frame?.element?.focus();
  }

  async close(): Promise<void> {
    await this.#frame?.close();
  }

  /** Takes away what the SDK leaves behind; where it was the last, also what it holds for each open. */
  cleanUp(): void {
    const { session, ahead } = page();
    this.#frame?.cleanUp();
    // This ends every widget of its copy.
    if (this.#ours && !session && !ahead) this.#frame?.destroy();
  }

  outcome(itemId: string): ConnectOutcome {
    const item = this.#item;
    const about = item ? { item, itemId: item.id } : { itemId: itemId || undefined };
    const { result } = this;
    if (result === 'success') return { type: 'success', ...about };
    if (item && (isWaitingElsewhere(item) || (!result && isWorking(item)))) return { type: 'pending', ...about };
    return result ? { type: 'error', ...about, error: result } : { type: 'cancelled', ...about };
  }

  #mount(sdk: Sdk, container: HTMLElement, token: string): Frame {
    const { options, url, timeout, title } = this.#settings;
    const secrets = this.#secrets(token);
    const clean = (text: unknown) => (typeof text === 'string' ? withoutSecrets(text, secrets).slice(0, 500) : '');
    // The frame waits for the answer to each of its calls: answer first, then tell.
    const later =
      <T>(handle: (payload: T) => void) =>
      (payload: T) =>
        queueMicrotask(() => this.#signal.aborted || handle(payload));
    const hide = () => this.#signal.aborted || queueMicrotask(() => this.tell.hide());
    return mountFrame(sdk, container, {
      title,
      onHide: hide,
      // Before that, `ready` rejects with the same error.
      onFatal: later((error: unknown) => this.ready && this.#failed(clean((error as Error | undefined)?.message))),
      props: {
        ...options,
        ...(url ? { url } : {}),
        connectToken: token,
        timeout,
        onEvent: later((payload: unknown) => this.#event(plainCopy(payload) as Record<string, unknown> | undefined)),
        onSuccess: later((payload: { item?: unknown } | null) => this.#succeeded(widgetItem(payload?.item))),
        onError: later((payload: { message?: unknown; data?: { item?: unknown } } | null) =>
          this.#failed(clean(payload?.message), widgetItem(payload?.data?.item)),
        ),
        onHide: hide,
        onClose: () => queueMicrotask(() => this.tell.close()),
      },
    });
  }

  /** What goes into the widget and must not come out of it in an error. */
  #secrets(token: string): unknown[] {
    const { openFinanceParameters, moveSecurityData } = this.#settings.options;
    return [token, moveSecurityData, ...Object.values<unknown>({ ...(openFinanceParameters as object | undefined) })];
  }

  /** Rejects when the frame cannot load, and says when it is slow. The SDK notices neither. */
  #watch(): Promise<never> {
    const signal = this.#signal;
    const { origin } = new URL(this.#settings.url ?? WIDGET_URL, document.baseURI);
    return new Promise((_, reject) => {
      const over = () => this.ready || signal.aborted;
      const offline = () => {
        if (!over()) reject(new PluggyError('offline', 'The widget was not loaded: the browser is offline.'));
      };
      document.addEventListener(
        'securitypolicyviolation',
        ({ disposition, effectiveDirective, blockedURI }) => {
          const widget = blockedURI === origin || blockedURI.startsWith(`${origin}/`);
          if (over() || disposition !== 'enforce' || effectiveDirective !== 'frame-src' || !widget) return;
          const hint = `Add "frame-src ${origin}" to it.`;
          const text = `The page's Content-Security-Policy blocks the widget. ${hint}`;
          reject(new PluggyError('widget-blocked', text, { retryable: false }));
        },
        { signal },
      );
      window.addEventListener('offline', offline, { signal });
      if (!navigator.onLine) this.#after(OFFLINE, () => navigator.onLine || offline());
      const loaded = () => this.#after(SLOW, () => this.tell.slow());
      this.#frame?.element?.addEventListener('load', loaded, { signal });
    });
  }

  /** Unless the widget has answered by then. */
  #after(ms: number, run: () => void): void {
    const timer = setTimeout(() => this.ready || run(), ms);
    this.#signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  #event(payload: Record<string, unknown> | undefined): void {
    const step = payload?.event;
    if (typeof step !== 'string') return;
    const item = widgetItem(payload?.item);
    if (item) this.#item = item;
    if (step === 'SELECTED_INSTITUTION') this.busy = false;
    else if (/^(SUBMITTED_(LOGIN|MFA)|LOGIN_)/.test(step)) this.busy = true;
    else if (step === 'ITEM_RESPONSE' && item) {
      this.busy = isWorking(item) || isWaitingElsewhere(item) || item.status === 'WAITING_USER_INPUT';
    }
    if (this.busy && this.result instanceof PluggyError) this.result = undefined;
    this.tell.progress(step, payload?.connector as Connector | null | undefined, item);
  }

  #succeeded(item: Item | undefined): void {
    if (!item) {
      this.#failed('It told of a success without an Item.');
      return;
    }
    this.#item = item;
    this.busy = false;
    this.result = 'success';
    const key = `${item.id} ${item.updatedAt}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.tell.success(item);
  }

  /** What the widget itself reports. It stays open: the person may try again in it. */
  #failed(message: string, item?: Item): void {
    if (item) this.#item = item;
    this.busy = false;
    const code = errorCode(message, item);
    this.result = new PluggyError(code, `The widget reported an error. ${message}`, {
      item,
      retryable: canRetry(code),
    });
    this.tell.error(this.result);
  }
}

/** Closes a run and goes on, once: when it is closed, when that takes too long, or when what it gives is called. */
export function afterClosing(run: WidgetRun, next: () => void): () => void {
  let isOver = false;
  const goOn = () => {
    clearTimeout(timer);
    if (isOver) return;
    isOver = true;
    next();
  };
  const timer = setTimeout(goOn, TEARDOWN);
  void run.close().then(goOn, goOn);
  return goOn;
}

/**
 * What the widget's error is about. The execution's own code first: `message` may be a code or prose.
 * Source: https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
function errorCode(message: string, item: Item | undefined): string {
  const { executionStatus = '', status = '', error } = item ?? {};
  const execution = item && (isWorking(item) || /SUCCESS$/.test(executionStatus)) ? '' : executionStatus;
  const ended = /^(LOGIN_ERROR|OUTDATED)$/.test(status) ? status : '';
  const text = /^(?:[A-Z][A-Z0-9_]{3,}|[A-Za-z]\w*_\w+)$/.test(message) ? message.toUpperCase() : '';
  return error?.code || execution || ended || text || 'widget-failed';
}

function withoutSecrets(text: string, secrets: unknown[]): string {
  return secrets.reduce<string>(
    (shown, secret) => (secret && typeof secret === 'string' ? shown.replaceAll(secret, '…') : shown),
    text,
  );
}

function openingError(text: string, timeout: number, cause: unknown): PluggyError {
  if (/timed out/i.test(text)) {
    const hint = 'An ad blocker, a DNS filter or a firewall may be in the way, or the widget is down.';
    return new PluggyError('widget-timeout', `The widget did not answer within ${timeout} ms. ${hint}`);
  }
  if (/listener already exists|multiple components/i.test(text)) {
    const hint = 'Load one copy, or make it window.PluggyConnect before the first open.';
    const text = `Another copy of pluggy-connect-sdk is on the page. ${hint}`;
    return new PluggyError('widget-duplicate', text, { retryable: false });
  }
  return new PluggyError('widget-failed', 'The SDK could not open the widget.', { cause });
}
