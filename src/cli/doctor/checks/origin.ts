import { codeOf, describe, isRefusal, isSuccess } from '../answer.js';
import type { Backend, BackendCheck } from '../backend.js';
import { failed, passed, skipped, warned, type Verdict } from '../check.js';
import type { Route, Routes } from '../routes.js';
import type { Answer } from '../transport.js';
import { tokenIn } from './token.js';

const LAX = /^(lax|strict)$/i;

/** Returns the verdict about a request of another site with the person's cookies. */
function fromElsewhere({ options }: Backend, answer: Answer, fromHere: Answer): Verdict {
  options.secrets.add(tokenIn(answer).token);
  const isRefused = isRefusal(answer) && (answer.status !== fromHere.status || codeOf(answer) !== codeOf(fromHere));
  if (isRefused) return passed(describe(answer));
  const seen = `${describe(answer)}, as from your own pages`;
  const fix =
    'Refuse requests whose Origin or Sec-Fetch-Site is another site, or require the CSRF token, for every content type.';
  if (LAX.test(options.sameSite ?? '')) return warned(`${seen}; the cookie is SameSite=${options.sameSite}`, fix);
  return failed(seen, `${fix} Set SameSite=Lax on the session’s cookie.`);
}

const withCookies = (backend: Backend, run: () => Promise<Verdict>) =>
  backend.options.me.hasCookies ? run() : skipped('the session is not in a cookie, so other sites cannot send it');

/** A check of a route that changes an Item. The Item does not exist, so that nothing changes. */
function changesItem(id: string, method: string, routeOf: (routes: Routes) => Route, body?: object): BackendCheck {
  return {
    id,
    tried: (backend) => `${backend.name(method, routeOf(backend.options.routes))} from another site, with your cookies`,
    expected: '403 by another reason than for your own pages',
    docs: 'backend.md#csrf-and-headers',
    run: (backend) =>
      withCookies(backend, async () => {
        if (!(await backend.hasItems())) return skipped('there are no routes for Items');
        const route = routeOf(backend.options.routes);
        const request = { itemId: backend.unknownId, body };
        const fromHere = await backend.ask(backend.options.me, method, route, request);
        if (fromHere.status === 405) return skipped('there is no such route');
        return fromElsewhere(backend, await backend.attack(method, route, request), fromHere);
      }),
  };
}

/** Returns the verdict about the answers to another origin. */
async function readable(backend: Backend, method: string, route: Route): Promise<Verdict> {
  const answer = await backend.askFromElsewhere(method, route);
  backend.options.secrets.add(tokenIn(answer).token);
  const preflight = await backend.preflight(method, route);
  for (const { headers } of [answer, preflight]) {
    const origin = headers.get('access-control-allow-origin');
    const hasCredentials = headers.get('access-control-allow-credentials') === 'true';
    const fix =
      'Name the origins that may read the answers, and no others. Routes for pages of the same origin need no CORS headers.';
    if (origin === 'https://attacker.example' || (origin === 'null' && hasCredentials)) {
      return failed(`Access-Control-Allow-Origin repeats any origin${hasCredentials ? ', with credentials' : ''}`, fix);
    }
    if (origin === '*') return warned('Access-Control-Allow-Origin: *', fix);
  }
  return passed('no permission for another origin');
}

export const ORIGIN_CHECKS: readonly BackendCheck[] = [
  {
    id: 'token-csrf',
    tried: (backend) => `${backend.name('POST', backend.options.routes.token)} from another site, with your cookies`,
    expected: '403, or another refusal',
    docs: 'backend.md#csrf-and-headers',
    run: (backend) =>
      withCookies(backend, async () => {
        const fromHere = await backend.token();
        if (!isSuccess(fromHere) || fromHere.method === 'GET') return skipped('the route does not answer POST');
        return fromElsewhere(
          backend,
          await backend.attack('POST', backend.options.routes.token, { body: {} }),
          fromHere,
        );
      }),
  },
  {
    id: 'items-csrf',
    tried: (backend) => `${backend.name('POST', backend.options.routes.items)} from another site, with your cookies`,
    expected: '403 by another reason than for your own pages',
    docs: 'backend.md#csrf-and-headers',
    run: (backend) =>
      withCookies(backend, async () => {
        if (!(await backend.hasItems())) return skipped('there are no routes for Items');
        const { items } = backend.options.routes;
        const body = { itemId: backend.unknownId };
        const fromHere = await backend.once('link of no Item', () =>
          backend.ask(backend.options.me, 'POST', items, { body }),
        );
        if (fromHere.status === 404 || fromHere.status === 405) return skipped('there is no such route');
        return fromElsewhere(backend, await backend.attack('POST', items, { body }), fromHere);
      }),
  },
  changesItem('code-csrf', 'POST', ({ mfa }) => mfa, { 'pluggy-elements-doctor': '739184' }),
  changesItem('update-csrf', 'PATCH', ({ item }) => item, {}),
  changesItem('delete-csrf', 'DELETE', ({ item }) => item),
  {
    id: 'token-cors',
    tried: (backend) => `${backend.name('POST', backend.options.routes.token)} for a page of another origin`,
    expected: 'no Access-Control-Allow-Origin for any origin',
    docs: 'backend.md#another-origin',
    run: (backend) => readable(backend, 'POST', backend.options.routes.token),
  },
  {
    id: 'items-cors',
    tried: (backend) => `${backend.name('GET', backend.options.routes.items)} for a page of another origin`,
    expected: 'no Access-Control-Allow-Origin for any origin',
    docs: 'backend.md#another-origin',
    async run(backend) {
      if (!(await backend.hasItems())) return skipped('there are no routes for Items');
      return readable(backend, 'GET', backend.options.routes.items);
    },
  },
  {
    id: 'page-cors',
    tried: (backend) => `${backend.name('POST', backend.options.routes.token)} for your page, which has another origin`,
    expected: 'Access-Control-Allow-Origin with the page’s origin',
    docs: 'backend.md#another-origin',
    async run(backend) {
      const { base, routes, me } = backend.options;
      if (new URL(routes.token.template, base).origin === base.origin)
        return skipped('the route has the page’s origin');
      const { headers } = await backend.token();
      const origin = headers.get('access-control-allow-origin');
      if (origin !== base.origin && origin !== '*') {
        return failed(
          origin ? `Access-Control-Allow-Origin: ${origin}` : 'no Access-Control-Allow-Origin',
          `Send Access-Control-Allow-Origin: ${base.origin}.`,
        );
      }
      if (me.hasCookies && headers.get('access-control-allow-credentials') !== 'true') {
        return failed(
          'no Access-Control-Allow-Credentials',
          'Send Access-Control-Allow-Credentials: true, and set credentials="include" on the provider.',
        );
      }
      return passed(`Access-Control-Allow-Origin: ${origin}`);
    },
  },
];
