/** Codes are short; a longer text is a message. */
const MAX_CODE_LENGTH = 80;

/** The reason of a refused request, as Pluggy or the backend names it. */
export interface Refusal {
  /** Pluggy's code, in capitals; empty when the response names none. */
  readonly code: string;
  /** The minimum hours between two updates that Pluggy allows this application. */
  readonly minIntervalHours?: number;
  /** The time before which another attempt is refused. */
  readonly retryAfter?: Date;
}

type Fields = Record<string, unknown>;

/**
 * Reads the body of a refused request: Pluggy's own, or the backend's with Pluggy's fields.
 * Source: https://docs.pluggy.ai/docs/connections/errors-validations
 */
export function readRefusal(text: string): Refusal {
  const body = parse(text);
  const code = codeIn(body)?.toUpperCase().replaceAll('-', '_') ?? '';
  const hours = fieldIn(body, 'minUpdateFrequencyAllowedInHours', 'number');
  const date = new Date(fieldIn(body, 'canRetryAfterDate', 'string') ?? '');
  return {
    code,
    ...(hours !== undefined && hours > 0 ? { minIntervalHours: hours } : {}),
    ...(isNaN(date.getTime()) ? {} : { retryAfter: date }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the code in Pluggy's `codeDescription` or in the backend's `code`, at the top or inside `error` or `data`. */
function codeIn(body: unknown, depth = 0): string | undefined {
  if (!isFields(body)) return undefined;
  const { codeDescription, code, error, data } = body;
  const found = [codeDescription, code].find((part) => typeof part === 'string' && part.length < MAX_CODE_LENGTH);
  if (found || depth) return found as string | undefined;
  return typeof error === 'string' ? error : (codeIn(error, 1) ?? codeIn(data, 1));
}

interface Types {
  number: number;
  string: string;
}

/** Returns a field at the top or inside `data`, of the body or of its `error`. */
function fieldIn<Type extends keyof Types>(body: unknown, name: string, type: Type): Types[Type] | undefined {
  const outer = [body, (body as Fields | undefined)?.error].filter(isFields);
  const places = [...outer, ...outer.map(({ data }) => data)].filter(isFields);
  return places.map((place) => place[name]).find((value): value is Types[Type] => typeof value === type);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
