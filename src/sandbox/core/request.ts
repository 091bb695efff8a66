import { ApiError, badRequest } from './errors.js';

/** The largest body that the sandbox reads. */
const MAX_BODY_BYTES = 1_000_000;

/** Returns the request's text. Throws 413, without reading the rest, when the body is too large. */
export async function readText(request: Request): Promise<string> {
  if (!request.body) {
    const text = await request.text();
    if (text.length > MAX_BODY_BYTES) throw tooLarge();
    return text;
  }
  const reader = request.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > MAX_BODY_BYTES) {
      await reader.cancel();
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

const tooLarge = () => new ApiError(413, undefined, `Body is larger than ${MAX_BODY_BYTES} bytes`);

/** Returns the request's body, which must be an object. A missing body counts as an empty object. */
export async function readBody(request: Request): Promise<Record<string, unknown>> {
  const text = await readText(request);
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
