import { PluggyError } from '../model/errors.js';
import type { Connector, Item } from '../model/item-types.js';
import type { SdkProps } from './frame.js';
import type { WidgetAhead } from './widget-ahead.js';
import { afterClosing, WidgetRun, type WidgetListener } from './widget-run.js';
import { loadSdk, page, type ConnectOutcome, type Leave, type Phase, type RunningWidget } from './widget.js';

/** What people see around the widget. The session says when; drawing is somebody else's. */
export interface WidgetChrome {
  /** Where the SDK puts the widget. */
  readonly container: HTMLElement;
  readonly isConnected: boolean;
  leave(how: Leave): void;
  /** As when it is shown, but neither to be seen nor to be reached. */
  layOut(): void;
  show(): void;
  hide(): void;
  remove(): void;
  /** The widget answers: the loading skeleton goes. */
  ready(): void;
  /** It is replaced by another one: as at the beginning. */
  loading(): void;
  slow(): void;
  /** Asks whether to leave a login that is under way. */
  ask(canHide: boolean): void;
}

/** Who is told what happens. */
export interface WidgetOwner {
  phase(phase: Phase, needsPerson: boolean): void;
  ready(): void;
  progress(step: string, connector?: Connector | null, item?: Item): void;
  success(item: Item): void;
  error(error: PluggyError): void;
  hide(): void;
  close(outcome: ConnectOutcome): void;
}

/** What the SDK is given, checked. */
export interface WidgetSettings {
  options: SdkProps;
  /** The widget page's bare origin or absolute path; Pluggy's own without it. */
  url?: string;
  /** Milliseconds until a widget that does not answer is given up. */
  timeout: number;
  /** The frame's accessible name. */
  title: string;
  token: Promise<string>;
}

export interface WidgetRequest {
  itemId: string;
  /** Shown already. */
  chrome: WidgetChrome;
  settings: WidgetSettings;
  /** Where it was made ready before. */
  ahead?: WidgetAhead;
  owner: WidgetOwner;
  /** Ends what was begun for this open before it. */
  abort: AbortController;
  done: Promise<ConnectOutcome>;
  readonly settle: (outcome: ConnectOutcome) => void;
}

/**
 * One open of the widget, from the moment its code is there to the one close. The dialog is up since the click.
 */
export class WidgetSession implements RunningWidget {
  readonly itemId: string;
  readonly done: Promise<ConnectOutcome>;

  #request: WidgetRequest;
  #run!: WidgetRun;
  /** Ends what was begun for the run of now. */
  #over!: AbortController;
  /** The Item that is updated: the one of the open, or one that was chosen in it. */
  #updated: string;
  #ended = new AbortController();
  #visible = true;
  #failure?: PluggyError;

  constructor(request: WidgetRequest) {
    this.#request = request;
    this.itemId = this.#updated = request.itemId;
    this.done = request.done;
    page().session = this;
    const { chrome, settings, ahead, abort } = request;
    const { signal } = this.#ended;
    signal.addEventListener('abort', () => abort.abort(signal.reason));
    chrome.leave = (how) => this.#leave(how);
    window.addEventListener('pagehide', () => this.#finish(true), { signal });
    const observer = new MutationObserver(() => {
      if (!chrome.isConnected) this.#finish();
    });
    observer.observe(document, { childList: true });
    observer.observe(document.documentElement, { childList: true });
    signal.addEventListener('abort', () => observer.disconnect());
    this.#begin(settings, ahead);
  }

  get busy(): boolean {
    return this.#run.busy;
  }

  get settled(): boolean {
    return !!this.#run.result && !this.busy;
  }

  show(): void {
    if (this.#ended.signal.aborted) return;
    this.#visible = true;
    this.#request.chrome.show();
    this.#run.show();
    this.#tellPhase();
  }

  /** The connection goes on in the background. */
  hide(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#request.chrome.hide();
    this.#tellPhase();
    this.#request.owner.hide();
    this.#closeIfDone();
  }

  close(): void {
    this.#finish();
  }

  /** Goes on with the update of an Item that is there already; what was begun in the widget is dropped. */
  restart(itemId: string, settings: WidgetSettings): void {
    if (this.#ended.signal.aborted) return;
    this.#updated = itemId;
    this.#over.abort(new DOMException('The widget is replaced.', 'AbortError'));
    this.#request.chrome.loading();
    const before = this.#run;
    afterClosing(before, () => {
      before.cleanUp();
      if (this.#ended.signal.aborted) return;
      this.#begin(settings);
      this.#tellPhase();
    });
  }

  #begin(settings: WidgetSettings, ahead?: WidgetAhead): void {
    const { chrome, owner } = this.#request;
    const over = (this.#over = ahead?.over ?? new AbortController());
    const { signal } = over;
    this.#ended.signal.addEventListener('abort', () => over.abort(this.#ended.signal.reason), { signal });
    const listener: WidgetListener = {
      progress: (...step) => owner.progress(...step),
      success: (item) => {
        owner.success(item);
        this.#closeIfDone();
      },
      error: (error) => {
        this.#tellPhase();
        owner.error(error);
      },
      slow: () => chrome.slow(),
      hide: () => this.hide(),
      close: () => signal.aborted || this.#finish(),
    };
    const run = (this.#run = ahead?.run ?? new WidgetRun(settings, loadSdk(), signal, listener));
    ahead?.open(listener);
    (ahead?.opened ?? run.open(chrome.container)).then(
      () => {
        chrome.ready();
        if (this.#visible) run.show();
        this.#tellPhase();
        owner.ready();
      },
      (error: unknown) => signal.aborted || this.#fail(error),
    );
  }

  /** A failure of the opening: there is no widget to stay in. */
  #fail(cause: unknown): void {
    if (this.#ended.signal.aborted) return;
    const error =
      cause instanceof PluggyError
        ? cause
        : new PluggyError('widget-failed', 'The widget could not be opened.', { cause });
    this.#failure = error;
    this.#request.owner.error(error);
    this.#finish();
  }

  /** Nobody would press the last button of a hidden widget. */
  #closeIfDone(): void {
    if (!this.#visible && this.#run.result === 'success') this.#finish();
  }

  #leave(how: Leave): void {
    const canHide = this.#run.canHide;
    if (how === 'hide') this.hide();
    else if (!this.busy || how === 'confirmed') this.#finish();
    else if (how === 'escape' && canHide) this.hide();
    else {
      if (how === 'forced') this.#request.chrome.show();
      this.#request.chrome.ask(canHide);
    }
  }

  #tellPhase(): void {
    const phase = !this.#visible ? 'background' : this.#run.ready ? 'open' : 'preparing';
    this.#request.owner.phase(phase, this.#run.result instanceof PluggyError);
  }

  /** The one way out: whatever the reason, everything is undone and one close is told. */
  #finish(leaving = false): void {
    if (this.#ended.signal.aborted) return;
    const { owner, settle } = this.#request;
    const error = this.#failure;
    const outcome: ConnectOutcome = error
      ? { type: 'error', error, itemId: this.#updated || undefined }
      : this.#run.outcome(this.#updated);
    this.#ended.abort(new DOMException('The widget was closed.', 'AbortError'));
    // While it is still the page's session, its openers know the focus that comes back for what it is.
    this.#request.chrome.hide();
    const own = page();
    if (own.session === this) own.session = undefined;
    const rest = afterClosing(this.#run, () => {
      this.#run.cleanUp();
      this.#request.chrome.remove();
      owner.phase(undefined, false);
      owner.close(outcome);
      settle(outcome);
    });
    if (leaving) rest();
  }
}
