import { printOnce } from './print-once.js';

/** Prefixes and characters of attributes that belong to other vocabularies: frameworks, data and events. */
const FOREIGN = /^(data-|aria-|ng-|on|_|(?!no-)[a-z]{1,2}-)|[^\w-]/;

/** Number of wrong letters in a name of this length with which the name is still recognized. */
const allowedErrors = (length: number) => (length < 5 ? 0 : length < 10 ? 1 : 2);

/**
 * The attribute that a written name stands for, by tag and name; undefined for a name without a likely meaning. A name that
 * stands for itself is an attribute of the provider.
 */
const suggestions = new Map<string, string | undefined>();

/**
 * Warns of attributes that look like a misspelling of an attribute of the element: `tokenendpoint`, `token_endpoint`. The
 * value is not printed: it may be a secret.
 */
export function checkAttributes(element: Element): void {
  for (const { name } of element.attributes) {
    const key = `${element.localName} ${name}`;
    if (!suggestions.has(key)) suggestions.set(key, suggestionFor(element, name));
    const real = suggestions.get(key);
    if (!real || (real !== name && element.hasAttribute(real))) continue;
    const remedy = real === name ? 'Set it on the <pluggy-provider> around it.' : `Did you mean ${real}?`;
    printOnce(`<${element.localName}> ${name} is not an attribute of this element. ${remedy}`);
  }
}

/** Checks an element, and the elements of this library inside. */
export function checkAttributesInside(element: Element): void {
  checkAttributes(element);
  for (const part of element.getElementsByTagName('*')) if (part.localName.startsWith('pluggy-')) checkAttributes(part);
}

const attributesOf = (type: unknown) => (type as { observedAttributes?: readonly string[] })?.observedAttributes ?? [];

function suggestionFor(element: Element, name: string): string | undefined {
  const known = attributesOf(element.constructor);
  if (known.includes(name) || FOREIGN.test(name) || isGlobal(name)) return undefined;
  // A short name, such as `theme`, may be the page's own.
  const isEndpoint = name.endsWith('-endpoint');
  if (isEndpoint && attributesOf(customElements.get('pluggy-provider')).includes(name)) return name;
  const letters = lettersOf(name);
  const candidates = known
    .map((real) => ({ real, errors: distance(letters, lettersOf(real)) }))
    .filter(({ real, errors }) => errors <= allowedErrors(lettersOf(real).length));
  return candidates.sort((a, b) => a.errors - b.errors)[0]?.real;
}

/** Returns the letters of a name, with one ending for `country` and `countries`. */
const lettersOf = (name: string) => name.toLowerCase().replace(/[-_]/g, '').replace(/ies$/, 'y');

/** Whether every HTML element has the attribute, such as `tabindex`: its property has the same letters. */
function isGlobal(name: string): boolean {
  const letters = lettersOf(name);
  for (const property in HTMLElement.prototype) if (property.toLowerCase() === letters) return true;
  return false;
}

/** Returns the number of letters to add, remove, replace or swap with their neighbours. */
function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row++) {
    const [previous, beforePrevious] = [rows[row - 1]!, rows[row - 2]];
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (isSame ? 0 : 1),
        isSwap && beforePrevious ? beforePrevious[column - 2]! + 1 : Infinity,
      );
    }
    rows.push(current);
  }
  return rows[from.length]![to.length]!;
}
