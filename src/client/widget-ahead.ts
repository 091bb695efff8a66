import type { PendingToken } from './token/token-source.js';
import { afterClosing, WidgetRun, type WidgetListener } from './widget-run.js';
import type { WidgetChrome, WidgetSettings } from './widget-session.js';
import { loadSdk, page } from './widget.js';

/**
 * What is ready before anybody opens it, unseen: the dialog, laid out, and where it is asked for the widget in it. The
 * page has one at most. What goes wrong with it is told to nobody, and it is gone: the open begins anew.
 */
export class WidgetAhead {
  readonly over = new AbortController();
  /** The widget. */
  readonly run?: WidgetRun;
  /** As `WidgetRun.open()`. */
  readonly opened?: Promise<void>;

  #waiting = new AbortController();
  #chrome: WidgetChrome;
  #held: PendingToken;
  #steps: Parameters<WidgetListener['progress']>[] = [];

  constructor(settings: WidgetSettings, held: PendingToken, chrome: WidgetChrome, withWidget: boolean) {
    this.#chrome = chrome;
    this.#held = held;
    page().ahead = this;
    const { signal } = this.#waiting;
    const drop = () => this.drop();
    held.abort.signal.addEventListener('abort', drop, { signal });
    window.addEventListener('pagehide', () => this.drop(true), { signal });
    const keep = () => {
      if (signal.aborted) return;
      const timer = setTimeout(drop, held.until - Date.now());
      signal.addEventListener('abort', () => clearTimeout(timer));
    };
    settings.token.then(keep, drop);
    chrome.layOut();
    if (!withWidget) return;
    this.run = new WidgetRun(settings, loadSdk(), this.over.signal, {
      progress: (...step) => this.#steps.push(step),
      slow: () => chrome.slow(),
      success: drop,
      error: drop,
      hide: drop,
      close: drop,
    });
    this.opened = this.run.open(chrome.container);
    this.opened.then(() => chrome.ready(), drop);
  }

  /** It was not needed, or is of no use any more; a widget has used its token. */
  drop(leaving = false): void {
    if (!this.#leave()) return;
    this.over.abort(new DOMException('The widget was not opened.', 'AbortError'));
    const { run } = this;
    if (!run) {
      this.#chrome.remove();
      return;
    }
    this.#held.until = 0;
    const rest = afterClosing(run, () => {
      run.cleanUp();
      this.#chrome.remove();
    });
    if (leaving) rest();
  }

  /** Somebody opens it, and hears what a widget has said meanwhile and what it says from now on. */
  open(listener: WidgetListener): void {
    this.#leave();
    if (!this.run) return;
    this.run.tell = listener;
    for (const step of this.#steps) listener.progress(...step);
  }

  #leave(): boolean {
    if (this.#waiting.signal.aborted) return false;
    this.#waiting.abort();
    page().ahead = undefined;
    return true;
  }
}
