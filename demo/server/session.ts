import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { sign, verify } from 'hono/jwt';
import type { Context } from 'hono';
import { Problem } from './problem.js';

const COOKIE = 'session';
const LIFETIME_S = 7 * 24 * 60 * 60;

export type Sessions = ReturnType<typeof createSessions>;

/** Somebody whom everybody may be, without a password. */
export interface Person {
  id: string;
  name: string;
}

export interface SignedIn {
  Variables: { userId: string };
}

/** Who is asking: a signed cookie that scripts cannot read, sent by this site's own pages only. */
export function createSessions(secret: string, people: readonly Person[] = []) {
  async function readUser(c: Context): Promise<string | undefined> {
    const cookie = getCookie(c, COOKIE);
    if (!cookie) return undefined;
    try {
      const { sub } = await verify(cookie, secret, 'HS256');
      return typeof sub === 'string' ? sub : undefined;
    } catch {
      return undefined;
    }
  }

  async function signIn(c: Context, person?: Person): Promise<string> {
    // Not guessable: with real credentials the user's bank data hangs on this id.
    const userId = person?.id ?? `visitor-${crypto.randomUUID()}`;
    const exp = Math.floor(Date.now() / 1000) + LIFETIME_S;
    setCookie(c, COOKIE, await sign({ sub: userId, exp }, secret, 'HS256'), {
      httpOnly: true,
      sameSite: 'Lax',
      secure: new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https',
      path: '/',
      maxAge: LIFETIME_S,
    });
    return userId;
  }

  return {
    people,

    /** For pages: whoever comes without a session is the first of the people, or a new user where there are none. */
    visitor: createMiddleware<SignedIn>(async (c, next) => {
      c.set('userId', (await readUser(c)) ?? (await signIn(c, people[0])));
      await next();
    }),

    /** For the API. */
    required: createMiddleware<SignedIn>(async (c, next) => {
      const userId = await readUser(c);
      if (!userId) throw new Problem(401, 'not-signed-in', 'There is no session. Open the page again to sign in.');
      c.set('userId', userId);
      await next();
    }),

    /** One of the people, by their id; a new user otherwise. */
    async change(c: Context, personId: unknown): Promise<void> {
      await signIn(
        c,
        people.find(({ id }) => id === personId),
      );
    },
  };
}

/**
 * Requests that change something come from our own pages. Hono's `csrf` lets JSON through because other sites need a
 * preflight for it; this holds for every content type. Every browser that we support sends at least one of the two
 * headers, so a request with neither is a program that has no other person's cookies.
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
  // The host only: behind a proxy that ends TLS the scheme is not the one that the browser sees.
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
}
