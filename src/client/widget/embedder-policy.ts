import { PluggyError } from '../../model/errors.js';

/** The part of a `coep` report that says which document was blocked. */
interface EmbedderPolicyReport {
  /** `navigation` or `corp`. */
  readonly type: string;
  readonly blockedURL: string;
  readonly destination?: string;
  readonly disposition: string;
}

/** Interval of checks whether a frame has left its first document. */
const LOAD_CHECK_MS = 500;

/** Origins of widgets that this page can show only in a credentialless frame. */
const credentiallessOrigins = new Set<string>();

/** Whether the widget of this origin needs a frame without stored logins, as an earlier block has shown. */
export function needsCredentialless(origin: string): boolean {
  return credentiallessOrigins.has(origin);
}

/** Remembers that the page's embedder policy blocks the origin. Returns whether the browser has credentialless frames. */
export function allowCredentialless(origin: string): boolean {
  if (!('credentialless' in HTMLIFrameElement.prototype)) return false;
  credentiallessOrigins.add(origin);
  return true;
}

/**
 * The error for a widget that the page's `Cross-Origin-Embedder-Policy` header blocks: the widget's own document would have
 * to send the header, too.
 */
export class EmbedderPolicyError extends PluggyError {
  constructor() {
    const hint =
      'Send this page without the header. Under the header, only Chromium-based browsers can show the widget.';
    super('widget-blocked', `The page's Cross-Origin-Embedder-Policy header blocks the widget. ${hint}`, {
      retryable: false,
    });
  }
}

/** A frame that loads a document of the origin, until the signal aborts. */
interface LoadingFrame {
  readonly origin: string;
  readonly element: HTMLIFrameElement | undefined;
  readonly signal: AbortSignal;
}

/** Calls the function when the page's embedder policy has blocked the frame's document. */
export function onEmbedderBlock({ origin, element, signal }: LoadingFrame, blocked: () => void): void {
  // The only browser that has the header and does not report blocks (measured in 153).
  const isFirefox = CSS.supports('-moz-appearance', 'none');
  if (isFirefox && element) onUnreportedBlock(element, signal, blocked);
  if (isFirefox || typeof ReportingObserver === 'undefined') return;
  const observer = new ReportingObserver(
    (reports) => {
      // Chromium has the fields in the JSON only.
      const bodies = reports.map(({ body }) => (body as unknown as { toJSON(): EmbedderPolicyReport }).toJSON());
      if (bodies.some((body) => isBlock(body, origin))) blocked();
    },
    { types: ['coep'] },
  );
  observer.observe();
  signal.addEventListener('abort', () => observer.disconnect());
}

function isBlock({ type, blockedURL, destination, disposition }: EmbedderPolicyReport, origin: string): boolean {
  const isFrame = type === 'navigation' || destination === 'iframe';
  return isFrame && disposition === 'enforce' && new URL(blockedURL).origin === origin;
}

/**
 * Calls the function for a frame that has left its first document, fires no `load` event for a while, and is in a page with
 * an embedder policy: the signs of a blocked document in Firefox.
 */
function onUnreportedBlock(frame: HTMLIFrameElement, signal: AbortSignal, blocked: () => void): void {
  let hasLeft = false;
  const timer = setInterval(() => {
    const hadLeft = hasLeft;
    hasLeft = !frame.contentDocument;
    if (!hadLeft) return;
    clearInterval(timer);
    void hasEmbedderPolicy().then((isLikely) => {
      if (isLikely) blocked();
    });
  }, LOAD_CHECK_MS);
  const stop = () => clearInterval(timer);
  frame.addEventListener('load', stop);
  signal.addEventListener('abort', stop);
}

/** Whether this page was sent with an embedder policy. A page that is not isolated learns it from its own headers only. */
async function hasEmbedderPolicy(): Promise<boolean> {
  if (crossOriginIsolated) return true;
  try {
    const { headers } = await fetch(location.href, { method: 'HEAD', cache: 'force-cache', redirect: 'manual' });
    return /^(require-corp|credentialless)\b/.test(headers.get('cross-origin-embedder-policy') ?? '');
  } catch {
    return false;
  }
}
