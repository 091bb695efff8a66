import { replaceProperty } from './replace-property.js';

type Fields = Record<PropertyKey, unknown>;

/** Sets a member that an object lacks. Returns a function that removes it again. */
function fill(target: object | undefined, name: string, value: unknown): () => void {
  if (!target || (target as Fields)[name] !== undefined) return () => {};
  return replaceProperty(target, name, { configurable: true, writable: true, value });
}

function showModal(this: HTMLDialogElement): void {
  this.setAttribute('open', '');
}

function close(this: HTMLDialogElement): void {
  if (!this.hasAttribute('open')) return;
  this.removeAttribute('open');
  queueMicrotask(() => this.dispatchEvent(new Event('close')));
}

/**
 * Adds the parts of the platform that an open needs and that jsdom or happy-dom lacks; a browser has all of them. Returns a
 * function that removes what was added.
 */
export function fillDomGaps(): () => void {
  const { HTMLDialogElement, CSSStyleSheet } = globalThis as Partial<typeof globalThis>;
  const removals = [
    fill(HTMLDialogElement?.prototype, 'showModal', showModal),
    fill(HTMLDialogElement?.prototype, 'close', close),
    fill(CSSStyleSheet?.prototype, 'replaceSync', () => {}),
    fill(document, 'adoptedStyleSheets', []),
    fill(globalThis, 'CSS', { supports: () => true }),
    fill(window, 'origin', location.origin),
  ];
  return () => removals.forEach((remove) => remove());
}
