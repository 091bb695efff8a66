import { isRecord, plainCopy } from '../../model/sanitize.js';

/**
 * Codes have at least two parts: `A_CODE`, or `a-code` of a backend. A number, the name of a status ("Conflict") and a
 * sentence are not codes.
 */
const CODE = /^[a-z]\w*[_-][\w-]+$/i;
const MAX_CODE_LENGTH = 80;
/** Fields in which a backend passes Pluggy's code on. An earlier field takes precedence. */
const CODE_FIELDS = ['codeDescription', 'errorCode', 'code', 'error', 'message', 'detail'];
/** Bodies inside bodies that are searched. */
const MAX_DEPTH = 5;

/** The reason of a refused request, as Pluggy or the backend names it. */
export interface Refusal {
  /** Pluggy's code, in capitals; empty when the response names none. */
  readonly code: string;
  /** The minimum hours between two updates that Pluggy allows this application. */
  readonly minIntervalHours?: number;
  /** The time before which another attempt is refused. */
  readonly retryAfter?: Date;
}

/**
 * Reads the body of a refused request: Pluggy's own, or the backend's with Pluggy's fields at any place, in camelCase or
 * snake_case, or the code alone.
 * Source: https://docs.pluggy.ai/docs/connections/errors-validations
 */
export function readRefusal(text: string): Refusal {
  const body = plainCopy(parse(text) ?? text);
  const places = placesIn(body);
  const valuesOf = (name: string) => places.map((place) => place[name]);
  const found = [body, ...CODE_FIELDS.flatMap(valuesOf)].find(isCode);
  const hours = Number(valuesOf('minUpdateFrequencyAllowedInHours').find(Boolean));
  const date = new Date(valuesOf('canRetryAfterDate').find((value) => typeof value === 'string') ?? NaN);
  return {
    code: found?.trim().toUpperCase().replaceAll('-', '_') ?? '',
    ...(hours > 0 ? { minIntervalHours: hours } : {}),
    ...(isNaN(date.getTime()) ? {} : { retryAfter: date }),
  };
}

function isCode(value: unknown): value is string {
  return typeof value === 'string' && value.length < MAX_CODE_LENGTH && CODE.test(value.trim());
}

/** Returns the objects in a body, the outer ones first. A backend may send Pluggy's body as text. */
function placesIn(body: unknown, depth = 0): Record<string, unknown>[] {
  if (depth > MAX_DEPTH) return [];
  const value = typeof body === 'string' ? plainCopy(parse(body)) : body;
  const parts = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return [...(isRecord(value) ? [value] : []), ...parts.flatMap((part) => placesIn(part, depth + 1))];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
