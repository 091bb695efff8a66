import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { forbidden } from './errors.js';
import { isLoopback } from './webhooks.js';

/** The routes that a connect token may call, and so a browser. Every other route is for backends. */
const CONNECT_TOKEN_ROUTES = [
  '/connectors',
  '/connectors/:id',
  '/connectors/:id/validate',
  '/items',
  '/items/:id',
  '/items/:id/mfa',
  '/accounts',
] as const;

/** Adds CORS to the routes for browsers. Without CORS no page can send `X-API-KEY`, or read a response. */
export function allowBrowsers(use: (path: string, handler: MiddlewareHandler) => unknown): void {
  const handler = cors({
    origin: '*',
    allowHeaders: ['X-API-KEY', 'Content-Type'],
    allowMethods: ['GET', 'POST', 'PATCH'],
    exposeHeaders: ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After'],
    maxAge: 600,
  });
  for (const path of CONNECT_TOKEN_ROUTES) use(path, handler);
}

interface Address {
  publicUrl?: string;
  hosts?: readonly string[];
}

/**
 * Refuses requests to other host names. A page can make its own domain name resolve to this machine (DNS rebinding), and
 * would then have the same origin as the sandbox.
 */
export function refuseOtherHosts({ publicUrl, hosts = [] }: Address): MiddlewareHandler {
  const names = new Set(hosts.map((name) => (name.includes(':') ? `[${name}]` : name.toLowerCase())));
  if (publicUrl) names.add(new URL(publicUrl).hostname);
  // An IP address needs no DNS, so a sandbox that listens on every address accepts each of them.
  const acceptsAddresses = names.has('0.0.0.0') || names.has('[::]');
  return async ({ req }, next) => {
    const { hostname } = new URL(req.url);
    if (!isLoopback(hostname) && !names.has(hostname) && !(acceptsAddresses && isAddress(hostname))) {
      throw forbidden(`The sandbox does not answer to the host ${hostname}; allow it with --host or hosts`);
    }
    await next();
  };
}

const isAddress = (hostname: string) => /^(\d+(\.\d+){3}|\[[\da-f:.]+\])$/.test(hostname);

/**
 * Refuses requests of other pages, for routes that require no credential. Browsers send `Origin` with every request that
 * changes state, and `Sec-Fetch-Site` with every request.
 */
export function refuseOtherPages(publicUrl: string | undefined): MiddlewareHandler {
  const publicOrigin = publicUrl && new URL(publicUrl).origin;
  return async ({ req }, next) => {
    const origin = req.header('origin');
    const isAllowed =
      origin === undefined
        ? ['none', 'same-origin', undefined].includes(req.header('sec-fetch-site'))
        : origin === new URL(req.url).origin || origin === publicOrigin;
    if (!isAllowed) throw forbidden('Only programs and pages of the sandbox may call this');
    await next();
  };
}
