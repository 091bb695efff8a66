import type { ConnectToken } from '../../client/token/connect-token.js';
import { pageRegistry } from '../../client/widget/page-registry.js';
import type { WidgetSession } from '../../client/widget/session.js';
import type { ConnectOutcome, LeaveRequest, RunningWidget } from '../../client/widget/types.js';
import {
  PluggyCloseEvent,
  PluggyErrorEvent,
  PluggyOpenEvent,
  PluggyProgressEvent,
  type OpenIds,
} from '../../events/connect.js';
import { loadTimeoutMs } from '../../model/delay.js';
import { PluggyError, type ElementsErrorCode } from '../../model/errors.js';
import type { Connector } from '../../model/item-types.js';
import type { ConnectMilestone } from '../../model/milestones.js';
import { isSameId } from '../../model/same-id.js';
import type * as Code from './connect-widget.js';
import type { FrameHost } from './frame-host.js';
import { loadWidgetCode } from './load-widget.js';
import type { AttemptPort, ConnectPort, OpenParts } from './port.js';
import type { Preparation } from './preparation.js';
import { connectMessages, type TextSettings } from './texts.js';

type PreparationPort = Pick<Preparation, 'application' | 'take' | 'request' | 'makeDialog'>;

/**
 * Joins the running open if it is for the same Item and the same application: shows the widget and returns the promise of the
 * running open. Otherwise closes an open that is settled, and returns undefined. `last` is the element's last open. A click
 * on another element does not join an inline widget, which is beside it on the page.
 */
export function joinOpen(
  itemId: string,
  application: unknown,
  last?: OpenAttempt,
): Promise<ConnectOutcome> | undefined {
  const { running } = pageRegistry();
  if (!running) return undefined;
  const isShared = running === last || (!running.isInline && running.application === application);
  // A framework may set an id of any type.
  if (isShared && isSameId(running.itemId, itemId)) {
    running.show();
    return running.done;
  }
  if (running.settled) running.close();
  return undefined;
}

/**
 * A single open, from the click to `pluggy-close`. `start()` does in the click's own task everything up to the dialog; the
 * widget follows in a `WidgetSession` when its code has loaded.
 */
export class OpenAttempt implements RunningWidget, AttemptPort {
  readonly itemId: string;
  readonly application: unknown;
  readonly done: Promise<ConnectOutcome>;

  #port: ConnectPort;
  #preparation: PreparationPort;
  #texts: TextSettings;
  #sessionId = ++pageRegistry().opens;
  #startedAt = performance.now();
  #lastMilestone?: ConnectMilestone;
  #settle!: (outcome: ConnectOutcome) => void;
  #code?: Promise<typeof Code>;
  /** Ends an open whose code does not arrive. The widget's session has its own limits. */
  #timer?: ReturnType<typeof setTimeout>;
  #over = new AbortController();
  /** The dialog and its token, from the moment at which the dialog is shown until the open ends. */
  #parts?: OpenParts;
  /** The widget's session, from the arrival of the widget's code until the open ends. */
  #widget?: WidgetSession;

