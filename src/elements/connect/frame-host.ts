import type { LeaveRequest } from '../../client/widget/types.js';
import type { ConnectMessages } from '../../locales/index.js';
import { adoptStyles } from '../shared/adopt-styles.js';
import { create } from '../shared/dom.js';
import { ignoreRepeats } from '../shared/repeated-input.js';
import { button } from '../shared/button.styles.js';
import { theme } from '../shared/theme.styles.js';
import { containerStyle, hostStyle, pin, styles } from './dialog.styles.js';

/** The element that opens the widget, with its settings. */
type Opener = HTMLElement & { readonly settings: { readonly noFullscreen?: boolean } };

/**
 * The place of the widget's frame: the modal dialog, or the box of an inline element. Both have a panel around the
 * frame, in a shadow root: a header, the loading skeleton, and the foot with its status line.
 */
export abstract class FrameHost {
  /** The element that the SDK fills. */
  readonly container = create('div');
  readonly root = create('div').attachShadow({ mode: 'open' });
  readonly title = create('p');
  readonly button = create('button', { class: 'plain' });
  /** The shapes of the widget's first page: a heading, a search field and a list of institutions. */
  readonly skeleton = create('div', { class: 'skeleton' }, ...[...'iibbbbb'].map((tag) => create(tag as 'i' | 'b')));
  readonly status = create('p', { role: 'status' });
  readonly foot = create('div', { class: 'foot' }, this.status);
  readonly bar = create('div', { class: 'bar' }, this.title, this.button);
  readonly panel = create('div', { class: 'panel new' }, this.bar, this.skeleton, this.foot);

  /** The element around the container and the panel. */
  readonly element: HTMLElement;
  /**
   * The element that gets the focus back. The frame belongs to the element's document, perhaps that of a frame or of
   * another window.
   */
  readonly opener: Opener;
  readonly document: Document;
  readonly view: Window & typeof globalThis;

  /** Handles input in the bar before its controls do. Returns false for a click that the controls must ignore. */
  onInput?: (event: Event, target: EventTarget) => boolean;

  #leave?: (how: LeaveRequest) => void;
  #sheets: CSSStyleSheet[] = [];

  constructor(element: HTMLElement, opener: Opener, lang: string, messages: ConnectMessages) {
    this.element = element;
    this.opener = opener;
    this.document = opener.ownerDocument;
    this.view = this.document.defaultView ?? window;
    const { root } = this;
    element.append(this.container, root.host);
    this.document.adoptNode(element);
    element.setAttribute('aria-label', messages.connect);
    element.lang = lang;
    const { colorScheme, direction } = getComputedStyle(opener);
    element.dir = direction;
    pin(this.container, containerStyle);
    pin(root.host as HTMLElement, `${hostStyle}color-scheme:${colorScheme};`);
    adoptStyles(root, [theme, button, styles]);
    this.title.textContent = messages.title;
    this.status.textContent = messages.preparing;
    this.button.textContent = messages.close;
    this.button.onclick = () => this.leave('button');
    root.append(this.panel);
    ignoreRepeats(root);
  }

  /** Whether the place is the box of an inline element, with a page around it that stays usable. */
  declare readonly isInline?: boolean;
  /** Returns whether a widget that is ready gets the focus. Default: yes. */
  takesFocus?(): boolean;

  /** Adds the element to the page, where it is not yet in it. */
  abstract attach(): void;
  abstract show(): void;
  abstract hide(): void;
  abstract remove(): void;

  /** Sets the handler of the person's wish to leave. The place has one open, and so one handler. */
  onLeave(handle: (how: LeaveRequest) => void): void {
    this.#leave = handle;
  }

  /** Tells the open that the person wants to leave. */
  leave(how: LeaveRequest): void {
    this.#leave?.(how);
  }

  /** Adds rules to the document for as long as the element is in it. */
  addRules(text: string): void {
    const sheet = new this.view.CSSStyleSheet();
    sheet.replaceSync(text);
    this.#sheets.push(sheet);
    if (this.element.isConnected) this.document.adoptedStyleSheets.push(sheet);
  }

  protected adoptRules(): void {
    this.document.adoptedStyleSheets?.push(...this.#sheets);
  }

  protected dropRules(): void {
    const { document } = this;
    document.adoptedStyleSheets = document.adoptedStyleSheets?.filter((sheet) => !this.#sheets.includes(sheet));
  }
}
