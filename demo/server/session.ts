import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { sign, verify } from 'hono/jwt';
import type { Context } from 'hono';
import { Problem } from './problem.js';

const COOKIE = 'session';
const LIFETIME_S = 7 * 24 * 60 * 60;

export type Sessions = ReturnType<typeof createSessions>;

/** An example user that any visitor can sign in as, without a password. */
export interface Person {
  id: string;
  name: string;
}

export interface SignedIn {
  Variables: { userId: string };
}

/** Creates the sessions: a signed `SameSite=Lax` cookie that scripts cannot read. */
export function createSessions(secret: string, people: readonly Person[] = []) {
  async function readUser(c: Context): Promise<string | undefined> {
    const cookie = isSecure(c) ? getCookie(c, COOKIE, 'host') : getCookie(c, COOKIE);
    if (!cookie) return undefined;
    try {
      const { sub } = await verify(cookie, secret, 'HS256');
      return typeof sub === 'string' ? sub : undefined;
    } catch {
      return undefined;
    }
  }

  async function signIn(c: Context, person?: Person): Promise<string> {
    // The id must not be guessable: it gives access to the user's bank data.
    const userId = person?.id ?? `visitor-${crypto.randomUUID()}`;
    const exp = Math.floor(Date.now() / 1000) + LIFETIME_S;
    setCookie(c, COOKIE, await sign({ sub: userId, exp }, secret, 'HS256'), {
      httpOnly: true,
      sameSite: 'Lax',
      // Browsers accept the name `__Host-session` from this host over https only, so no other subdomain can set it.
      ...(isSecure(c) && { prefix: 'host', secure: true }),
      path: '/',
      maxAge: LIFETIME_S,
    });
    return userId;
  }

  return {
    people,

    /** Middleware for pages. Signs in a visitor without a session as the first example user, or else as a new user. */
    visitor: createMiddleware<SignedIn>(async (c, next) => {
      c.set('userId', (await readUser(c)) ?? (await signIn(c, people[0])));
      await next();
    }),

    /** Middleware for the API. Responds with 401 to a request without a session. */
    required: createMiddleware<SignedIn>(async (c, next) => {
      const userId = await readUser(c);
      if (!userId) throw new Problem(401, 'not-signed-in', 'There is no session. Open the page again to sign in.');
      c.set('userId', userId);
      await next();
    }),

    /** Signs in as the example user with this id, or else as a new user. */
    async change(c: Context, personId: unknown): Promise<void> {
      await signIn(
        c,
        people.find(({ id }) => id === personId),
      );
    },
  };
}

/** Whether the browser uses https, here or at the proxy in front of this server. */
function isSecure(c: Context): boolean {
  const forwarded = c.req.header('x-forwarded-proto')?.split(',')[0]?.trim();
  return (forwarded ?? new URL(c.req.url).protocol.replace(':', '')) === 'https';
}

/**
 * Refuses requests from other sites that change data. Hono's `csrf` checks forms only, because JSON from another site
 * needs a preflight; this middleware checks every content type. All supported browsers send `Sec-Fetch-Site` or
 * `Origin`, so a request with neither comes from a program that holds no other user's cookies.
 */
export const sameOriginOnly = createMiddleware(async (c, next) => {
  if (!['GET', 'HEAD', 'OPTIONS'].includes(c.req.method) && !isSameOrigin(c)) {
    throw new Problem(403, 'cross-origin', 'This request came from another site.');
  }
  await next();
});

function isSameOrigin(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site) return site === 'same-origin' || site === 'none';
  const origin = c.req.header('origin');
  if (!origin) return true;
  // Compare hosts only: behind a proxy that terminates TLS, the server sees another scheme than the browser.
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
}
