import { PluggyError } from '../../model/errors.js';
import { hasFailed } from '../../model/item-state.js';
import type { Connector, Item } from '../../model/item-types.js';
import { readConnector, widgetItem } from '../../model/parse-item.js';
import { isSameId } from '../../model/same-id.js';
import { plainCopy } from '../../model/sanitize.js';
import type { ConnectToken } from '../token/connect-token.js';
import { rejected } from '../http/abort.js';
import { allowCredentialless, EmbedderPolicyError, needsCredentialless } from './embedder-policy.js';
import {
  isClosing,
  openingError,
  readReport,
  reportedError,
  rethrowLoading,
  timeoutError,
  withoutSecrets,
  type Report,
} from './errors.js';
import { mountFrame, type Frame } from './frame.js';
import { LoadingWatch } from './loading-watch.js';
import { isNotOver, LOGIN_STEPS, ReportedItems, SUBMISSIONS, successItem } from './reports.js';
import { notify, safely } from './notify.js';
import { needOf, outcomeOf, showsSuccess, type RunReports } from './outcome.js';
import { pageRegistry } from './page-registry.js';
import { loadSdk, type Sdk } from './sdk.js';
import type { ConnectOutcome, PersonNeed, WidgetObserver, WidgetSettings } from './types.js';

const WIDGET_URL = 'https://connect.pluggy.ai';
/** Time that a closed widget may take to remove itself. */
const TEARDOWN_MS = 1000;

/** The widget of an open, from token and SDK to its reports. Choosing an existing connection replaces the run by a new run. */
export class WidgetRun {
  /** Whether the widget answers. */
  ready = false;
  /** Whether a login was submitted and has neither succeeded nor failed. */
  busy = false;
  /** Whether an institution was chosen and its connection has not succeeded. */
  isChosen = false;
  #connector?: Connector;
  /** The last success or error. */
  result?: 'success' | PluggyError;

  #token: ConnectToken;
  #settings: WidgetSettings;
  #signal: AbortSignal;
  #loading: LoadingWatch;
  #subscriptions: { observer: WidgetObserver; signal?: AbortSignal }[] = [];
  /** Steps that no observer has received yet. */
  #unseen: Parameters<NonNullable<WidgetObserver['progress']>>[] = [];
  #frame?: Frame;
  #isOwnSdk = false;
  #items: ReportedItems;
  /** The Item of the last success. */
  #connected?: Item;
  /** Successes that were reported, by Item and time of its update. */
  #successes = new Set<string>();

