import type { CardMessages } from '../../locales/index.js';
import { ignoreHeldKey } from '../shared/repeated-input.js';
import { html, nothing, type TemplateResult } from '../shared/lit-html.js';

/** `asking` until the person decides, `working` while the backend deletes the Item, `failed` when the request failed. */
export type DisconnectStep = 'asking' | 'working' | 'failed';

/** Handlers of the dialog's controls. */
export interface DisconnectActions {
  readonly confirm: (event: Event) => void;
  readonly keep: (event: Event) => void;
  readonly dialogClosed: () => void;
}

/** The question before a disconnection. */
export function disconnectDialog(
  step: DisconnectStep,
  bank: string,
  messages: CardMessages['question'],
  { confirm, keep, dialogClosed }: DisconnectActions,
): TemplateResult {
  const isWorking = step === 'working';
  return html`<dialog
    part="dialog"
    aria-labelledby="question"
    aria-describedby="erased rights"
    @cancel=${(event: Event) => {
      ignoreHeldKey(window);
      if (isWorking) event.preventDefault();
    }}
    @close=${dialogClosed}
  >
    <p class="question" id="question">${messages.title(bank)}</p>
    <p id="erased">${messages.erased(bank)}</p>
    <p id="rights" class="rights">${messages.rights}</p>
    <p class="failure" role="alert">${step === 'failed' ? messages.failed : nothing}</p>
    <div class="choice">
      <button type="button" class="outline" aria-disabled=${isWorking} @click=${keep}>${messages.keep}</button>
      <button type="button" class="danger" aria-disabled=${isWorking} @click=${confirm}>
        ${isWorking ? html`<span class="spinner"></span> ${messages.working}` : messages.confirm}
      </button>
    </div>
  </dialog>`;
}
