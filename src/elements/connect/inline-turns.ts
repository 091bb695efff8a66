import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import { pageRegistry } from '../../client/widget/page-registry.js';

/** Pause between two checks of an element that is in the window, and hidden by a style. No event reports its appearance. */
const CHECK_EVERY_MS = 200;

/** An inline element. */
export interface InlineHost extends HTMLElement, ReactiveControllerHost {
  open(): unknown;
}

/** The turn of an inline element, which opens by itself once. */
export interface InlineTurn {
  readonly host: InlineHost;
  isOver: boolean;
  /** Whether the element waits until it is visible. */
  readonly canOpen: boolean;
}

/** The elements that wait until they are visible. */
const candidates = new Map<InlineHost, Candidate>();

let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Opens the widget of the element when it is visible, unless another element has the widget then. Of several elements that
 * become visible together, the first one in the document opens.
 */
export function openWhenVisible(turn: InlineTurn): void {
  const { host } = turn;
  if (host.isConnected && !candidates.has(host)) candidates.set(host, new Candidate(turn));
}

/** An element that waits until it is visible. */
class Candidate implements ReactiveController {
  readonly host: InlineHost;
  readonly turn: InlineTurn;
  isInWindow = false;

  #observer: IntersectionObserver;

  constructor(turn: InlineTurn) {
    const { host } = turn;
    this.host = host;
    this.turn = turn;
    const { IntersectionObserver } = host.ownerDocument.defaultView ?? window;
    this.#observer = new IntersectionObserver((entries) => {
      this.isInWindow = entries.at(-1)!.isIntersecting;
      // The observers of all elements report in one task.
      if (this.isInWindow) chooseIn(0);
    });
    this.#observer.observe(host);
    host.addController(this);
  }

  get isVisible(): boolean {
    const { host } = this;
    const isShown = (host as Partial<InlineHost>).checkVisibility
      ? host.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
      : getComputedStyle(host).visibility === 'visible';
    return this.isInWindow && isShown;
  }

  hostDisconnected(): void {
    this.end();
  }

  end(): void {
    this.#observer.disconnect();
    this.host.removeController(this);
    candidates.delete(this.host);
    if (candidates.size) return;
    clearTimeout(timer);
    timer = undefined;
  }
}

function chooseIn(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(choose, ms);
}

/** Opens the first element that is visible. The others that are visible keep their buttons. */
function choose(): void {
  timer = undefined;
  // The next update of such an element brings it back.
  for (const candidate of candidates.values()) if (!candidate.turn.canOpen) candidate.end();
  const visible = [...candidates.values()].filter(({ isVisible }) => isVisible);
  visible.sort(({ host: one }, { host: other }) => compare(one, other));
  for (const candidate of visible) {
    candidate.end();
    candidate.turn.isOver = true;
  }
  if (!pageRegistry().running) visible[0]?.host.open();
  if ([...candidates.values()].some(({ isInWindow }) => isInWindow)) chooseIn(CHECK_EVERY_MS);
}

/** Returns a negative number if an element is before another one, where a shadow host is before its shadow root. */
function compare(one: Element, other: Element): number {
  const others = hostsOf(other);
  for (const host of hostsOf(one)) {
    const beside = others.find((each) => each.getRootNode() === host.getRootNode());
    if (beside) return host.compareDocumentPosition(beside) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  }
  return 0;
}

/** Returns the element and the shadow hosts around it, innermost first. */
function hostsOf(element: Element): Element[] {
  const root = element.getRootNode();
  return [element, ...(root instanceof ShadowRoot ? hostsOf(root.host) : [])];
}
