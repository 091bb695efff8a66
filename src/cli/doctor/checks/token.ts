import { lifeOf } from '../../../client/token/read-token.js';
import type { Backend, BackendCheck } from '../backend.js';
import { describe, isRefusal } from '../answer.js';
import { failed, passed, skipped, warned, type Verdict } from '../check.js';
import type { Answer } from '../transport.js';
import { sessionCookies } from '../cookies.js';
import { adviceForToken, isRefusedToken, ofToken, withoutTokenRoute } from './session.js';
import { noStore, problem } from './shared.js';
import { claimsOf, isOfSandbox, tokenIn } from './token-answer.js';

/** The life of Pluggy's tokens, and the tolerance for clocks. Source: https://docs.pluggy.ai/en/docs/authentication */
const LIFE_MS = 30 * 60_000;
const TOLERANCE_MS = 60_000;
/** Pluggy's tokens differ only if they were issued in different seconds. */
const NEXT_SECOND_MS = 1100;
/** A body that is larger than those of the elements. */
const LARGE_BODY_BYTES = 2_000_000;

const HINT = 'Answer with JSON: { "accessToken": "…" }, from the field accessToken of Pluggy’s answer.';

const route = ({ options }: Backend) => options.routes.token;
const tried = (what: string) => (backend: Backend) =>
  `${backend.name(backend.options.isTokenByGet ? 'GET' : 'POST', route(backend))}${what}`;

/** Returns the verdict about an answer that must be a refusal without a token. */
function refused(answer: Answer, fix: string): Verdict {
  const { token } = tokenIn(answer);
  if (token) return failed(`${answer.status} with a token`, fix);
  return isRefusal(answer) ? passed(describe(answer)) : failed(describe(answer), fix);
}

/** A check that needs a token. */
async function withToken(
  backend: Backend,
  run: (token: string, answer: Answer) => Verdict | Promise<Verdict>,
): Promise<Verdict> {
  const answer = await backend.token();
  const { token } = tokenIn(answer);
  return token ? run(token, answer) : skipped('the route answers without a token');
}

