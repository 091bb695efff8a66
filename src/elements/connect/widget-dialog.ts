import type { LeaveRequest, WidgetDialogPort } from '../../client/widget/types.js';
import type { ConnectMessages, WidgetMessages } from '../../locales/index.js';
import { initialsOf } from '../../model/initials.js';
import type { Connector } from '../../model/item-types.js';
import { adoptStyles } from '../shared/adopt-styles.js';
import { button } from '../shared/button.styles.js';
import { create } from '../shared/dom.js';
import { theme } from '../shared/theme.styles.js';
import type { FrameHost } from './frame-host.js';
import { returnFocus } from './return-focus.js';
import { followVisiblePart } from './visible-part.js';
import { styles as dialogStyles } from './dialog.styles.js';
import { guardInput } from './guard-input.js';
import { styles } from './widget-dialog.styles.js';

const preparedRules = `
:root>[data-pluggy-connect][data-prepared]:not([open]){--_pluggy-display:block;--_pluggy-visibility:hidden}`;

/** Longer names of institutions are cut, so that the offer leaves room for the widget. */
const MAX_NAME_LENGTH = 60;
/** Time in which the skeleton gives way to the widget. */
const FADE_MS = 160;

/** The texts of the button and its dialog, and those around the widget, in one language. */
export interface DialogMessages {
  readonly connect: ConnectMessages;
  readonly widget: WidgetMessages;
}

/** The dialog of the click with the texts, the question and the offer that belong to a widget. */
export class WidgetDialog implements WidgetDialogPort {
  readonly base: FrameHost;

  /** Keeps the frame as high as the room between the header and the offer. */
  readonly #footObserver?: ResizeObserver;
  #messages: DialogMessages;
  /** The texts on screen, to write them again in another language. */
  #texts = new Map<Element, (messages: DialogMessages) => string>();
  #question?: HTMLDialogElement;
  /** Whether the skeleton is in the place of the frame. */
  #isLoading = true;
  /** The end of the skeleton. */
  #fade?: Animation;
  #shownAt = performance.now();
  #stopFollowing?: () => void;

  constructor(dialog: FrameHost, messages: DialogMessages) {
    this.base = dialog;
    this.#messages = messages;
    adoptStyles(dialog.root, [theme, button, dialogStyles, styles]);
    dialog.addRules(preparedRules);
    this.#write(dialog.title, ({ connect }) => connect.title);
    this.#write(dialog.status, ({ connect }) => connect.preparing);
    this.#write(dialog.button, ({ connect }) => connect.close);
    const { foot } = dialog;
    // jsdom has no ResizeObserver.
    const { ResizeObserver: Observer } = dialog.view as Partial<Window & typeof globalThis>;
    this.#footObserver = Observer && new Observer(() => this.#makeRoom());
    this.#footObserver?.observe(foot);
    if (this.isOpen) this.#stopFollowing = followVisiblePart(dialog);
  }

  get container(): HTMLElement {
    return this.base.container;
  }

  get isConnected(): boolean {
    return this.base.element.isConnected;
  }

  get isOpen(): boolean {
    return this.base.element.hasAttribute('open');
  }

  get takesFocus(): boolean {
    return this.base.takesFocus?.() ?? true;
  }

  watch(changed: () => void): () => void {
    const { element, document, isInline } = this.base;
    const parents = isInline ? [element.parentNode ?? element] : [document, document.documentElement];
    const observer = new MutationObserver(changed);
    observer.observe(element, { attributeFilter: ['open'] });
    for (const parent of parents) observer.observe(parent, { childList: true });
    const endGuard = guardInput(this.base, () => this.#shownAt);
    return () => {
      observer.disconnect();
      endGuard();
    };
  }

  layOut(): void {
    const { element, container } = this.base;
    container.inert = true;
    element.toggleAttribute('data-prepared', true);
    this.base.attach();
  }

  show(): void {
    const { element, container } = this.base;
    container.inert = false;
    element.removeAttribute('data-prepared');
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
    this.#footObserver?.disconnect();
    this.base.remove();
  }

  ready(): void {
    const { panel, skeleton, status } = this.base;
    this.#isLoading = false;
    this.#write(status);
    panel.classList.remove('new');
    // jsdom has no animations.
    if (!(skeleton as Partial<HTMLElement>).animate || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      skeleton.remove();
      return;
    }
    this.#fade = skeleton.animate({ opacity: [1, 0] }, { duration: FADE_MS, fill: 'forwards' });
    this.#fade.onfinish = () => skeleton.remove();
  }

  loading(isUpdate: boolean): void {
    const { skeleton, status, foot } = this.base;
    this.#isLoading = true;
    this.#fade?.cancel();
    foot.before(skeleton);
    this.#write(status, ({ widget, connect }) => (isUpdate ? widget.loading : connect.preparing));
  }

  /** Says something about existing connections, and offers to update one of them, if it is known. The widget stays usable. */
  offer(bank: Connector | undefined, text: (messages: WidgetMessages) => string, update?: () => void): void {
    const { button, container, foot, isInline } = this.base;
    this.explain(text);
    const choice = (kind: string, label: (messages: DialogMessages) => string, chosen?: () => void) => {
      const option = this.#write(create('button', { class: kind }), label);
      option.onclick = () => {
        // The focused button is about to be removed.
        (isInline ? container.querySelector<HTMLElement>('iframe:not([inert])') : button)?.focus();
        this.retract();
        chosen?.();
      };
      return option;
    };
    if (bank) foot.prepend(logo(bank));
    foot.append(
      create(
        'div',
        { class: 'choice' },
        ...(update ? [choice('', ({ widget }) => widget.update, update)] : []),
        choice('outline', ({ widget }) => widget.another),
      ),
    );
  }

  /** Says something about an existing connection. The widget stays usable. */
  explain(text: (messages: WidgetMessages) => string): void {
    this.retract();
    this.base.foot.classList.add('offer');
    this.#write(this.base.status, ({ widget }) => text(widget));
  }

  /** Takes the offer or the explanation back. */
  retract(): void {
    const { status, foot } = this.base;
    if (!foot.matches('.offer')) return;
    foot.classList.remove('offer');
    foot.replaceChildren(status);
    this.#write(status);
  }

  slow(): void {
    this.#write(this.base.status, ({ widget }) => widget.slow);
  }

  /** Shortens the frame by the height of the offer below it. */
  #makeRoom(): void {
    const { element, foot } = this.base;
    const height = this.#isLoading ? 0 : foot.offsetHeight;
    if (height) element.style.setProperty('--_pluggy-foot', `${height}px`);
    else element.style.removeProperty('--_pluggy-foot');
  }

  ask(canHide: boolean): void {
    // A modal question would make the page around an inline widget inert.
    if (this.base.isInline) return;
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
    const { element, container } = this.base;
    element.lang = locale;
    element.setAttribute('aria-label', messages.connect.connect);
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

/** Returns the name of an institution, cut to a length that leaves room for the widget. */
export const shortName = (bank: Connector | undefined) =>
  Array.from(bank?.name ?? '')
    .slice(0, MAX_NAME_LENGTH)
    .join('');

/** Returns the logo of an institution, or its initials where the logo does not load. */
function logo({ name = '', imageUrl }: Connector): HTMLElement {
  const box = create('span', { class: 'logo', 'aria-hidden': 'true' }, initialsOf(name));
  if (!imageUrl) return box;
  const picture = create('img', { src: imageUrl, alt: '', referrerpolicy: 'no-referrer' });
  picture.onload = () => box.replaceChildren(picture);
  return box;
}
