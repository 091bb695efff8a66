import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { readId } from './items.js';
import { answerProblem, Problem } from './problem.js';

/** Refuses a larger body before reading it. */
export function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: (c) => answerProblem(c, new Problem(413, 'too-large', `The body is larger than ${maxSize} bytes.`)),
  });
}

/** Returns the `:id` of a route, an Item's id. */
export function pathItemId(c: Context): string {
  return readId(c.req.param('id')) ?? raiseBadItemId();
}

/** Returns the position of the last Item of the previous page. */
export function readCursor(c: Context): string | undefined {
  const after = c.req.query('after');
  if (after === undefined || /^\d{1,18}$/.test(after)) return after;
  throw new Problem(400, 'bad-cursor', '"after" must be the "next" of the previous page.');
}

export async function readItemId(c: Context, options?: { optional: false }): Promise<string>;
export async function readItemId(c: Context, options: { optional: true }): Promise<string | undefined>;
export async function readItemId(c: Context, { optional } = { optional: false }): Promise<string | undefined> {
  const text = await c.req.text();
  const { itemId } = text || !optional ? parseObject(text) : {};
  if (optional && (itemId === undefined || itemId === null)) return undefined;
  return readId(itemId) ?? raiseBadItemId();
}

/** Reads the MFA parameters that an Item waits for: `{ [parameter.name]: value }`. */
export function readParameters(text: string): Record<string, string> {
  const parameters = Object.entries(parseObject(text));
  const areStrings = parameters.every((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (!areStrings || parameters.length === 0) {
    throw new Problem(
      400,
      'bad-parameters',
      'The body must be an object with string values: { "parameter name": "value" }.',
    );
  }
  return Object.fromEntries(parameters);
}

export function parseObject(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Text that is not JSON gets the same response as JSON that is not an object.
  }
  throw new Problem(400, 'bad-json', 'The body must be a JSON object.');
}

function raiseBadItemId(): never {
  throw new Problem(400, 'bad-item-id', '"itemId" must be the id of an item, a UUID.');
}
