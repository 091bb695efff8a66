import { PluggyError } from '../../model/errors.js';
import type { Answer } from '../http/request.js';
import type { ServerClock } from '../http/server-clock.js';

/** The bounds of the keys that a message names: they come from the server. */
const MAX_KEYS = 20;
const MAX_NAME_LENGTH = 40;

/** Names of the token's field, in order of preference. Each is read at the top and inside each envelope. */
const NAMES = ['accessToken', 'connectToken', 'connect_token', 'access_token', 'token'];
const ENVELOPES = ['data', 'result', 'connectToken'];

const ANSWER_HINT = 'Answer with JSON: { "accessToken": "…" }.';

type Fields = Record<string, unknown>;

/**
 * Returns the Connect Token in a response.
 *
 * @throws PluggyError `token-malformed`. Messages never contain values from the response.
 */
export function readToken({ response, text }: Answer, target: string, field: string | undefined): string {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim() ?? '';
  const malformed = (problem: string) =>
    new PluggyError(
      'token-malformed',
      `${target} answered ${response.status} (${type.slice(0, MAX_NAME_LENGTH) || 'no content type'}) ${problem}`,
      { retryable: false },
    );

  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    if (/^(text\/plain)?$/i.test(type) && /^\S{16,}$/.test(text.trim())) return text.trim();
    throw malformed(`without a token. ${ANSWER_HINT}`);
  }

  const token = field ? atPath(body, field) : typeof body === 'string' ? body : findToken(body);
  if (isText(token)) return token.trim();

  const keys = isRecord(body) ? Object.keys(body) : [];
  if (keys.includes('apiKey')) {
    const hint =
      'An API key must never reach a browser. Request a Connect Token (POST /connect_token) and answer that.';
    throw malformed(`with an API key. ${hint}`);
  }
  const seen = keys.slice(0, MAX_KEYS).map((key) => key.slice(0, MAX_NAME_LENGTH));
  const found = `Keys seen: ${seen.join(', ') || 'none'}.`;
  if (field) throw malformed(`without a string at "${field}", the path in token-field. ${found}`);
  const named = NAMES.find((name) => keys.includes(name));
  const missing = named
    ? `without a token: "${named}" is ${kindOf((body as Fields)[named])}`
    : `without a token under ${NAMES.join(', ')}`;
  throw malformed(`${missing}. ${found} ${ANSWER_HINT}`);
}

/** Names the kind of a value, which is not shown. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'empty';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function findToken(body: unknown): unknown {
  if (!isRecord(body)) return undefined;
  const places = [body, ...ENVELOPES.map((name) => body[name])].filter(isRecord);
  return NAMES.flatMap((name) => places.map((place) => place[name])).find(isText);
}

function atPath(body: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), body);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && !!value.trim();
}

/** The time for which a token is valid. */
export interface TokenLife {
  readonly ms: number;
  /** Whether the time was computed with the device's clock, which may be wrong. */
  readonly isGuess?: boolean;
}

/**
 * Returns the time for which a JWT is still valid when it has just arrived; Infinity for other tokens and without `exp`. The
 * backend's clock counts where it is known. Otherwise a token with `iat` counts as new.
 */
export function lifeOf(token: string, clock?: ServerClock): TokenLife {
  try {
    const payload = token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const { exp, iat } = JSON.parse(atob(payload)) as { exp?: unknown; iat?: unknown };
    if (typeof exp !== 'number') return { ms: Infinity };
    if (clock?.isKnown) return { ms: exp * 1000 - clock.now() };
    if (typeof iat === 'number') return { ms: (exp - iat) * 1000 };
    return { ms: exp * 1000 - Date.now(), isGuess: true };
  } catch {
    return { ms: Infinity };
  }
}
