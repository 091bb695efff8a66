import page from '../docs/theming.md?raw';
import type { TokenValue } from './brands.js';

/** A token of the table in docs/theming.md. */
export interface Token {
  /** The name without `--pluggy-`. */
  readonly name: string;
  readonly initial: TokenValue;
  readonly description: string;
}

/** Splits `light-dark(#fff, #000)` into its two values. */
function parse(value: string): TokenValue {
  const [, light, dark] = /^light-dark\(([^,()]+), ([^,()]+)\)$/.exec(value) ?? [];
  return light && dark ? [light, dark] : value;
}

/** Every token with its default value. */
export const TOKENS: readonly Token[] = [...page.matchAll(/^\| `--pluggy-([\w-]+)` \| `([^`]+)` \| (.+) \|$/gm)].map(
  ([, name, initial, description]) => ({ name: name!, initial: parse(initial!), description: description! }),
);

/**
 * Returns a style sheet that sets tokens for the whole page, its dialogs included. Browsers without `light-dark()` get the
 * light values.
 */
export function cssOf(values: Readonly<Record<string, TokenValue>>): string {
  const set = TOKENS.flatMap(({ name }) => (name in values ? [[name, values[name]!] as const] : []));
  const rule = (declarations: string[], indent = '') =>
    `${indent}:root {\n${declarations.map((declaration) => `${indent}  ${declaration};\n`).join('')}${indent}}\n`;
  const light = set.map(([name, value]) => `--pluggy-${name}: ${typeof value === 'string' ? value : value[0]}`);
  const both = set.flatMap(([name, value]) =>
    typeof value === 'string' ? [] : [`--pluggy-${name}: light-dark(${value[0]}, ${value[1]})`],
  );
  if (both.length === 0) return rule(light);
  return `${rule(light)}\n@supports (color: light-dark(red, red)) {\n${rule(both, '  ')}}\n`;
}