  /** @param signal - Ends the run: no report follows, and the request for the token is aborted. */
  constructor(token: ConnectToken, settings: WidgetSettings, signal: AbortSignal) {
    this.#token = token;
    this.#settings = settings;
    this.#signal = signal;
    this.#items = new ReportedItems(!!settings.options.updateItem);
    this.#loading = new LoadingWatch(this.#origin, signal, {
      isOver: () => this.ready || signal.aborted,
      slow: () => this.#notify((observer) => observer.slow?.()),
    });
    signal.addEventListener('abort', () => token.abort(signal.reason));
  }

  get canHide(): boolean {
    return this.#settings.options.allowConnectInBackground === true;
  }

  /** Reports to the observers until the signal aborts. The first observers of steps receive the earlier steps too. */
  observe(observers: readonly WidgetObserver[], signal?: AbortSignal): void {
    this.#subscriptions.push(...observers.map((observer) => ({ observer, signal })));
    if (!this.#isFollowed) return;
    for (const step of this.#unseen.splice(0)) notify(observers, (observer) => observer.progress?.(...step));
  }

  /**
   * Opens the widget. Resolves when the widget answers.
   *
   * @throws PluggyError if the widget cannot be opened, or the signal's reason.
   */
  async open(container: HTMLElement): Promise<void> {
    this.#loading.start();
    // The token has no limit here, because its request has its own.
    const parts = Promise.all([this.#inTime("The SDK's file", loadSdk().catch(rethrowLoading)), this.#token.value]);
    const [{ sdk, isOwn }, token] = await Promise.race([parts, rejected(this.#signal)]);
    this.#signal.throwIfAborted();
    this.#isOwnSdk = isOwn;
    try {
      // The page may have loaded another version of the SDK, without the SDK's own limit.
      await this.#inTime('The widget', this.#load(sdk, container, token), this.#settings.url);
    } catch (cause) {
      if (cause instanceof PluggyError) throw cause;
      const message = cause instanceof Error ? cause.message : cause;
      const text = typeof message === 'string' ? message : '';
      if (isClosing(text)) this.#dismissed('close');
      this.#signal.throwIfAborted();
      const shown = withoutSecrets(text, this.#secrets(token));
      const isSafe = cause instanceof Error && shown === text;
      throw openingError(shown, this.#settings, isSafe ? cause : new Error(shown));
    }
    this.ready = true;
  }

  /** Resolves when the widget answers. Tries once more, in a credentialless frame, after a block by an embedder policy. */
  async #load(sdk: Sdk, container: HTMLElement, token: string): Promise<void> {
    const hadLogins = !needsCredentialless(this.#origin);
    this.#frame = this.#mount(sdk, container, token);
    try {
      await Promise.race([this.#frame.ready, this.#loading.failureOf(this.#frame.element, container.ownerDocument)]);
    } catch (error) {
      if (!(error instanceof EmbedderPolicyError && hadLogins && allowCredentialless(this.#origin))) throw error;
      const closed = new Promise<void>((resolve) => this.close(resolve));
      // Reports about the blocked frame, such as its end, are not about the widget.
      this.#frame = undefined;
      await closed;
      this.#signal.throwIfAborted();
      await this.#load(sdk, container, token);
    }
  }

  /** Waits for a promise until `load-timeout`, or until the run ends. The name is the subject of the error's message. */
  async #inTime<T>(name: string, promise: Promise<T>, url?: string): Promise<T> {
    const { timeout } = this.#settings;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(timeoutError(name, timeout, url)), timeout);
    });
    try {
      return await Promise.race([promise, limit, rejected(this.#signal)]);
    } finally {
      clearTimeout(timer);
    }
  }

  show(takesFocus = true): void {
    this.#frame?.show();
    if (this.ready && takesFocus) this.#frame?.element?.focus();
  }

  /**
   * Closes the widget and calls `next` once: when the widget is closed, when that takes too long, or when the returned
   * function is called.
   */
  close(next: () => void): () => void {
    const frame = this.#frame;
    let isOver = false;
    const goOn = () => {
      clearTimeout(timer);
      if (isOver) return;
      isOver = true;
      safely(() => this.#cleanUp(frame));
      next();
    };
    const timer = setTimeout(goOn, TEARDOWN_MS);
    void Promise.resolve(frame?.close()).then(goOn, goOn);
    return goOn;
  }

  /** Whether the last Item shows that this open has connected or updated it, also without a report of success. */
  get hasSucceeded(): boolean {
    return showsSuccess(this.#reports);
  }

  /** The reason why the person has to come back to the widget. */
  get need(): PersonNeed | undefined {
    return needOf(this.#reports);
  }

  /** Reports the success that the last Item shows, where the widget has not reported any. */
  #settle(): void {
    const item = this.#items.last;
    if (item && this.hasSucceeded && this.result !== 'success') this.#succeeded(item);
  }

  /** Reports the end that the last Item shows, where the widget has not reported any. */
  conclude(): void {
    this.#settle();
    const item = this.#items.last;
    if (!item || this.result === 'success') return;
    if (!this.result && !this.#connected && this.#items.isCurrent && this.#items.isNews && hasFailed(item))
      this.#failed({ code: '', message: '', item });
  }

  outcome(itemId: string): ConnectOutcome {
    return outcomeOf(this.#reports, itemId);
  }

  get #reports(): RunReports {
    return { result: this.result, items: this.#items, connected: this.#connected, bank: this.#connector };
  }

  /** Removes everything that the SDK leaves on the page; after the last open, also the SDK's record of each open. */
  #cleanUp(frame: Frame | undefined): void {
    const { running, prepared } = pageRegistry();
    frame?.cleanUp();
    // `destroy()` ends every widget of this copy of the SDK.
    if (this.#isOwnSdk && !running && !prepared) frame?.destroy();
  }

  #mount(sdk: Sdk, container: HTMLElement, token: string): Frame {
    const { options, url, timeout, title } = this.#settings;
    const secrets = this.#secrets(token);
    // The frame waits for the answer to each of its calls: answer first, then report.
    const later =
      <T>(handle: (payload: T) => void) =>
      (payload: T) =>
        queueMicrotask(() => {
          if (!this.#signal.aborted && this.#frame === frame) handle(payload);
        });
    const hide = later(() => this.#dismissed('hide'));
    const frame = mountFrame(sdk, container, {
      title,
      isCredentialless: needsCredentialless(this.#origin),
      onHide: () => hide(undefined),
      // `ready` rejects with the same error where the widget has not answered yet.
      onFatal: later((error: unknown) => {
        if (this.ready) this.#failed(readReport(error, secrets));
      }),
      props: {
        ...options,
        ...(url ? { url } : {}),
        connectToken: token,
        timeout,
        onEvent: later((payload: unknown) => this.#event(plainCopy(payload) as Record<string, unknown> | undefined)),
        onSuccess: later((payload: unknown) => this.#reportSuccess(payload)),
        onError: later((payload: unknown) => this.#failed(readReport(payload, secrets))),
        onHide: () => hide(undefined),
        onClose: later(() => this.#dismissed('close')),
      },
    });
    return frame;
  }

  /** Values that are passed into the widget and must not be in its errors. */
  #secrets(token: string): unknown[] {
    const { openFinanceParameters, moveSecurityData } = this.#settings.options;
    return [token, moveSecurityData, ...Object.values<unknown>({ ...(openFinanceParameters as object | undefined) })];
  }

  get #origin(): string {
    return new URL(this.#settings.url ?? WIDGET_URL, document.baseURI).origin;
  }

  #event(payload: Record<string, unknown> | undefined): void {
    const step = payload?.event;
    if (typeof step !== 'string') return;
    const item = this.#ownItem(widgetItem(payload?.item));
    if (item) this.#items.add(item);
    const isSelection = step === 'SELECTED_INSTITUTION';
    const isSubmission = SUBMISSIONS.has(step);
    if (isSelection || isSubmission) this.#settle();
    if (isSubmission) {
      this.#items.submitted();
      // After a success, the person may connect another bank.
      this.result = undefined;
    }
    if (isSelection) {
      this.busy = false;
      this.isChosen = true;
      this.#connector = readConnector(payload?.connector);
    } else if (LOGIN_STEPS.has(step) || (step === 'ITEM_RESPONSE' && item)) {
      const { last, isCurrent } = this.#items;
      if (step !== 'ITEM_RESPONSE') this.busy = this.#items.isSubmitted = true;
      // A step of a login may be told after its end.
      if (last && isCurrent) this.busy = isNotOver(last);
    }
    if (this.busy && this.result instanceof PluggyError) this.result = undefined;
    const connector = payload?.connector as Connector | null | undefined;
    if (!this.#isFollowed) this.#unseen.push([step, connector, item]);
    this.#notify((observer) => observer.progress?.(step, connector, item));
  }

  /**
   * Reports a success of the widget, which comes as `{ item }`, as the Item itself, as its id or without a value. The last
   * Item of the session then counts.
   */
  #reportSuccess(payload: unknown): void {
    const found = successItem(payload);
    const { updateItem } = this.#settings.options;
    const last = this.#items.lastOf(this.#connector);
    // A success without an Item, after another login, is not the earlier success.
    const isEarlier = !this.#items.isCurrent && !!last && last.id === this.#connected?.id;
    const known = isEarlier ? undefined : (last ?? widgetItem({ id: updateItem }));
    // A report with the id alone says less than the last Item.
    const isKnown = !found || (!found.status && found.id === known?.id);
    const result = isKnown ? known : this.#ownItem(found);
    this.busy = false;
    if (result) this.#succeeded(result);
    else if (found) this.#failed({ code: '', message: 'The success is for another Item than the one to update.' });
    // The connection exists, but the widget has never said which Item it is: the end of the open reads the list.
    else if (!this.#items.isSubmitted) this.#failed({ code: '', message: 'The success has no Item.' });
  }

  #succeeded(item: Item): void {
    this.#items.add(item);
    this.#connected = item;
    this.busy = false;
    this.isChosen = false;
    this.result = 'success';
    const key = `${item.id} ${item.updatedAt}`;
    if (this.#successes.has(key)) return;
    this.#successes.add(key);
    this.#notify((observer) => observer.success?.(item));
  }

  /** Reports a failure of the widget itself. The widget stays open: the person may try again in it. */
  #failed(report: Report): void {
    const item = this.#ownItem(report.item);
    const error = reportedError({ ...report, item, connector: item ? undefined : this.#connector });
    const isRefusedToken = error.code === 'INVALID_CONNECT_TOKEN' && !this.#items.isSubmitted;
    if (isRefusedToken && this.#observers.some((observer) => observer.tokenRefused?.())) return;
    if (item) this.#items.add(item);
    else this.#items.failed();
    this.busy = false;
    this.result = error;
    this.#notify((observer) => observer.error?.(error));
  }

  /** Returns the Item. In update mode, an Item with another id than the updated one is ignored. */
  #ownItem(item: Item | undefined): Item | undefined {
    const { updateItem } = this.#settings.options;
    return !updateItem || isSameId(item?.id, updateItem) ? item : undefined;
  }

  #dismissed(how: 'hide' | 'close'): void {
    if (this.#signal.aborted) return;
    this.#notify((observer) => observer.dismissed?.(how));
  }

  #notify(report: (observer: WidgetObserver) => void): void {
    notify(this.#observers, report);
  }

  /** Whether an observer receives the steps. */
  get #isFollowed(): boolean {
    return this.#observers.some((observer) => !!observer.progress);
  }

  get #observers(): WidgetObserver[] {
    return this.#subscriptions.filter(({ signal }) => !signal?.aborted).map(({ observer }) => observer);
  }
}
