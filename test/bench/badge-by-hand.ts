/** A badge in light DOM as a page's author would write it by hand, and Items to show. */
import { status as messages } from '../../src/locales/en/status.js';
import { statusLabel } from '../../src/elements/shared/item-labels.js';
import { createSign, drawSign, signOf, signs } from '../../src/elements/shared/signs.js';
import { itemView } from '../../src/model/item-view.js';
import type { Item } from '../../src/model/item-types.js';

export { messages };
export const STATUSES = ['UPDATED', 'UPDATING', 'LOGIN_ERROR', 'OUTDATED', 'WAITING_USER_INPUT'];
const idOf = (index: number) => `8d1f2c1e-0000-4000-8000-${String(index).padStart(12, '0')}`;
export const anItem = (index: number, status = STATUSES[index % STATUSES.length]!, second = 0) => ({
  id: idOf(index),
  status,
  executionStatus: 'SUCCESS',
  updatedAt: new Date(Date.UTC(2026, 10, 23, 10, 0, second)).toISOString(),
  connector: { id: 2, name: 'Pluggy Bank' },
});

/** The look of the element, for light DOM. */
const SHEET = `
  .badge { display: inline-block; box-sizing: border-box; max-inline-size: 100%; padding: 0.1em 0.7em 0.1em 2.25em;
    text-indent: -1.55em; border: 1px solid color-mix(in srgb, var(--tone) 35%, transparent); border-radius: 1.2em;
    background: color-mix(in srgb, var(--tone) 10%, transparent); font-size: 0.875em; line-height: 1.4 }
  .badge.ok { --tone: light-dark(#1a7f37, #4ac26b) } .badge.busy { --tone: light-dark(#1a5fd0, #79a8ff) }
  .badge.attention { --tone: light-dark(#c4320a, #ff9271) } .badge.problem { --tone: light-dark(#b45309, #e3b341) }
  .badge.neutral { --tone: light-dark(#59636e, #a6adb5) }
  :is(.badge, .shoelace) > .sign { color: var(--tone, inherit); margin-inline-end: 0.4em }
  ${signs.cssText}`;
const style = document.createElement('style');
style.textContent = SHEET;
document.head.append(style);

/** Renders the badge by hand: one function, three elements, the same words. */
function handWritten(item: Item): HTMLElement {
  const badge = document.createElement('span');
  const label = document.createElement('span');
  badge.append(createSign(), label);
  fill(badge, label, item);
  return badge;
}
export function fill(badge: HTMLElement, label: HTMLElement, item: Item): void {
  const view = itemView(item);
  badge.className = `badge ${view.severity}`;
  drawSign(badge.firstElementChild as SVGSVGElement, signOf(view));
  label.textContent = statusLabel(view, messages, String);
}
export function byHand(items: Item[]): Node {
  const all = document.createDocumentFragment();
  for (const item of items) all.append(handWritten(item), ' ');
  return all;
}
