import { PluggyError } from '../../model/errors.js';
import type { ConnectToken } from '../token/connect-token.js';
import { notify, safely } from './notify.js';
import type { PreparedOpen } from './prepared-open.js';
import { WidgetRun } from './run.js';
import type { ConnectOutcome, LeaveRequest, WidgetDialogPort, WidgetObserver, WidgetSettings } from './types.js';

/** Time for the report of a success after a hidden widget's Item shows the success. */
const REPORT_GRACE_MS = 5000;

/** The input of a session. */
export interface SessionOptions {
  /** The Item to update; empty for a new connection. */
  readonly itemId: string;
  readonly token: ConnectToken;
  /** The dialog, which is already on the page and shown. */
  readonly dialog: WidgetDialogPort;
  readonly settings: WidgetSettings;
  /** The preparation that the open has taken over. */
  readonly prepared?: PreparedOpen;
  /** Requests another token for an Item, and returns it with the settings of now. */
  readonly renew: (itemId: string) => readonly [ConnectToken, WidgetSettings];
  /** Lets the next open of the page begin. Called while the widget of this session is being closed. */
  readonly release: () => void;
}

/** The part of one open in which there is a widget: from the arrival of the widget's code to `pluggy-close`. */
export class WidgetSession {
  #options: SessionOptions;
  #observers: readonly WidgetObserver[];
  #run!: WidgetRun;
  /** Ends the current run. */
  #runController!: AbortController;
  /** The Item that is updated: that of the open, or an existing one that the person chose in it. */
  #itemId: string;
  #ended = new AbortController();
  #isVisible = true;
  #failure?: PluggyError;
  /** The success of a widget that another one has replaced. */
  #success?: ConnectOutcome;
  /** Whether the widget has refused a token and was given another one. */
  #isRenewed = false;
  /** Whether the end has begun: the reports of the end may ask for it again. */
  #isEnding = false;
  #graceTimer?: ReturnType<typeof setTimeout>;

