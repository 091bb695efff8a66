import { PluggyError } from '../../model/errors.js';
import { EmbedderPolicyError, onEmbedderBlock } from './embedder-policy.js';

/** Time after which a page that has loaded and does not answer counts as slow. */
const SLOW_MS = 3000;
/** Time in which a frame may prove that `navigator.onLine === false` is wrong, as on some machines. */
const OFFLINE_GRACE_MS = 600;

/** The run whose widget loads. */
export interface LoadingPort {
  /** Whether the widget has answered, or the run has ended. */
  isOver(): boolean;
  /** Called when the widget takes longer than usual. */
  slow(): void;
}

/** Notices that the widget's frame cannot load, or is slow. The SDK notices neither. */
export class LoadingWatch {
  #origin: string;
  #signal: AbortSignal;
  #port: LoadingPort;

  /** @param origin - The origin of the widget's page. */
  constructor(origin: string, signal: AbortSignal, port: LoadingPort) {
    this.#origin = origin;
    this.#signal = signal;
    this.#port = port;
  }

  /** Starts the time after which an open counts as slow, whatever it waits for. */
  start(): void {
    this.#unlessOverIn(2 * SLOW_MS, () => this.#port.slow());
  }

  /** Returns a promise that rejects when the frame cannot load. */
  failureOf(frame: HTMLIFrameElement | undefined, ownerDocument: Document): Promise<never> {
    const signal = this.#signal;
    const origin = this.#origin;
    return new Promise((_, reject) => {
      const fail = (error: PluggyError) => this.#port.isOver() || reject(error);
      const offline = () => fail(new PluggyError('offline', 'The widget was not loaded: the browser is offline.'));
      ownerDocument.addEventListener(
        'securitypolicyviolation',
        ({ disposition, effectiveDirective, blockedURI }) => {
          const isWidget = blockedURI === origin || blockedURI.startsWith(`${origin}/`);
          if (disposition === 'enforce' && effectiveDirective === 'frame-src' && isWidget)
            fail(frameSourceError(origin));
        },
        { signal },
      );
      window.addEventListener('offline', offline, { signal });
      if (!navigator.onLine) this.#unlessOverIn(OFFLINE_GRACE_MS, () => navigator.onLine || offline());
      const loaded = () => this.#unlessOverIn(SLOW_MS, () => this.#port.slow());
      frame?.addEventListener('load', loaded, { signal });
      onEmbedderBlock({ origin, element: frame, signal }, () => fail(new EmbedderPolicyError()));
    });
  }

  /** Runs the function after `ms`, unless the widget has answered by then. */
  #unlessOverIn(ms: number, run: () => void): void {
    const timer = setTimeout(() => this.#port.isOver() || run(), ms);
    this.#signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }
}

function frameSourceError(origin: string): PluggyError {
  const text = `The page's Content-Security-Policy blocks the widget. Add "frame-src ${origin}" to it.`;
  return new PluggyError('widget-blocked', text, { retryable: false });
}
