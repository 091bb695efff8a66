import { createMiddleware } from 'hono/factory';
import { isIP } from 'node:net';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from './problem.js';
import type { SignedIn } from './session.js';

export interface Limits {
  /** Number of connect tokens that a session can request in a minute. */
  tokensPerMinute?: number;
  /** Number of event streams that a session can have open. */
  streams?: number;
}

const MINUTE_S = 60;

/** Creates the limits of a session. Each process counts for itself. */
export function createLimits({ tokensPerMinute = 30, streams = 20 }: Limits = {}) {
  const tokens = new RateLimiterMemory({ points: tokensPerMinute, duration: MINUTE_S });
  const openStreams = new RateLimiterMemory({ points: streams, duration: 0 });

  async function endStream(userId: string): Promise<void> {
    const { consumedPoints } = await openStreams.reward(userId);
    if (consumedPoints <= 0) await openStreams.delete(userId);
  }

  return {
    /** Middleware that refuses too many connect tokens. */
    tokens: createMiddleware<SignedIn>(async (c, next) => {
      await tokens.consume(c.get('userId')).catch(({ msBeforeNext }: RateLimiterRes) => {
        throw new Problem(429, 'too-many-tokens', 'Too many connect tokens. Try again in a moment.', {
          'Retry-After': String(Math.ceil(msBeforeNext / 1000)),
        });
      });
      await next();
    }),

    /** Counts an event stream, and returns the function to call when the stream ends. Refuses too many streams. */
    async openStream(userId: string): Promise<() => void> {
      try {
        await openStreams.consume(userId);
      } catch {
        await endStream(userId);
        throw new Problem(429, 'too-many-streams', 'Too many pages are open.', { 'Retry-After': String(MINUTE_S) });
      }
      let isOpen = true;
      return () => {
        if (isOpen) void endStream(userId);
        isOpen = false;
      };
    },
  };
}

/**
 * Refuses requests for other host names. A page of another site can point its own name at this server's address (DNS
 * rebinding), and would then be of the same origin. Such a page needs a name, so addresses and `localhost` are allowed.
 */
export function allowHosts(names: readonly string[]) {
  const allowed = new Set(names.map((name) => name.toLowerCase()));
  return createMiddleware(async (c, next) => {
    const { hostname } = new URL(c.req.url);
    const isAddress = isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
    if (!isAddress && hostname !== 'localhost' && !hostname.endsWith('.localhost') && !allowed.has(hostname)) {
      throw new Problem(421, 'wrong-host', 'This server does not answer to this host name.');
    }
    await next();
  });
}