const CHECKS: readonly BackendCheck[] = [
  {
    id: 'token-answer',
    tried: tried(', as the button does'),
    expected: '2xx with { "accessToken": "…" }',
    docs: 'backend.md#what-the-route-may-answer',
    isForAnybody: true,
    async run(backend) {
      const answer = await backend.token();
      const { token, problem } = tokenIn(answer);
      backend.options.secrets.add(token);
      if (token) return passed(`${answer.status} with a token${answer.method === 'GET' ? ', by GET' : ''}`);
      if (await isRefusedToken(backend)) {
        const { whyHidden } = backend.options;
        return failed(whyHidden ? `${problem}; ${whyHidden}` : problem, await adviceForToken(backend, answer));
      }
      if (answer.status === 404) return failed(problem, 'Name the route: --token-endpoint /path.');
      return failed(problem, HINT);
    },
  },
  {
    id: 'token-secrets',
    tried: tried(': the other fields of the answer'),
    expected: 'no API key and no client secret',
    docs: 'backend.md#what-the-route-must-do',
    async run(backend) {
      const { text } = await backend.token();
      const [name] = /apiKey|api_key|clientSecret|client_secret|PLUGGY_CLIENT_SECRET/.exec(text) ?? [];
      if (name)
        return failed(
          `a field ${name}`,
          'Keep the API key and the client secret on the server: return the Connect Token only.',
        );
      return passed('none');
    },
  },
  {
    id: 'token-expiry',
    tried: tried(': the life of the token'),
    expected: 'valid now, for 30 minutes at most',
    docs: 'backend.md#the-token-route',
    run: (backend) =>
      withToken(backend, (token) => {
        const { exp, iat } = timesOf(token);
        if (exp === undefined)
          return warned('a token without an expiry', 'Return the Connect Token of Pluggy as it is.');
        const leftMs = lifeOf(token).ms;
        const untilEndMs = exp * 1000 - Date.now();
        if (leftMs <= 0 || untilEndMs <= 0) {
          return failed(
            'a token that has expired',
            'Request a new token from Pluggy for every call, and check the clocks of the servers.',
          );
        }
        if (iat !== undefined && untilEndMs < (exp - iat) * 1000 - TOLERANCE_MS) {
          return failed(
            `a token from ${minutes(Date.now() - iat * 1000)} ago`,
            'Request a new token from Pluggy for every call.',
          );
        }
        if (untilEndMs > LIFE_MS + TOLERANCE_MS) {
          return failed(
            `a token for ${minutes(untilEndMs)}, longer than a Connect Token`,
            'Return the Connect Token, not the API key.',
          );
        }
        return passed(`valid for ${minutes(untilEndMs)}`);
      }),
  },
  {
    id: 'token-client-user-id',
    tried: tried(': the owner in the token, which the sandbox’s tokens show'),
    expected: 'a clientUserId',
    docs: 'rules/auth-api-keys.md#take-the-user-from-the-session',
    run: (backend) =>
      withToken(backend, (token) => {
        if (!isOfSandbox(token))
          return skipped('only the sandbox’s tokens show the owner', 'Check a backend that uses the sandbox.');
        const { options } = claimsOf(token) as { options?: { clientUserId?: unknown } };
        if (options?.clientUserId) return passed('a clientUserId');
        return failed(
          'a token without clientUserId',
          'Send { "options": { "clientUserId": "…" } } to Pluggy: beside options, clientUserId is ignored, and an Item has no owner.',
        );
      }),
  },
  {
    id: 'token-fresh',
    tried: tried(', twice'),
    expected: 'two different tokens',
    docs: 'backend.md#what-the-route-must-do',
    run: (backend) =>
      withToken(backend, async (token) => {
        await new Promise((resolve) => setTimeout(resolve, NEXT_SECOND_MS));
        const second = tokenIn(await backend.tokenFor(backend.options.me)).token;
        backend.options.secrets.add(second);
        if (second === token)
          return failed(
            'the same token twice',
            'Do not cache tokens: a token is good for one open. Cache the API key.',
          );
        return passed('two different tokens');
      }),
  },
  {
    id: 'token-no-store',
    tried: tried(': caching'),
    expected: 'Cache-Control: no-store',
    docs: 'backend.md#what-the-route-must-do',
    async run(backend) {
      return noStore(await backend.token());
    },
  },
  {
    id: 'token-method',
    tried: (backend) => backend.name('GET', route(backend)),
    expected: '405 without a token',
    docs: 'backend.md#the-token-route',
    async run(backend) {
      if (backend.options.isTokenByGet) return skipped('the page sets token-method="GET"');
      if ((await backend.token()).method === 'GET') {
        return warned(
          'the route takes GET only',
          'Take POST: pages of other sites and prefetching cannot send it by accident.',
        );
      }
      const answer = await backend.ask(backend.options.me, 'GET', route(backend));
      return refused(answer, 'Answer only POST, and 405 with an Allow header to other methods.');
    },
  },
  {
    id: 'token-session',
    tried: tried(' without a session'),
    expected: '401',
    docs: 'backend.md#what-the-route-must-do',
    isForAnybody: true,
    async run(backend) {
      const missing = await withoutTokenRoute(backend);
      if (missing) return missing;
      const answer = await backend.tokenFor(backend.options.nobody);
      backend.options.secrets.add(tokenIn(answer).token);
      if (isRedirect(answer)) return failed(describe(answer), 'Answer 401 in place of a redirect to a login page.');
      if (tokenIn(answer).token && sessionCookies(answer.headers.getSetCookie()).length) {
        return warned(
          'a token, and a new session: every visitor may connect a bank',
          'Replace the session of a visitor with your login before people use the page, and answer 401 without one.',
        );
      }
      return refused(
        answer,
        'Answer 401 to a request without a session. Take the user from the session, never from the request.',
      );
    },
  },
  {
    id: 'token-unknown-item',
    tried: tried(' with the id of no Item'),
    expected: '403 or 404 without a token',
    docs: 'backend.md#what-the-route-must-do',
    run: (backend) =>
      withToken(backend, async () =>
        refused(
          await backend.once('token for no Item', () => backend.tokenFor(backend.options.me, backend.unknownId)),
          'Check that an itemId belongs to the person before you request a token for the Item.',
        ),
      ),
  },
  {
    id: 'token-bad-json',
    tried: tried(' with a body that is not JSON'),
    expected: '400 with JSON that has a code',
    docs: 'backend.md#what-each-status-means',
    async run(backend) {
      if ((await backend.token()).method === 'GET') return skipped('the route takes GET');
      return problem(
        backend,
        await backend.once('token with bad JSON', () =>
          backend.ask(backend.options.me, 'POST', route(backend), { body: '{"itemId":' }),
        ),
      );
    },
  },
  {
    id: 'token-bad-id',
    tried: tried(' with a path as itemId'),
    expected: '400, 403 or 404',
    docs: 'backend.md#what-each-status-means',
    run: (backend) =>
      withToken(backend, async () =>
        refused(
          await backend.tokenFor(backend.options.me, '../accounts'),
          'Refuse an itemId that is not a UUID: the id becomes part of a path at Pluggy.',
        ),
      ),
  },
  {
    id: 'token-large-body',
    tried: tried(' with 2 MB'),
    expected: '413, or another refusal',
    docs: 'backend.md#what-each-status-means',
    async run(backend) {
      if ((await backend.token()).method === 'GET') return skipped('the route takes GET');
      const body = JSON.stringify({ itemId: null, padding: 'x'.repeat(LARGE_BODY_BYTES) });
      const answer = await backend
        .ask(backend.options.me, 'POST', route(backend), { body })
        // A server may close the connection while the body is still on its way.
        .catch((error: Error) => error.message);
      if (typeof answer === 'string') return passed('the connection was closed');
      backend.options.secrets.add(tokenIn(answer).token);
      if (isRefusal(answer)) return passed(describe(answer));
      return warned(describe(answer), 'Limit the size of bodies, for example to 16 kB, and answer 413.');
    },
  },
];

export const TOKEN_CHECKS = CHECKS.map(ofToken);

const isRedirect = ({ status }: Answer) => status >= 300 && status < 400;
const minutes = (ms: number) => `${Math.max(1, Math.round(ms / 60_000))} min`;

function timesOf(token: string): { exp?: number; iat?: number } {
  const { exp, iat } = claimsOf(token);
  return { exp: typeof exp === 'number' ? exp : undefined, iat: typeof iat === 'number' ? iat : undefined };
}
