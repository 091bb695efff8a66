import { delayUntil } from '../../model/delay.js';
import type { ConnectToken } from '../token/connect-token.js';
import { pageRegistry } from './page-registry.js';
import { WidgetRun } from './run.js';
import type { WidgetDialogPort, WidgetSettings } from './types.js';

/**
 * A token, a dialog and, where the settings ask for it, a widget that were made ready before the click. At most one per
 * page has a dialog. A failure of the preparation is silent: the prepared open is disposed of and the click starts afresh.
 */
export class PreparedOpen<Dialog extends WidgetDialogPort = WidgetDialogPort> {
  readonly token: ConnectToken;
  readonly dialog: Dialog;
  readonly run?: WidgetRun;
  /** The result of the run's `open()`. */
  readonly opened?: Promise<void>;
  /** The controller that ends the run. */
  readonly controller = new AbortController();

  #matches: () => boolean;
  /** The controller that is aborted when the open begins, or when the preparation is disposed of. */
  #waiting = new AbortController();

  /**
   * @param matches - Whether the page's settings are still those of the preparation.
   * @param settings - The widget's settings, where a widget is prepared too.
   */
  constructor(token: ConnectToken, dialog: Dialog, matches: () => boolean, settings?: WidgetSettings) {
    this.token = token;
    this.dialog = dialog;
    this.#matches = matches;
    const page = pageRegistry();
    // At most one open of a page is prepared: this one replaces the previous one.
    page.prepared?.dispose();
    page.prepared = this;
    const { signal } = this.#waiting;
    const dispose = () => this.dispose();
    token.signal.addEventListener('abort', dispose, { signal });
    window.addEventListener('pagehide', () => this.dispose(true), { signal });
    token.value.then(() => {
      if (signal.aborted) return;
      const timer = setTimeout(dispose, delayUntil(token.usableUntil, Date.now()));
      signal.addEventListener('abort', () => clearTimeout(timer));
    }, dispose);
    dialog.layOut();
    if (!settings) return;
    this.run = new WidgetRun(token, settings, this.controller.signal);
    this.run.observe([{ slow: () => dialog.slow(), success: dispose, error: dispose, dismissed: dispose }], signal);
    this.opened = this.run.open(dialog.container);
    this.opened.then(() => signal.aborted || dialog.ready(), dispose);
  }

  /** Whether an open would be prepared in the same way now. */
  isCurrent(): boolean {
    return !this.controller.signal.aborted && this.#matches();
  }

  /** Hands dialog and widget over to an open. */
  release(): void {
    if (this.#waiting.signal.aborted) return;
    this.#waiting.abort();
    pageRegistry().prepared = undefined;
  }

  /**
   * Removes dialog and widget, unless an open has them. A widget has used its token, which is then aborted too.
   *
   * @param atOnce - The page is being left and may be stored as it is.
   */
  dispose(atOnce = false): void {
    if (this.#waiting.signal.aborted) return;
    this.release();
    this.controller.abort(new DOMException('The widget was not opened.', 'AbortError'));
    if (!this.run) {
      this.dialog.remove();
      return;
    }
    const removeNow = this.run.close(() => this.dialog.remove());
    if (atOnce) removeNow();
  }
}
