import type { ReactiveElement } from '@lit/reactive-element';
import { printOnce } from '../../client/print-once.js';
import { attributeOf } from './attributes.js';

/** Returns the value of a property with a few allowed values: the first of them, with a warning, for any other value. */
export function choiceOf<K extends string, T extends string>(
  element: ReactiveElement & Readonly<Record<K, string>>,
  name: K,
  choices: readonly [T, ...T[]],
): T {
  const value: string = element[name];
  const choice = choices.find((each) => each === value);
  if (!choice && value) warn(element, name, value, choices.map((each) => `"${each}"`).join(' or '));
  return choice ?? choices[0];
}

/** The level of headings without an attribute. */
const HEADING_LEVEL = 3;

/** Returns the level of an element's headings. */
export function levelOf(element: ReactiveElement & { readonly headingLevel: number | string }): number {
  const level = Number(element.headingLevel);
  if (Number.isInteger(level) && level >= 1 && level <= 6) return level;
  // A framework may set null for a missing value.
  if (element.headingLevel) warn(element, 'headingLevel', element.headingLevel, 'a number from 1 to 6');
  return HEADING_LEVEL;
}

function warn({ localName }: Element, name: string, value: unknown, expected: string): void {
  const message = `<${localName}> ${attributeOf(name)}="${String(value)}" is ignored. Expected ${expected}.`;
  printOnce(message, globalThis, message);
}
