import { ConnectToken } from '../../client/token/connect-token.js';
import type { TokenEndpoint } from '../../client/token/token-request.js';
import { pageRegistry } from '../../client/widget/page.js';
import type { PreparedOpen } from '../../client/widget/prepared-open.js';
import type { PluggyError, PluggyErrorCode } from '../../model/errors.js';
import { ConnectDialog } from './dialog.js';
import { loadWidgetCode } from './load-widget.js';
import type { ConnectPort } from './port.js';
import { connectMessages } from './texts.js';
import type { WidgetDialog } from './widget-dialog.js';

/** Failures of a widget, after which the element does not prepare another one: the click is the next try. */
const WIDGET_FAILURES = new Set<PluggyErrorCode>([
  'widget-unavailable',
  'widget-blocked',
  'widget-timeout',
  'widget-duplicate',
  'widget-failed',
]);

/** The token, the dialog and perhaps the widget that an element has made ready for its next open. */
export class Preparation {
  #port: Pick<ConnectPort, 'source' | 'itemId' | 'texts'>;
  #token?: ConnectToken;
  #prepared?: PreparedOpen<WidgetDialog>;
  #hasFailed = false;

  constructor(port: Pick<ConnectPort, 'source' | 'itemId' | 'texts'>) {
    this.#port = port;
  }

  /** Begins the preparation. A failure is silent and forgotten: the click tries again. */
  start(): void {
    this.discardStale();
    const token = (this.#token ??= this.#requestIfPossible());
    loadWidgetCode().then(
      (code) => this.#prepare(code, token),
      () => {},
    );
    token?.value.catch(() => {
      if (this.#token === token) this.discard();
    });
  }

  /** Returns what an open needs, prepared or begun now, and forgets it. Undefined where there is no token route. */
  take(): { token: ConnectToken; prepared?: PreparedOpen<WidgetDialog> } | undefined {
    this.discardStale();
    const token = this.#token ?? this.#requestIfPossible();
    const prepared = this.#prepared;
    this.#token = this.#prepared = undefined;
    return token && { token, prepared };
  }

  /** Requests a token at once. The code that reads the response follows. */
  request(itemId: string): ConnectToken {
    const { tokenSource, tokenEndpoint = '', tokenMethod, tokenField, ...backend } = this.#port.source.settings;
    const method = tokenMethod?.toUpperCase();
    const endpoint: TokenEndpoint = {
      ...backend,
      url: tokenEndpoint,
      field: tokenField,
      method: method === 'GET' || method === 'POST' ? method : undefined,
    };
    return new ConnectToken(tokenSource ?? endpoint, itemId, loadWidgetCode);
  }

  /** Drops what does not suit the current settings, or is too old. */
  discardStale(): void {
    if (this.#prepared?.isCurrent() === false) {
      this.#prepared.dispose();
      this.#prepared = undefined;
    }
    const token = this.#token;
    if (!token) return;
    const source = typeof token.source === 'function' ? token.source : token.source.url;
    const suits = token.itemId === this.#port.itemId && source === this.#source;
    if (!suits || token.signal.aborted || Date.now() >= token.usableUntil) this.discard();
  }

  discard(): void {
    this.#token?.abort();
    this.#token = this.#prepared = undefined;
  }

  get #source(): unknown {
    const { tokenSource, tokenEndpoint } = this.#port.source.settings;
    return tokenSource || tokenEndpoint;
  }

  #requestIfPossible(): ConnectToken | undefined {
    return this.#source ? this.request(this.#port.itemId) : undefined;
  }

  /** Checks the settings, and does everything that can be done unseen before the click. */
  #prepare(code: Awaited<ReturnType<typeof loadWidgetCode>>, token: ConnectToken | undefined): void {
    const { source, texts } = this.#port;
    code.connectSettings(source);
    const { session, prepared } = pageRegistry();
    // The page's first prepared widget stays.
    if (!token || token !== this.#token || this.#prepared || session || prepared?.run) return;
    const withWidget = source.settings.preload === 'prerender' && !this.#hasFailed;
    const dialog = new ConnectDialog(source, texts.locale, connectMessages(texts));
    this.#prepared = code.prepareOpen(this.#port, token, dialog, withWidget);
    this.#prepared.opened?.catch(({ code }: PluggyError) => {
      if (WIDGET_FAILURES.has(code)) this.#hasFailed = true;
    });
  }
}
