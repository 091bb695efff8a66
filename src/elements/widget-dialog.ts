import { adoptStyles, css } from '@lit/reactive-element';
import type { WidgetChrome } from '../client/widget-session.js';
import type { Leave } from '../client/widget.js';
import type { WidgetMessages } from '../locales/index.js';
import type { ConnectDialog } from './connect-dialog.js';
import { create } from './shared/dom.js';
import { styles as dialogStyles } from './connect-dialog.styles.js';
import { theme } from './shared/surface.styles.js';
import { button } from './shared/theme.styles.js';

/** Over what the page says about every `div` and `iframe`. The SDK's own rules are for its classes; its frame has none. */
const documentRules = `
[data-pluggy-connect] :is(div, iframe) {
  display: block !important;
  float: none !important;
  margin: 0 !important;
  padding: 0 !important;
  border: 0 !important;
  transform: none !important;
  filter: none !important;
  visibility: visible !important;
}
[data-pluggy-connect] :is(div, iframe):not([id$=_modal]) {
  max-width: none !important;
  max-height: none !important;
}
[data-pluggy-connect] div { opacity: 1 !important; }
[data-pluggy-connect] [id$=_modal-overlay] { display: flex !important; background: none !important; }
[data-pluggy-connect] iframe[inert] { visibility: hidden !important; }
[data-pluggy-connect][data-ahead]:not([open]) {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  inset: 0 !important;
  visibility: hidden !important;
}
[data-pluggy-connect]:not([open]) :is(div, iframe) { visibility: hidden !important; }`;

const styles = css`
  p {
    font-size: 14px;
    line-height: 1.2;
  }
  .bar {
    flex-wrap: wrap;
  }
  .bar .offer {
    display: flex;
    flex: 1 0 100%;
    flex-wrap: wrap;
    gap: 8px;
    margin-inline-start: -16px;
    padding: 4px 16px 8px;
    background: #000;
  }
  .offer button {
    color: #1f2328;
    background: #fff;
    border-color: #fff;
    border-radius: var(--_radius);
    outline-offset: 2px;
  }
  .offer button + button {
    color: #fff;
    background: none;
  }
  @media (max-width: 500px) {
    .skeleton {
      inline-size: 100%;
      block-size: 100%;
      border-radius: 0;
    }
  }
  .question {
    box-sizing: border-box;
    inline-size: 340px;
    max-inline-size: calc(100% - 32px);
    padding: 24px;
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    pointer-events: auto;
  }
  .question::backdrop {
    background: #0008;
  }
  h2 {
    margin: 0;
    unicode-bidi: plaintext;
    font-size: 20px;
  }
  .question p {
    margin-block: 8px 16px;
    font-size: 16px;
    line-height: 1.4;
  }
  .question button {
    display: block;
    inline-size: 100%;
    margin-block-start: 8px;
  }
  .question button + button {
    color: inherit;
    background: none;
    border-color: var(--_border);
  }
`;

/** The dialog of the click, with what is needed from the widget's code on: its texts and the question. */
export class WidgetDialog implements WidgetChrome {
  #dialog: ConnectDialog;
  #messages: WidgetMessages;
  #question?: HTMLDialogElement;
  #offer?: HTMLElement;

  constructor(dialog: ConnectDialog, messages: WidgetMessages, opener: HTMLElement) {
    this.#dialog = dialog;
    this.#messages = messages;
    const { dialog: modal, root } = dialog;
    modal.dir = getComputedStyle(opener).direction;
    adoptStyles(root, [theme, button, dialogStyles, styles]);
    dialog.addRules(documentRules);
  }

  get container(): HTMLElement {
    return this.#dialog.container;
  }

  get isConnected(): boolean {
    return this.#dialog.dialog.isConnected;
  }

  set leave(leave: (how: Leave) => void) {
    this.#dialog.leave = leave;
  }

  /** At its full size, and neither to be seen nor to be reached. */
  layOut(): void {
    const { dialog, container } = this.#dialog;
    container.inert = true;
    dialog.toggleAttribute('data-ahead', true);
    this.#dialog.attach();
  }

  show(): void {
    const { dialog, container } = this.#dialog;
    container.inert = false;
    dialog.removeAttribute('data-ahead');
    this.#dialog.show();
  }

  hide(): void {
    this.#question?.remove();
    this.#dialog.hide();
  }

  remove(): void {
    this.#dialog.remove();
  }

  ready(): void {
    this.#dialog.skeleton.remove();
    this.#dialog.status.textContent = '';
    this.#dialog.button.textContent = this.#messages.close;
  }

  loading(): void {
    const { root, skeleton, status } = this.#dialog;
    root.append(skeleton);
    status.textContent = this.#messages.loading;
  }

  /** What the widget goes on beside: the institution that was chosen is connected already. */
  offer(bank: string, update: () => void): void {
    const { status, button } = this.#dialog;
    const messages = this.#messages;
    this.retract();
    status.textContent = messages.already(bank);
    const choice = (label: string, chosen?: () => void) => {
      const own = create('button', {}, label);
      own.onclick = () => {
        // What has the focus goes.
        button.focus();
        this.retract();
        chosen?.();
      };
      return own;
    };
    this.#offer = create('div', { class: 'offer' }, choice(messages.update, update), choice(messages.another));
    status.parentElement!.append(this.#offer);
  }

  /** It is no longer of use. */
  retract(): void {
    if (!this.#offer) return;
    this.#offer.remove();
    this.#offer = undefined;
    this.#dialog.status.textContent = '';
  }

  slow(): void {
    this.#dialog.status.textContent = this.#messages.slow;
  }

  ask(canHide: boolean): void {
    // Anew each time: the dialog below may have been shown again meanwhile, and must not be on top.
    this.#question?.remove();
    const messages = this.#messages;
    const question = create('dialog', { class: 'question', 'aria-label': messages.question });
    const answer = (text: string, how?: Leave) => {
      const choice = create('button', {}, text);
      choice.onclick = () => {
        question.close();
        question.remove();
        if (how) this.#dialog.leave(how);
      };
      return choice;
    };
    question.append(
      create('h2', {}, messages.question),
      create('p', {}, messages.explanation),
      answer(messages.stay),
      ...(canHide ? [answer(messages.hide, 'hide')] : []),
      answer(messages.leave, 'confirmed'),
    );
    this.#question = question;
    this.#dialog.root.append(question);
    question.showModal();
  }
}
