const SESSION = /sess|sid|auth|token|login/i;
const CSRF = /csrf|xsrf/i;
/** A cookie that is removed has neither a value nor a future. */
const REMOVED = /^[^=]*=\s*(;|$)|;\s*max-age=(0|-\d+)\s*(;|$)|;\s*expires=[^;]*\b(19\d\d|20[01]\d)\b/i;

export const nameOf = (line: string) => line.split('=')[0]!.trim();

/** Returns the lines of `Set-Cookie` that begin or continue a session. */
export const sessionCookies = (lines: readonly string[]) =>
  lines.filter((line) => SESSION.test(nameOf(line)) && !CSRF.test(nameOf(line)) && !REMOVED.test(line));

/** Returns the weakest `SameSite` of a person's session cookie; undefined where no answer has set the cookie. */
export function sameSiteOf(lines: readonly string[], names: Iterable<string>): string | undefined {
  const known = new Set(names);
  const mine = lines.filter((line) => known.has(nameOf(line)) && !REMOVED.test(line));
  const hasSessionName = [...known].some((name) => SESSION.test(name) && !CSRF.test(name));
  const values = (hasSessionName ? sessionCookies(mine) : mine).map(
    (line) => /;\s*samesite=(\w+)/i.exec(line)?.[1] ?? 'None',
  );
  return values.find((value) => /none/i.test(value)) ?? values[0];
}
