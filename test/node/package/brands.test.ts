import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { brands, pageRules, tokensOf } from '../../../stories/brands.js';

type Colour = [red: number, green: number, blue: number, alpha: number];
const THEMES = ['light', 'dark'] as const;

/** The defaults in the table of docs/theming.md. */
const DEFAULTS = new Map(
  [
    ...readFileSync(path.resolve(import.meta.dirname, '../../../docs/theming.md'), 'utf8').matchAll(
      /^\| `(--pluggy-[\w-]+)` \| `([^`]+)`/gm,
    ),
  ].map(([, name, value]) => [name!, value!]),
);

function parse(text: string): Colour {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
  if (hex) {
    const pairs = hex.length < 5 ? [...hex].map((digit) => digit + digit) : hex.match(/../g)!;
    const [red, green, blue, alpha = 255] = pairs.map((pair) => Number.parseInt(pair, 16));
    return [red!, green!, blue!, alpha / 255];
  }
  const parts = /^rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)$/.exec(text);
  if (!parts) throw new Error(`Not a colour: ${text}`);
  const [red, green, blue, alpha] = parts.slice(1).map(Number);
  return [red!, green!, blue!, alpha! / 100];
}

const over = ([r, g, b, alpha]: Colour, below: Colour): Colour => [
  ...([r, g, b].map((value, index) => value * alpha + below[index]! * (1 - alpha)) as [number, number, number]),
  1,
];

/** The relative luminance of WCAG 2. */
const luminance = (colour: Colour) => {
  const [red, green, blue] = colour
    .slice(0, 3)
    .map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
};

const contrast = (one: Colour, other: Colour) => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
};

describe.each(brands.flatMap((brand) => THEMES.map((theme) => ({ name: brand.name, brand, theme }))))(
  'the brand $name in the $theme theme',
  ({ brand, theme }) => {
    const tokens = tokensOf(brand, theme);
    const valueOf = (name: string) => {
      const value = tokens[`--pluggy-${name}`] ?? DEFAULTS.get(`--pluggy-${name}`)!;
      const pair = /^light-dark\((.+), (.+)\)$/.exec(value);
      return pair ? pair[theme === 'light' ? 1 : 2]! : value;
    };
    const text = parse(valueOf('color-text'));
    const colour = (name: string): Colour => {
      const share = /^color-mix\(in srgb, currentcolor (\d+)%, transparent\)$/.exec(valueOf(name))?.[1];
      return share ? [text[0], text[1], text[2], Number(share) / 100] : parse(valueOf(name));
    };
    // Each colour of a gradient may be behind a surface that is not opaque.
    const background = /body \{ background: (.+?); color/.exec(pageRules(brand, theme))![1]!;
    const pages = background.match(/#[0-9a-f]+/gi)!.map(parse);
    const surfaces = pages.flatMap((page) =>
      ['color-surface', 'color-surface-raised'].map((name) => over(colour(name), page)),
    );
    const least = (name: string, on: Colour[]) =>
      Math.min(...on.map((surface) => contrast(over(colour(name), surface), surface)));

    it('names tokens that exist, and has an opaque raised surface', () => {
      expect(Object.keys(tokens).filter((name) => !DEFAULTS.has(name))).toEqual([]);
      expect(colour('color-surface-raised')[3]).toBe(1);
    });

    it.each(['color-text', 'color-text-muted'])('has a contrast of 4.5:1 between %s and the surfaces', (name) => {
      expect(least(name, surfaces)).toBeGreaterThanOrEqual(4.5);
    });

    it.each([
      ['color-on-primary', 'color-primary'],
      ['color-surface-raised', 'color-danger'],
      ['color-surface-raised', 'color-attention'],
    ])('has a contrast of 4.5:1 between %s and %s, the text and the fill of a button', (ink, fill) => {
      expect(least(ink, [colour(fill)])).toBeGreaterThanOrEqual(4.5);
    });

    it.each(['control', 'primary', 'danger', 'ok', 'busy', 'attention', 'problem', 'neutral'])(
      'has a contrast of 3:1 between color-%s and the surfaces',
      (name) => {
        expect(least(`color-${name}`, surfaces)).toBeGreaterThanOrEqual(3);
      },
    );
  },
);
