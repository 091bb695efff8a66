import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

type AxeResults = Awaited<ReturnType<AxeBuilder['analyze']>>;

/** The axe that `@axe-core/playwright` injects. */
const SOURCE = readFileSync(
  createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** Themes differ only in colours: one theme gets every rule, the other theme this rule. */
export const CONTRAST = 'color-contrast';

/**
 * Runs axe in the document of a page, or in one part, without frames: every rule, or the given ones. Faster than
 * `AxeBuilder`, which opens a tab for each run and describes every element that passes.
 */
export async function runAxe(page: Page, rules?: string[], part?: string) {
  const isLoaded = await page.evaluate(() => typeof (window as { axe?: { run?: unknown } }).axe?.run === 'function');
  if (!isLoaded) await page.evaluate(SOURCE);
  const { passes, violations } = await page.evaluate(
    async ([runOnly, part]) => {
      const { axe } = window as unknown as { axe: { run(context: unknown, options: object): Promise<AxeResults> } };
      const { passes, violations } = await axe.run(part ?? document, {
        iframes: false,
        resultTypes: ['violations'],
        ...(runOnly && { runOnly }),
      });
      return { passes, violations };
    },
    [rules, part] as const,
  );
  return summary(passes, violations);
}

/** Returns the names of the rules without a finding, and the elements of the rules with one. */
export function summary(passes: AxeResults['passes'], violations: AxeResults['violations']) {
  return {
    passes: passes.map(({ id }) => id),
    violations: violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)] as const),
  };
}