  constructor(options: SessionOptions, observers: readonly WidgetObserver[]) {
    this.#options = options;
    this.#observers = observers;
    this.#itemId = options.itemId;
    const { dialog, token, settings, prepared } = options;
    const { signal } = this.#ended;
    window.addEventListener('pagehide', () => this.#finish(true), { signal });
    signal.addEventListener(
      'abort',
      dialog.watch(() => this.#checkDialog()),
    );
    this.#begin(token, settings, prepared);
    if (!dialog.isConnected) this.#finish();
    else if (!dialog.isOpen) this.#fail(new Error('A script of the page keeps the dialog closed.'));
  }

  get itemId(): string {
    return this.#itemId;
  }

  get busy(): boolean {
    return this.#run.busy;
  }

  get settled(): boolean {
    return (!!this.#run.result || this.#run.hasSucceeded) && !this.busy;
  }

  show(): void {
    if (this.#ended.signal.aborted) return;
    this.#isVisible = true;
    this.#options.dialog.show();
    this.#run.show();
    this.#reportPhase();
  }

  /** Hides the dialog; the connection goes on in the background. */
  hide(): void {
    if (!this.#isVisible || this.#ended.signal.aborted) return;
    this.#isVisible = false;
    this.#options.dialog.hide();
    this.#reportPhase();
    this.#notify((observer) => observer.hidden?.());
    this.#closeIfDone();
  }

  close(): void {
    this.#finish();
  }

  /** Hides or closes the widget as the person asks, or asks for confirmation where a login would be lost. */
  leave(how: LeaveRequest): void {
    const { canHide } = this.#run;
    const { dialog } = this.#options;
    if (how === 'hide') this.hide();
    // A key can be pressed by mistake: with an institution chosen, the person may have typed something.
    else if (how === 'confirmed' || !(this.busy || (how === 'escape' && this.#run.isChosen))) this.#finish();
    else if (how === 'escape' && canHide && this.busy) this.hide();
    else {
      if (how === 'forced') dialog.show();
      dialog.ask(canHide);
    }
  }

  /** Replaces the widget by one that updates an existing Item. */
  restart(itemId: string, token: ConnectToken, settings: WidgetSettings): void {
    if (this.#ended.signal.aborted) return;
    const isUpdate = itemId !== this.#itemId;
    const outcome = this.#run.outcome(this.#itemId);
    if (outcome.type === 'success') this.#success = outcome;
    this.#itemId = itemId;
    this.#runController.abort(new DOMException('The widget is replaced.', 'AbortError'));
    this.#options.dialog.loading(isUpdate);
    this.#run.close(() => {
      if (this.#ended.signal.aborted) return;
      this.#begin(token, settings);
      this.#reportPhase();
    });
  }

  #begin(token: ConnectToken, settings: WidgetSettings, prepared?: PreparedOpen): void {
    const { dialog } = this.#options;
    prepared?.release();
    const controller = (this.#runController = prepared?.controller ?? new AbortController());
    const { signal } = controller;
    this.#ended.signal.addEventListener('abort', () => controller.abort(this.#ended.signal.reason), { signal });
    const run = (this.#run = prepared?.run ?? new WidgetRun(token, settings, signal));
    const control: WidgetObserver = {
      slow: () => dialog.slow(),
      progress: () => {
        this.#reportPhase();
        this.#closeIfDone();
      },
      tokenRefused: () => this.#renewToken(),
      success: () => this.#closeIfDone(),
      error: () => this.#reportPhase(),
      dismissed: (how) => (how === 'hide' ? this.hide() : this.#finish()),
    };
    // The session acts after the other observers have received the report.
    run.observe([...this.#observers, control]);
    (prepared?.opened ?? run.open(dialog.container))
      .then(() => {
        dialog.ready();
        if (this.#isVisible) run.show(dialog.takesFocus);
        this.#reportPhase();
        this.#notify((observer) => observer.ready?.());
      })
      .catch((error: unknown) => signal.aborted || this.#fail(error));
  }

  /**
   * Ends the session, or asks for confirmation, when a script of the page or the browser has removed or closed the
   * dialog.
   */
  #checkDialog(): void {
    const { dialog } = this.#options;
    if (!dialog.isConnected) this.#finish();
    else if (this.#isVisible && !dialog.isOpen) this.leave('forced');
  }

  /** Ends the session when the widget could not be opened: no widget can show the failure. */
  #fail(cause: unknown): void {
    if (this.#ended.signal.aborted) return;
    const reason = cause instanceof Error ? cause.message : '';
    const error =
      cause instanceof PluggyError
        ? cause
        : new PluggyError('widget-failed', `The widget could not be opened. ${reason}`, { cause });
    this.#failure = error;
    this.#notify((observer) => observer.error?.(error));
    this.#finish();
  }

  /**
   * Closes a hidden widget after its success: the person cannot see its last button. A widget that does not report the
   * success is closed a little later.
   */
  #closeIfDone(): void {
    // The person may have begun to connect another bank.
    if (this.#isVisible || this.busy || !this.#run.hasSucceeded) return;
    if (this.#run.result === 'success') this.#finish();
    else this.#graceTimer ??= setTimeout(() => this.#endGrace(), REPORT_GRACE_MS);
  }

  #endGrace(): void {
    this.#graceTimer = undefined;
    if (!this.#isVisible && !this.busy && this.#run.hasSucceeded) this.#finish();
  }

  /** Replaces a widget that has refused its token, once in an open. */
  #renewToken(): boolean {
    if (this.#isRenewed || this.#ended.signal.aborted) return false;
    this.#isRenewed = true;
    this.restart(this.#itemId, ...this.#options.renew(this.#itemId));
    return true;
  }

  #reportPhase(): void {
    if (this.#ended.signal.aborted) return;
    const phase = !this.#isVisible ? 'background' : this.#run.ready ? 'open' : 'preparing';
    const { need } = this.#run;
    this.#notify((observer) => observer.phase?.(phase, need));
  }

  /** Ends the session, whatever the reason: undoes everything and reports a single close. */
  #finish(atOnce = false): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    clearTimeout(this.#graceTimer);
    const { dialog, release } = this.#options;
    const outcome = this.#outcome();
    this.#ended.abort(new DOMException('The widget was closed.', 'AbortError'));
    // Focus returns to the button here. An element ignores this focus only while its open is running.
    safely(() => dialog.hide());
    release();
    const finishNow = this.#run.close(() => {
      safely(() => dialog.remove());
      this.#notify((observer) => observer.closed?.(outcome));
    });
    if (atOnce) finishNow();
  }

  #outcome(): ConnectOutcome {
    const itemId = this.#itemId;
    const error = this.#failure;
    if (error) return { type: 'error', error, itemId: itemId || undefined };
    this.#run.conclude();
    const outcome = this.#run.outcome(itemId);
    const hasEnded = outcome.type === 'success' || outcome.type === 'error';
    // A later login that has not ended takes nothing from a success.
    return hasEnded ? outcome : (this.#success ?? outcome);
  }

  #notify(report: (observer: WidgetObserver) => void): void {
    notify(this.#observers, report);
  }
}