  constructor(port: ConnectPort, preparation: PreparationPort) {
    this.#port = port;
    this.#preparation = preparation;
    this.#texts = port.texts;
    this.itemId = port.itemId;
    this.application = preparation.application;
    this.done = new Promise((resolve) => (this.#settle = resolve));
  }

  get eventIds(): OpenIds {
    return { itemId: this.#widget?.itemId ?? this.itemId, sessionId: this.#sessionId };
  }

  get elapsedMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  /** Whether the dialog is shown, or hidden while the connection goes on. */
  get isRunning(): boolean {
    return !!this.#parts;
  }

  get busy(): boolean {
    return !!this.#widget?.busy;
  }

  /** Whether the widget is in the element's own place. */
  get isInline(): boolean {
    return !!this.#parts?.dialog.isInline;
  }

  get settled(): boolean {
    return !!this.#widget?.settled;
  }

  /** Announces the open, requests the token, shows the dialog, and starts the widget when its code has loaded. */
  start(): void {
    const port = this.#port;
    port.setFailure('');
    if (!port.emit(new PluggyOpenEvent(this.eventIds))) {
      this.#settle({ type: 'cancelled' });
      return;
    }
    this.reach('opened');
    const { loadTimeout } = port.source.settings;
    this.#timer = setTimeout(() => this.#fail('its code did not arrive', 'widget-timeout'), loadTimeoutMs(loadTimeout));
    this.#begin().catch((cause: unknown) => this.#fail(cause));
  }

  /** Does the part of the click synchronously, and waits for the widget's code. */
  async #begin(): Promise<void> {
    const running = pageRegistry().running;
    // Request the token first, because its response takes longest.
    const taken = running ? undefined : this.#preparation.take();
    this.#code = loadWidgetCode(this.#texts.locale);
    if (taken) {
      const dialog = taken.prepared?.dialog.base ?? this.#preparation.makeDialog();
      this.#parts = { ...taken, dialog, texts: this.#texts };
      this.#showDialog(dialog);
    } else running?.show();
    const { refusal, startSession } = await this.#code;
    if (!taken) {
      // The sentence “another connection is in progress” is true until the other open ends.
      void running?.done.then(() => this.#port.setFailure(''));
      throw refusal(!!running);
    }
    if (this.isRunning) this.#startWidget(startSession);
  }

  show(): void {
    if (this.isRunning) this.#widget?.show();
  }

  hide(): void {
    if (!this.isRunning) return;
    if (this.#widget) this.#widget.hide();
    // The dialog cannot be hidden before the widget's code has loaded.
    else void this.#code?.then(() => this.#widget?.hide()).catch(() => {});
  }

  close(): void {
    if (!this.isRunning) return;
    if (this.#widget) this.#widget.close();
    else this.#cancel();
  }

  requestToken(itemId: string): ConnectToken {
    return this.#preparation.request(itemId);
  }

  reach(milestone: ConnectMilestone, connector?: Connector, ids = this.eventIds): void {
    const { elapsedMs } = this;
    this.#lastMilestone = milestone;
    this.#port.emit(new PluggyProgressEvent(ids, { milestone, elapsedMs, connector }));
  }

  reportFailure(event: PluggyErrorEvent): void {
    const port = this.#port;
    if (!port.emit(event)) return;
    const show = (sentence: string) => event.isShown || port.setFailure(sentence);
    show(connectMessages(this.#texts).failed);
    this.#code?.then(
      ({ explainFailure }) => {
        const sentence = explainFailure(port.source, event, this.#texts);
        if (sentence) show(sentence);
      },
      () => console.warn(event.error.message),
    );
  }

  release(): void {
    const page = pageRegistry();
    if (page.running === this) page.running = undefined;
  }

  end(outcome: ConnectOutcome): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    clearTimeout(this.#timer);
    const { itemId, sessionId } = this.eventIds;
    if (this.isRunning) this.#port.setPhase(undefined);
    // The element keeps this object: release the widget and its frames.
    this.#parts = this.#widget = undefined;
    const ids = { itemId: outcome.itemId ?? itemId, sessionId };
    // After a success or a failure, the person may have chosen another institution and left.
    const isLeft = this.#lastMilestone === 'institution-chosen' && outcome.type !== 'pending';
    if (isLeft || outcome.type === 'cancelled') this.reach('abandoned', undefined, ids);
    this.#port.emit(new PluggyCloseEvent(ids, outcome));
    this.#settle(outcome);
  }

  #showDialog(dialog: FrameHost): void {
    dialog.view.addEventListener('pagehide', this.#cancel);
    const { signal } = this.#over;
    this.#port.context?.signedOut?.addEventListener('abort', () => this.close(), { signal });
    this.#port.setPhase('preparing');
    dialog.onLeave((how) => this.#leave(how));
    dialog.show();
    pageRegistry().running = this;
  }

  #startWidget(startSession: typeof Code.startSession): void {
    const parts = this.#parts!;
    parts.dialog.view.removeEventListener('pagehide', this.#cancel);
    this.#widget = startSession(this.#port, parts, this);
    clearTimeout(this.#timer);
  }

  #leave(how: LeaveRequest): void {
    if (this.#widget) this.#widget.leave(how);
    else this.#cancel();
  }

  /** Ends an open that has only a dialog yet. */
  #cancel = (): void => {
    this.#undo();
    this.end({ type: 'cancelled', itemId: this.itemId || undefined });
  };

  /** Ends an open that has no widget: a refused one, or one whose dialog or code fails. */
  #fail(cause: unknown, code: ElementsErrorCode = 'widget-failed'): void {
    if (this.#over.signal.aborted) return;
    const error =
      cause instanceof PluggyError
        ? cause
        : new PluggyError(code, `The widget did not open: ${String(cause)}.`, { cause });
    this.#undo();
    this.reportFailure(new PluggyErrorEvent(this.eventIds, error));
    this.reach('failed');
    this.end({ type: 'error', error, itemId: this.itemId || undefined });
  }

  #undo(): void {
    if (!this.#parts) return;
    const { dialog, token } = this.#parts;
    dialog.view.removeEventListener('pagehide', this.#cancel);
    // Focus returns to the button here. An element ignores this focus only while its open is running.
    dialog.remove();
    void this.#code?.then(({ returnFocus }) => returnFocus(dialog)).catch(() => {});
    this.release();
    token.abort();
    this.#port.setPhase(undefined);
    this.#parts = undefined;
  }
}
