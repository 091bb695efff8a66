import type { Outcome, Result } from './check.js';

export interface Report {
  /** The version of this checker. */
  readonly version: string;
  /** The checked page, without the query. */
  readonly url: string;
  /** How the page was read. */
  readonly page: string;
  readonly checks: readonly Result[];
  readonly summary: Readonly<Record<Outcome, number>>;
}

const LABELS: Record<Outcome, string> = { passed: 'ok  ', warned: 'warn', failed: 'FAIL', skipped: 'skip' };

export function summaryOf(checks: readonly Result[]): Record<Outcome, number> {
  const count = (outcome: Outcome) => checks.filter((check) => check.outcome === outcome).length;
  return { passed: count('passed'), warned: count('warned'), failed: count('failed'), skipped: count('skipped') };
}

/** Writes a report for people. Each check has a line; a check that asks for something has all of it. */
export function textOf({ version, url, page, checks, summary }: Report): string {
  const lines = checks.flatMap(({ outcome, id, tried, expected, seen, fix, docs }) => {
    const head = `${LABELS[outcome]}  ${id}`;
    if (outcome === 'passed') return [`${head}: ${tried}: ${seen} (expected: ${expected})`];
    if (outcome === 'skipped') return [`${head}: ${tried}: not checked, because ${seen}${fix ? `. ${fix}` : ''}`];
    return [
      head,
      `      tried     ${tried}`,
      `      expected  ${expected}`,
      `      seen      ${seen}`,
      `      to do     ${fix}`,
      `      see       docs/${docs}`,
    ];
  });
  const { passed, warned, failed, skipped } = summary;
  return [
    `pluggy-elements doctor ${version}: ${url}`,
    page,
    '',
    ...lines,
    '',
    `${passed} passed, ${failed} failed, ${warned} with a warning, ${skipped} not checked`,
  ].join('\n');
}
