import { codeOf, describe, isRefusal, isSuccess } from '../answer.js';
import { attackersOf } from '../attackers.js';
import type { Backend, BackendCheck } from '../backend.js';
import { failed, passed, skipped, warned, type Verdict } from '../check.js';
import type { Route, Routes } from '../routes.js';
import type { Answer } from '../transport.js';
import { CODE_BODY } from './codes.js';
import { hasNoRoute, ofToken } from './session.js';
import { ofItems, ofReports } from './shared.js';
import { tokenIn } from './token-answer.js';

const LAX = /^(lax|strict)$/i;
const FIX =
  'Refuse requests whose Origin or Sec-Fetch-Site is another site, or require the CSRF token, for every content type.';

/** Returns the verdict about requests of other sites with the person's cookies. */
async function fromElsewhere(
  backend: Backend,
  fromHere: Answer,
  attack: (origin: string) => Promise<Answer>,
): Promise<Verdict> {
  const { secrets, base } = backend.options;
  let refusal = '';
  for (const origin of attackersOf(base)) {
    const answer = await attack(origin);
    secrets.add(tokenIn(answer).token);
    const isSame = answer.status === fromHere.status && codeOf(answer) === codeOf(fromHere);
    if (answer.status >= 500 && !isSame) return warned(`Origin: ${origin}: ${describe(answer)}`, `${FIX} Answer 403.`);
    if (isRefusal(answer) && !isSame) refusal ||= describe(answer);
    else return accepted(backend, `Origin: ${origin}: ${describe(answer)}, as from your own pages`);
  }
  return passed(refusal);
}

/** Returns the verdict about a request of another site that is not refused: `SameSite` may keep the cookie from it. */
function accepted({ sameSite }: Backend, seen: string): Verdict {
  if (sameSite === undefined)
    return failed(
      seen,
      `${FIX} Set SameSite=Lax on the session’s cookie, if that is not so: no answer sets the cookie.`,
    );
  if (LAX.test(sameSite)) return warned(`${seen}; the cookie is SameSite=${sameSite}`, FIX);
  return failed(seen, `${FIX} Set SameSite=Lax on the session’s cookie.`);
}

function withCookies({ options: { me } }: Backend, run: () => Promise<Verdict>): Verdict | Promise<Verdict> {
  if (me.hasCookies) return run();
  return skipped(
    me.hasSession ? 'the session is not in a cookie, so other sites cannot send it' : 'there is no session',
  );
}

const tried = (method: string, routeOf: (routes: Routes) => Route, what: string) => (backend: Backend) =>
  `${backend.name(method, routeOf(backend.options.routes))} ${what}`;
const CSRF = 'from other sites, with your cookies';
const CORS = 'for pages of other origins';

/** A check of a route that changes an Item. The Item does not exist, so that nothing changes. */
function changesItem(id: string, method: string, routeOf: (routes: Routes) => Route, body?: object): BackendCheck {
  return ofItems({
    id,
    tried: tried(method, routeOf, CSRF),
    expected: '403 by another reason than for your own pages',
    docs: 'backend.md#csrf-and-headers',
    run: (backend) =>
      withCookies(backend, async () => {
        const route = routeOf(backend.options.routes);
        const request = { itemId: backend.unknownId, body };
        const fromHere = await backend.ask(backend.options.me, method, route, request);
        if (fromHere.status === 405) return skipped('there is no such route');
        if (fromHere.status === 401) return skipped('the route refuses the session');
        return fromElsewhere(backend, fromHere, (origin) => backend.attack(origin, method, route, request));
      }),
  });
}

/** Returns the verdict about the answers to other origins. */
async function readable(backend: Backend, method: string, route: Route, itemId = ''): Promise<Verdict> {
  const fix =
    'Name the origins that may read the answers, and no others. Routes for pages of the same origin need no CORS headers.';
  for (const attacker of attackersOf(backend.options.base)) {
    const answer = await backend.askFromElsewhere(attacker, method, route, itemId);
    backend.options.secrets.add(tokenIn(answer).token);
    const preflight = await backend.preflight(attacker, method, route, itemId);
    for (const { headers } of [answer, preflight]) {
      const origin = headers.get('access-control-allow-origin');
      const hasCredentials = headers.get('access-control-allow-credentials') === 'true';
      // A sandboxed frame of any site has the origin null.
      if (origin === 'null' ? hasCredentials : origin === attacker) {
        const seen = `Access-Control-Allow-Origin repeats ${origin}`;
        return failed(`${seen}, as it would any origin alike${hasCredentials ? ', with credentials' : ''}`, fix);
      }
      if (origin === '*') return warned('Access-Control-Allow-Origin: *', fix);
    }
  }
  return passed('no permission for another origin');
}

export const ORIGIN_CHECKS: readonly BackendCheck[] = [
  ofToken({
    id: 'token-csrf',
    tried: tried('POST', ({ token }) => token, CSRF),
    expected: '403, or another refusal',
    docs: 'backend.md#csrf-and-headers',
    run: (backend) =>
      withCookies(backend, async () => {
        const fromHere = await backend.token();
        if (fromHere.method === 'GET') return skipped('the route takes GET');
        if (!isSuccess(fromHere)) return skipped(`the route answers ${describe(fromHere)}`);
        const { token } = backend.options.routes;
        return fromElsewhere(backend, fromHere, (origin) => backend.attack(origin, 'POST', token, { body: {} }));
      }),
  }),
  ofReports({
    id: 'items-csrf',
    tried: tried('POST', ({ items }) => items, CSRF),
    expected: '403 by another reason than for your own pages',
    docs: 'backend.md#csrf-and-headers',
    run: (backend) =>
      withCookies(backend, async () => {
        const { items } = backend.options.routes;
        const body = { itemId: backend.unknownId };
        const fromHere = await backend.once('link of no Item', () =>
          backend.ask(backend.options.me, 'POST', items, { body }),
        );
        if (await hasNoRoute(backend, fromHere)) return skipped('there is no such route');
        if (fromHere.status === 401) return skipped('the route refuses the session');
        return fromElsewhere(backend, fromHere, (origin) => backend.attack(origin, 'POST', items, { body }));
      }),
  }),
  changesItem('code-csrf', 'POST', ({ mfa }) => mfa, CODE_BODY),
  changesItem('update-csrf', 'PATCH', ({ item }) => item, {}),
  changesItem('delete-csrf', 'DELETE', ({ item }) => item),
  {
    id: 'token-cors',
    tried: tried('POST', ({ token }) => token, CORS),
    expected: 'no Access-Control-Allow-Origin for any origin',
    docs: 'backend.md#another-origin',
    run: (backend) => readable(backend, 'POST', backend.options.routes.token),
  },
  {
    id: 'items-cors',
    tried: tried('GET', ({ items }) => items, CORS),
    expected: 'no Access-Control-Allow-Origin for any origin',
    docs: 'backend.md#another-origin',
    async run(backend) {
      if (!(await backend.hasItems())) return skipped('there are no routes for Items');
      return readable(backend, 'GET', backend.options.routes.items);
    },
  },
  {
    id: 'item-cors',
    tried: tried('GET', ({ item }) => item, CORS),
    expected: 'no Access-Control-Allow-Origin for any origin',
    docs: 'backend.md#another-origin',
    async run(backend) {
      if (!(await backend.hasItems())) return skipped('there are no routes for Items');
      return readable(backend, 'GET', backend.options.routes.item, (await backend.itemId()) || backend.unknownId);
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
