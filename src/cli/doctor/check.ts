export type Outcome = 'passed' | 'warned' | 'failed' | 'skipped';

/** The end of a check: what was seen, and what to do. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly seen: string;
  readonly fix?: string;
}

/** A check of a backend or of a page. */
export interface Check<Subject> {
  /** Kebab-case; stays the same in later versions, for scripts. */
  readonly id: string;
  /** The request or the part of the page, as the report names it. */
  readonly tried: (subject: Subject) => string;
  readonly expected: string;
  /** The part of the documentation, relative to the package's docs. */
  readonly docs: string;
  readonly run: (subject: Subject) => Verdict | Promise<Verdict>;
}

/** A check with its verdict. */
export interface Result extends Verdict {
  readonly id: string;
  readonly tried: string;
  readonly expected: string;
  readonly docs: string;
}

export const passed = (seen: string): Verdict => ({ outcome: 'passed', seen });
export const warned = (seen: string, fix: string): Verdict => ({ outcome: 'warned', seen, fix });
export const failed = (seen: string, fix: string): Verdict => ({ outcome: 'failed', seen, fix });
/** The verdict of a check that cannot be made; `fix` says how to make it. */
export const skipped = (seen: string, fix?: string): Verdict => ({ outcome: 'skipped', seen, fix });
