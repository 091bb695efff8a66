import type { ReactiveController, ReactiveControllerHost } from '@lit/reactive-element';
import { pageRegistry } from '../../client/widget/page-registry.js';

/** Pause between two checks of an element that a style hides, or scales to nothing. No event reports its appearance. */
const CHECK_EVERY_MS = 200;
/** Shares of an element at which an observer reports again, so that an element whose edge touches the window is seen later. */
const FIRST_PIXELS = [0.01, 0.1];

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
  /** Whether pixels of the element are in the window. */
  isInWindow = false;

  /** Whether the element is in the window, and scaled to nothing: no report follows when the element grows. */
  #isTiny = false;
  #observer: IntersectionObserver;

  constructor(turn: InlineTurn) {
    const { host } = turn;
    this.host = host;
    this.turn = turn;
    const { IntersectionObserver } = host.ownerDocument.defaultView ?? window;
    this.#observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1)!;
        this.isInWindow = hasPixels(entry);
        this.#isTiny = !this.isInWindow && entry.intersectionRatio === 1;
        // The observers of all elements report in one task.
        if (this.isInWindow) chooseIn(0);
        else if (this.#isTiny) timer ??= setTimeout(choose, CHECK_EVERY_MS);
      },
      { threshold: FIRST_PIXELS },
    );
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

  /** Whether the element has to be checked again without a report. */
  get needsCheck(): boolean {
    return this.isInWindow || this.#isTiny;
  }

  /** Asks for a report about an element that may have grown. */
  check(): void {
    if (!this.#isTiny) return;
    this.#observer.unobserve(this.host);
    this.#observer.observe(this.host);
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

/** Whether more than a line of the element is in the window. `isIntersecting` is also true of edges and of empty areas. */
function hasPixels({ intersectionRect: { width, height } }: IntersectionObserverEntry): boolean {
  return width > 1 && height > 1;
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
  for (const candidate of candidates.values()) candidate.check();
  if ([...candidates.values()].some(({ needsCheck }) => needsCheck)) chooseIn(CHECK_EVERY_MS);
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
