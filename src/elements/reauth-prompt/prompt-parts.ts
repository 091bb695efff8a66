import type { ReactiveController } from '@lit/reactive-element';
import type { ProviderContext } from '../../provider-context.js';
import { holdFocus } from '../shared/focus.js';
import { setState } from '../shared/internals.js';
import { Announcer, type FocusPlace } from './announcer.js';
import { copyCode, openElsewhere } from './other-device.js';
import type { PromptHost } from './prompt-host.js';
import { QrFollower } from './qr-follower.js';
import type { qrCode } from './qr-code.js';
import { checkItem, openWidget } from './read-item.js';
import { screenKey, severityOf, type PromptState } from './reauth-prompt.reducer.js';
import type { PromptTexts } from './reauth-prompt.texts.js';
import { clearCode, codeField, submitCode } from './send-code.js';
import { SettingsProvider } from './settings-provider.js';
import { Countdown, DismissTimer } from './timers.js';

/** The content of the template that does not follow from the state, and what its controls do. */
export interface PromptOptions {
  readonly texts: PromptTexts;
  /** The content of the live region. */
  readonly announcement: string;
  /** Turns a text into a QR code; absent until its code is loaded. */
  readonly drawQr?: typeof qrCode;
  readonly onSubmit: (event: Event) => void;
  /** Handles a press of the button that checks whether the bank has the approval. */
  readonly onCheck: () => void;
  /** Handles a press of the button that copies the text of a QR code. */
  readonly onCopy: (code: string) => void;
  /** Handles a press of the button that shares the page's address. */
  readonly onOpenElsewhere: () => void;
  /** Handles a press of the button that opens the widget, before the button's own listener. */
  readonly onConnect: (event: Event) => void;
}

const STATES = ['attention', 'busy', 'ok'] as const;

/** Creates the controllers of a prompt with its first state, and shows the state in custom states and by the focus. */
export class PromptParts implements ReactiveController {
  readonly #host: PromptHost;
  readonly #internals: ElementInternals;
  readonly #announcer = new Announcer();
  readonly #provider: SettingsProvider;
  readonly #qrFollower: QrFollower;
  #renderedState?: PromptState;
  #removal = new AbortController();

  constructor(host: PromptHost, internals: ElementInternals) {
    this.#host = host;
    this.#internals = internals;
    this.#provider = new SettingsProvider(host.renderRoot as ShadowRoot);
    this.#qrFollower = new QrFollower(host);
    new Countdown(host);
    new DismissTimer(host);
    host.addController(this);
  }

  /** Prepares the rendering of a state: announces the change, and drops a code that was typed for another screen. */
  prepare(
    state: PromptState,
    texts: PromptTexts,
    context: ProviderContext | undefined,
  ): Omit<PromptOptions, 'onSubmit'> {
    const host = this.#host;
    const before = this.#renderedState;
    this.#provider.set(host.settings, context);
    this.#announcer.update(before, state, texts, this.#focusPlace);
    if (screenKey(state.screen) !== screenKey(before?.screen)) clearCode(host);
    return {
      texts,
      announcement: this.#announcer.text,
      drawQr: this.#qrFollower.draw,
      onCheck: () => void checkItem(host),
      onCopy: (code) => void copyCode(host, code),
      onOpenElsewhere: () => void openElsewhere(host),
      onConnect: (event) => void openWidget(host, event),
    };
  }

  /** Sets the custom states, and moves the focus to a new form and to a field whose value was not accepted. */
  hostUpdated(): void {
    const { state, isConnected } = this.#host;
    const before = this.#renderedState;
    if (!isConnected || !state) return;
    this.#renderedState = state;
    const severity = severityOf(state);
    for (const name of STATES) setState(this.#internals, name, name === severity);
    const isNewForm = state.screen?.name === 'form' && before?.screen?.name !== 'form';
    const isRefused = !!state.failure && state.failure !== before?.failure;
    if (this.#focused && (isNewForm || isRefused)) codeField(this.#host)?.focus({ preventScroll: isNewForm });
  }

  /** Moves the focus on from an element that is gone: to the field, else to the whole prompt, else to the host. */
  restoreFocus(): void {
    const target = codeField(this.#host) ?? this.#host.renderRoot.querySelector<HTMLElement>('.panel');
    if (target) target.focus({ preventScroll: true });
    else holdFocus(this.#host);
  }

  submit(event: Event): void {
    event.preventDefault();
    void submitCode(this.#host, this.#removal.signal);
  }

  hostDisconnected(): void {
    // A move is a removal and an insertion in one task.
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.leave();
    });
  }

  /** Ends timers and requests of the element. A code that was sent is not taken back. */
  leave(): void {
    this.#removal.abort(new DOMException('The prompt is gone.', 'AbortError'));
    this.#removal = new AbortController();
    this.#announcer.clear();
    clearCode(this.#host);
    this.#host.dispatch({ type: 'removed' });
  }

  get #focused(): Element | null {
    return (this.#host.renderRoot as ShadowRoot).activeElement;
  }

  get #focusPlace(): FocusPlace {
    const focused = this.#focused;
    if (!focused) return 'none';
    return focused === codeField(this.#host) ? 'field' : focused.matches('.panel') ? 'prompt' : 'button';
  }
}
