import { ApiError, badRequest } from './errors.js';

/** Returns the request's body, which must be an object. A missing body counts as an empty object. */
export async function readBody(request: Request): Promise<Record<string, unknown>> {
  const text = await request.text();
  if (text === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ApiError(406, undefined, 'Body is not valid JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('Body must be an object');
  return body as Record<string, unknown>;
}

/** Returns credentials or an MFA answer, or `undefined` for a missing or empty object. */
export function readParameters(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || !Object.values(value).every((entry) => typeof entry === 'string')) {
    throw badRequest('parameters must be an object of texts');
  }
  return Object.keys(value).length > 0 ? { ...(value as Record<string, string>) } : undefined;
}
