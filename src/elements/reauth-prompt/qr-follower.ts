import type { ReactiveController } from '@lit/reactive-element';
import { loadChunk } from '../../client/load-chunk.js';
import { LazyModule } from '../shared/lazy-module.js';
import type { PromptHost } from './prompt-host.js';
import type { qrCode } from './qr-code.js';
import { isFollowingQr, qrText } from './reauth-prompt.reducer.js';

const READ_INTERVAL_MS = 3000;
const FOLLOW_LIMIT_MS = 600_000;

/**
 * Follows a QR code while it is shown: reads the item again, because banks replace their codes every few seconds, and
 * loads the drawing code for a QR code that comes as a text. Stops reading after ten minutes, and reads nothing while the
 * page is hidden.
 */
export class QrFollower implements ReactiveController {
  readonly #host: PromptHost;
  readonly #drawing: LazyModule<typeof import('./qr-code.js')>;
  #timer?: ReturnType<typeof setTimeout>;
  #end?: number;

  constructor(host: PromptHost) {
    this.#host = host;
    this.#drawing = new LazyModule(host, () => loadChunk(() => import('./qr-code.js')));
    host.addController(this);
  }

  /** Turns a text into a QR code; absent until its code is loaded. */
  get draw(): typeof qrCode | undefined {
    return this.#drawing.module?.qrCode;
  }

  hostUpdated(): void {
    const { state, isConnected } = this.#host;
    if (!state || !isConnected) return;
    if (qrText(state)) void this.#drawing.load();
    if (isFollowingQr(state)) {
      this.#end ??= performance.now() + FOLLOW_LIMIT_MS;
      this.#timer ??= setTimeout(this.#read, READ_INTERVAL_MS);
    } else {
      this.hostDisconnected();
      this.#end = undefined;
    }
  }

  /** Stops until the next update. The limit of ten minutes is not extended. */
  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #read = (): void => {
    this.#timer = undefined;
    const { state, store } = this.#host;
    if (!state || this.#end === undefined || performance.now() > this.#end) return;
    if (document.visibilityState !== 'hidden') void store?.refresh(state.surroundings.itemId);
    this.#timer = setTimeout(this.#read, READ_INTERVAL_MS);
  };
}
