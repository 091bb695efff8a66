import { ConnectToken } from '../../client/token/connect-token.js';
import type { TokenEndpoint } from '../../client/token/token-request.js';
import type { PreparedOpen } from '../../client/widget/prepared-open.js';
import { ConnectDialog } from './dialog.js';
import type { FrameHost } from './frame-host.js';
import { inlineCode, loadWidgetCode } from './load-widget.js';
import type { ConnectPort } from './port.js';
import { isOn } from '../shared/attributes.js';
import { create } from '../shared/dom.js';
import { connectMessages } from './texts.js';
import type { WidgetDialog } from './widget-dialog.js';

type PreparationPort = Pick<ConnectPort, 'source' | 'itemId' | 'texts' | 'context'>;

/** The token, the dialog and perhaps the widget that an element has made ready for its next open. */
export class Preparation {
  #port: PreparationPort;
  #token?: ConnectToken;
  #prepared?: PreparedOpen<WidgetDialog>;

  constructor(port: PreparationPort) {
    this.#port = port;
  }

  /**
   * Identifies the application whose tokens an open uses: the address of its endpoint, the element's function, or the
   * provider of a function. A framework may replace a function at each render.
   */
  get application(): unknown {
    const { source, context } = this.#port;
    const { tokenSource, tokenEndpoint = '' } = source.settings;
    return tokenSource
      ? (source.tokenSource ?? context?.failure ?? tokenSource)
      : create('a', { href: tokenEndpoint }).href;
  }

  /** Whether there is a token route. */
  get isPossible(): boolean {
    return !!this.#source;
  }

  /** Loads the code and the SDK only. */
  warmUp(): void {
    loadWidgetCode(this.#port.texts.locale).catch(() => {});
  }

  /** Begins the preparation. A failure is silent and forgotten: the click tries again. */
  start(): void {
    this.discardStale();
    const token = (this.#token ??= this.#requestIfPossible());
    const { locale } = this.#port.texts;
    loadWidgetCode(locale).then(
      async ({ pageIdle, prepareOpen }) => {
        await pageIdle();
        // The texts in the page's new language are not loaded: the click creates the dialog.
        if (locale !== this.#port.texts.locale) return;
        const current = this.#prepared || token !== this.#token ? undefined : token;
        const prepared = prepareOpen(this.#port, current, () => this.makeDialog());
        if (prepared) this.#prepared = prepared;
      },
      () => {},
    );
    token?.value.catch(() => {
      if (this.#token === token) this.discard();
    });
  }

  /**
   * Returns the token and the prepared open for an open that begins, and forgets both. Requests a token if none is
   * ready. Undefined without a token route.
   */
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
    const method = String(tokenMethod).toUpperCase();
    const endpoint: TokenEndpoint = {
      ...backend,
      url: tokenEndpoint,
      field: tokenField,
      method: method === 'GET' || method === 'POST' ? method : undefined,
    };
    const { locale } = this.#port.texts;
    return new ConnectToken(tokenSource ?? endpoint, itemId, () => loadWidgetCode(locale));
  }

  /** Returns the place for the widget: the dialog, or the box of an inline element once its code is loaded. */
  makeDialog(): FrameHost {
    const { source, texts } = this.#port;
    const Host = (isOn(source.inline) && inlineCode()?.InlineBox) || ConnectDialog;
    return new Host(source, texts.locale, connectMessages(texts));
  }

  /** Drops a dialog or a token that does not suit the current settings, and a token that is too old. */
  discardStale(): void {
    if (this.#prepared?.isCurrent() === false) {
      this.#prepared.dispose();
      this.#prepared = undefined;
    }
    const token = this.#token;
    if (!token) return;
    const source = typeof token.source === 'function' ? token.source : token.source.url;
    const suits = token.itemId === this.#port.itemId && source === this.#source;
    if (!suits || !token.isUsable) this.discard();
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
}
