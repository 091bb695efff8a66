/** The longest wait that a header can ask for: a day. */
const MAX_WAIT_MS = 86_400_000;

/**
 * Returns the moment that a response's `Retry-After` header names, at most a day from now. The header holds seconds or an
 * HTTP date; any other value counts as absent.
 */
export function retryAfter({ headers }: Response): Date | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  const now = Date.now();
  let waitMs = NaN;
  if (/^\d+(\.\d+)?$/.test(value)) {
    waitMs = Number(value) * 1000;
  } else if (/\d:\d\d:\d\d/.test(value)) {
    // Date.parse() also accepts text such as "in 5", which is not a date. The server's own clock counts: the device's may be wrong.
    const serverTime = Date.parse(headers.get('date') ?? '');
    waitMs = Date.parse(inGmt(value)) - (isNaN(serverTime) ? now : serverTime);
  }
  return isNaN(waitMs) ? undefined : new Date(now + Math.min(waitMs, MAX_WAIT_MS));
}

/** Returns the date with a time zone. HTTP dates are in GMT, and their oldest form does not say so. */
function inGmt(date: string): string {
  if (/([A-Z]|[+-]\d\d:?\d\d)$/i.test(date)) return date;
  return date + (/^\d+-/.test(date) ? 'Z' : ' GMT');
}
