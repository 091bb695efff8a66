import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { CardMessages } from '../../locales/index.js';

interface Asker {
  readonly changed: () => void;
  readonly confirmed: () => void;
}

/** The question before a disconnection: there while it is open, and no longer. */
export class DisconnectDialog {
  #root: ShadowRoot;
  #asker: Asker;
  #step?: 'asking' | 'working' | 'failed';

  constructor(root: ShadowRoot, asker: Asker) {
    this.#root = root;
    this.#asker = asker;
  }

  open(): void {
    this.#step ??= 'asking';
    this.#asker.changed();
  }

  close(): void {
    this.#step = undefined;
    this.#dialog?.close();
  }

  /** From now on it waits; gives what says that it failed. */
  work(): () => void {
    this.#step = 'working';
    this.#asker.changed();
    return () => {
      if (!this.#isWorking) return;
      this.#step = 'failed';
      this.#asker.changed();
    };
  }

  get #isWorking(): boolean {
    return this.#step === 'working';
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#root.querySelector('dialog');
  }

  /** After each rendering: what is there is open. */
  sync(): void {
    const dialog = this.#dialog;
    if (dialog?.isConnected && !dialog.open) dialog.showModal();
  }

  template(bank: string, messages: CardMessages['question']): TemplateResult | typeof nothing {
    const step = this.#step;
    if (!step) return nothing;
    const isWorking = this.#isWorking;
    return html`<dialog
      part="dialog"
      aria-labelledby="question"
      aria-describedby="erased rights"
      @cancel=${(event: Event) => isWorking && event.preventDefault()}
      @close=${this.#closed}
    >
      <p class="question" id="question">${messages.title(bank)}</p>
      <p id="erased">${messages.erased(bank)}</p>
      <p id="rights" class="rights">${messages.rights}</p>
      <p class="failure" role="alert">${step === 'failed' ? messages.failed : nothing}</p>
      <div class="choice">
        <button type="button" class="plain" aria-disabled=${isWorking} @click=${this.#keep}>${messages.keep}</button>
        <button type="button" class="danger" aria-disabled=${isWorking} @click=${this.#confirm}>
          ${isWorking ? html`<span class="spinner"></span> ${messages.working}` : messages.confirm}
        </button>
      </div>
    </dialog>`;
  }

  #keep = (): void => {
    if (!this.#isWorking) this.#dialog?.close();
  };

  #confirm = (): void => {
    if (this.#isWorking) return;
    this.#asker.confirmed();
    // Somebody else does it, or nobody.
    if (!this.#isWorking) this.#dialog?.close();
  };

  /** Chromium closes on repeated Escape whatever we say: what is under way is shown again. */
  #closed = (): void => {
    if (this.#isWorking) {
      this.sync();
      return;
    }
    this.#step = undefined;
    this.#asker.changed();
    // Safari does not focus a button on a click, so there is nothing that it gives the focus back to.
    this.#root.querySelector<HTMLElement>('#disconnect')?.focus({ preventScroll: true });
  };
}
