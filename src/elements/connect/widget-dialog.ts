import { css } from '@lit/reactive-element';
import type { LeaveRequest, WidgetDialogPort } from '../../client/widget/types.js';
import type { ConnectMessages, WidgetMessages } from '../../locales/index.js';
import { adoptStyles } from '../shared/adopt-styles.js';
import { create } from '../shared/dom.js';
import { button } from '../shared/button.styles.js';
import { theme } from '../shared/theme.styles.js';
import type { ConnectDialog } from './dialog.js';
import { returnFocus } from './return-focus.js';
import { followVisiblePart } from './visible-part.js';
import { styles as dialogStyles } from './dialog.styles.js';
import { guardInput } from './guard-input.js';

const preparedRules = `
:root>[data-pluggy-connect][data-prepared]:not([open]){--_pluggy-display:block;--_pluggy-visibility:hidden}`;

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
    inset-block: var(--_pluggy-top, 0px) var(--_pluggy-bottom, 0px);
    box-sizing: border-box;
    inline-size: 340px;
    max-inline-size: calc(100% - 32px);
    padding: 24px;
    color: var(--_text);
    background: var(--_surface-raised);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-dialog);
    box-shadow: var(--_shadow-dialog);
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
    inline-size: 100%;
    margin-block-start: 8px;
  }
`;

/** The texts of the button and its dialog, and those around the widget, in one language. */
export interface DialogMessages {
  readonly connect: ConnectMessages;
  readonly widget: WidgetMessages;
}

/** The dialog of the click with the texts, the question and the offer that belong to a widget. */
export class WidgetDialog implements WidgetDialogPort {
  readonly base: ConnectDialog;

  #messages: DialogMessages;
  /** The texts on screen, to write them again in another language. */
  #texts = new Map<Element, (messages: DialogMessages) => string>();
  #question?: HTMLDialogElement;
  #offer?: HTMLElement;
  /** Whether the bar says something about an existing connection. */
  #isExplaining = false;
  #shownAt = performance.now();
  #stopFollowing?: () => void;

  constructor(dialog: ConnectDialog, messages: DialogMessages) {
    this.base = dialog;
    this.#messages = messages;
    adoptStyles(dialog.root, [theme, button, dialogStyles, styles]);
    dialog.addRules(preparedRules);
    this.#write(dialog.status, ({ connect }) => connect.preparing);
    this.#write(dialog.button, ({ connect }) => connect.cancel);
    if (dialog.dialog.open) this.#stopFollowing = followVisiblePart(dialog);
  }

  get container(): HTMLElement {
    return this.base.container;
  }

  get isConnected(): boolean {
    return this.base.dialog.isConnected;
  }

  get isOpen(): boolean {
    return this.base.dialog.open;
  }

  watch(changed: () => void): () => void {
    const { dialog } = this.base;
    const { ownerDocument } = dialog;
    const observer = new MutationObserver(changed);
    observer.observe(dialog, { attributeFilter: ['open'] });
    for (const parent of [ownerDocument, ownerDocument.documentElement]) observer.observe(parent, { childList: true });
    const endGuard = guardInput(this.base, () => this.#shownAt);
    return () => {
      observer.disconnect();
      endGuard();
    };
  }

  layOut(): void {
    const { dialog, container } = this.base;
    container.inert = true;
    dialog.toggleAttribute('data-prepared', true);
    this.base.attach();
  }

  show(): void {
    const { dialog, container } = this.base;
    container.inert = false;
    dialog.removeAttribute('data-prepared');
    this.#shownAt = performance.now();
    this.base.show();
    this.#stopFollowing ??= followVisiblePart(this.base);
  }

  hide(): void {
    this.#question?.remove();
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
    this.base.hide();
    returnFocus(this.base);
  }

  remove(): void {
    this.base.remove();
  }

  ready(): void {
    this.base.skeleton.remove();
    this.#write(this.base.status);
    this.#write(this.base.button, ({ widget }) => widget.close);
  }

  loading(isUpdate: boolean): void {
    const { root, skeleton, status } = this.base;
    root.append(skeleton);
    this.#write(status, ({ widget, connect }) => (isUpdate ? widget.loading : connect.preparing));
  }

  /** Says something about existing connections, and offers to update one of them, if it is known. The widget stays usable. */
  offer(text: (messages: WidgetMessages) => string, update?: () => void): void {
    const { status, button } = this.base;
    this.explain(text);
    const choice = (label: (messages: DialogMessages) => string, chosen?: () => void) => {
      const option = this.#write(create('button'), label);
      option.onclick = () => {
        // The focused button is about to be removed.
        button.focus();
        this.retract();
        chosen?.();
      };
      return option;
    };
    this.#offer = create(
      'div',
      { class: 'offer' },
      ...(update ? [choice(({ widget }) => widget.update, update)] : []),
      choice(({ widget }) => widget.another),
    );
    status.parentElement!.append(this.#offer);
  }

  /** Says something about an existing connection. The widget stays usable. */
  explain(text: (messages: WidgetMessages) => string): void {
    this.retract();
    this.#isExplaining = true;
    this.#write(this.base.status, ({ widget }) => text(widget));
  }

  /** Takes the offer or the explanation back. */
  retract(): void {
    this.#offer?.remove();
    this.#offer = undefined;
    if (this.#isExplaining) this.#write(this.base.status);
    this.#isExplaining = false;
  }

  slow(): void {
    this.#write(this.base.status, ({ widget }) => widget.slow);
  }

  ask(canHide: boolean): void {
    // A new question is always on top: the dialog may have been shown again since the previous question.
    this.#question?.remove();
    const question = create('dialog', { class: 'question', 'aria-labelledby': 'question' });
    const answer = (text: (messages: DialogMessages) => string, how?: LeaveRequest) => {
      const choice = this.#write(create('button', { class: how ? 'outline' : '' }), text);
      choice.onclick = () => {
        question.close();
        question.remove();
        if (how) this.base.leave(how);
      };
      return choice;
    };
    question.append(
      this.#write(create('h2', { id: 'question' }), ({ widget }) => widget.question),
      this.#write(create('p'), ({ widget }) => widget.explanation),
      answer(({ widget }) => widget.stay),
      ...(canHide ? [answer(({ widget }) => widget.hide, 'hide')] : []),
      answer(({ widget }) => widget.leave, 'confirmed'),
    );
    this.#question = question;
    this.base.root.append(question);
    question.showModal();
  }

  /** Writes all texts again, in another language. The page in the widget's frame keeps its own. */
  translate(locale: string, messages: DialogMessages): void {
    this.#messages = messages;
    const { dialog, container } = this.base;
    dialog.lang = locale;
    dialog.setAttribute('aria-label', messages.connect.connect);
    for (const frame of container.querySelectorAll('iframe')) if (frame.title) frame.title = messages.widget.frame;
    for (const [element, text] of this.#texts) {
      if (element.isConnected) element.textContent = text(messages);
      else this.#texts.delete(element);
    }
  }

  #write<T extends Element>(element: T, text: (messages: DialogMessages) => string = () => ''): T {
    this.#texts.set(element, text);
    element.textContent = text(this.#messages);
    return element;
  }
}
