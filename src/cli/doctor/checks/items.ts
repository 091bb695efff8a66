import { parseItem } from '../../../model/parse-item.js';
import { parseItems } from '../../../model/parse-items.js';
import { describe, hasStackTrace, isRefusal, isSuccess, jsonOf, refusesPerson, typeOf } from '../answer.js';
import { idsIn, isMissing, type Backend, type BackendCheck } from '../backend.js';
import { failed, passed, skipped, warned, type Verdict } from '../check.js';
import { sessionCookies } from '../cookies.js';
import type { Answer } from '../transport.js';
import { CODE, CODE_BODY } from './codes.js';
import { noStore, ofItems, ofReports, problem, stackTrace } from './shared.js';
import { hasNoRoute, isRefusedToken, noItem, noSession, refusedHere, signIn } from './session.js';

const items = ({ options }: Backend) => options.routes.items;
const item = ({ options }: Backend) => options.routes.item;
const mfa = ({ options }: Backend) => options.routes.mfa;
const list =
  (what = '') =>
  (backend: Backend) =>
    `${backend.name('GET', items(backend))}${what}`;
const one = (method: string, what: string) => (backend: Backend) => `${backend.name(method, item(backend))}${what}`;
const report = (what: string) => (backend: Backend) => `${backend.name('POST', items(backend))}${what}`;
const code = (what: string) => (backend: Backend) => `${backend.name('POST', mfa(backend))}${what}`;

/** Parameters from which a backend must not take the user. */
const USER_NAMES = ['user', 'userId', 'user_id', 'clientUserId'];

/** Fields that never belong into a browser. */
const PRIVATE = ['webhookUrl', 'webhook_url', 'clientUserId', 'client_user_id', 'clientSecret', 'apiKey'];

/** Returns the verdict about a request for no Item. A route that does not exist is no fault. */
function refusesUnknown(backend: Backend, answer: Answer, fix: string): Verdict {
  return refusedHere(backend, answer) ?? (isRefusal(answer) ? passed(describe(answer)) : failed(describe(answer), fix));
}

/** Returns the verdict about an answer without a list. */
async function withoutList(backend: Backend, answer: Answer): Promise<Verdict> {
  if (await isRefusedToken(backend)) return noSession(backend);
  const EMPTY = 'A signed-in person without Items has an empty list, [].';
  if (refusesPerson(answer)) return failed(describe(answer), `${signIn(backend)} ${EMPTY}`);
  return failed(describe(answer), answer.status === 404 ? `${EMPTY} Name another route with --items-endpoint.` : EMPTY);
}

const CHECKS: readonly BackendCheck[] = [
  {
    id: 'items-list',
    tried: list(),
    expected: '2xx with a list of Items, [] for none',
    docs: 'backend.md#items',
    isForAnybody: true,
    async run(backend) {
      const answer = await backend.list();
      if (!isSuccess(answer)) return withoutList(backend, answer);
      try {
        const malformed: string[] = [];
        const { length } = parseItems(jsonOf(answer), (error) => malformed.push(error.message));
        if (malformed.length) return failed(`${malformed.length} entries that are not Items`, 'Each Item needs an id.');
        return passed(`${answer.status} with ${length} Item${length === 1 ? '' : 's'}`);
      } catch (error) {
        const seen =
          jsonOf(answer) === undefined
            ? `${answer.status} with ${typeOf(answer) || 'no content type'} in place of JSON`
            : (error as Error).message.replace(/^<.+?> | See \S+$/g, '');
        return failed(seen, 'Answer with a JSON list of Items, or one under results, items or data.');
      }
    },
  },
  {
    id: 'items-no-store',
    tried: list(': caching'),
    expected: 'Cache-Control: no-store',
    docs: 'backend.md#items',
    run: async (backend) => noStore(await backend.list()),
  },
  {
    id: 'items-private-fields',
    tried: list(': the fields of the Items'),
    expected: 'no webhookUrl and no clientUserId',
    docs: 'backend.md#items',
    async run(backend) {
      const answer = await backend.list();
      if (!isSuccess(answer)) return skipped('the route answers without a list');
      if (!idsIn(answer).length) return skipped('the list has no Item', 'Connect a bank as this person.');
      const found = PRIVATE.filter((name) => answer.text.includes(`"${name}"`));
      if (!found.length) return passed('none');
      return failed(
        `the fields ${found.join(', ')}`,
        'List the fields that a browser may see, and leave out all others.',
      );
    },
  },
  {
    id: 'items-session',
    tried: list(' without a session'),
    expected: '401',
    docs: 'backend.md#what-each-status-means',
    isForAnybody: true,
    async run(backend) {
      const answer = await backend.ask(backend.options.nobody, 'GET', items(backend));
      if (isSuccess(answer) && !idsIn(answer).length && sessionCookies(answer.headers.getSetCookie()).length) {
        return warned(
          'an empty list, and a new session: every visitor is a person of your site',
          'Replace the session of a visitor with your login before people use the page, and answer 401 without one.',
        );
      }
      const fix =
        'Answer 401: an empty list would tell the person that there are no connections, and a redirect hides the reason.';
      if (answer.status !== 401 && answer.status !== 403) return failed(describe(answer), fix);
      const query = Object.fromEntries(USER_NAMES.map((name) => [name, 'pluggy-elements-doctor']));
      const named = await backend.ask(backend.options.nobody, 'GET', items(backend), { query });
      if (!isSuccess(named)) return passed(describe(answer));
      return failed(
        `${named.status} with ?${USER_NAMES.join('=…&')}=…: the address signs anybody in`,
        'Take the user from the session, never from the request.',
      );
    },
  },
  {
    id: 'item-read',
    tried: one('GET', ' of yours'),
    expected: '2xx with the Item',
    docs: 'backend.md#items',
    async run(backend) {
      const itemId = await backend.itemId();
      if (!itemId) return noItem(backend);
      const answer = await backend.ask(backend.options.me, 'GET', item(backend), { itemId });
      if (!isSuccess(answer)) return failed(describe(answer), 'Answer with the Item of the list.');
      try {
        const { id } = parseItem(jsonOf(answer));
        return id === itemId
          ? passed(`${answer.status} with the Item`)
          : failed('an Item with another id', 'Answer with the requested Item.');
      } catch {
        return failed(`${answer.status} without an Item`, 'Answer with the Item, also inside data, item or result.');
      }
    },
  },
  {
    id: 'item-unknown',
    tried: one('GET', ' with the id of no Item'),
    expected: '404',
    docs: 'backend.md#what-each-status-means',
    async run(backend) {
      const answer = await backend.once('no Item', () =>
        backend.ask(backend.options.me, 'GET', item(backend), { itemId: backend.unknownId }),
      );
      if (answer.status === 404) return passed(describe(answer));
      const fix = 'Answer 404, so that the elements remove the Item.';
      return refusedHere(backend, answer) ?? failed(describe(answer), fix);
    },
  },
  {
    id: 'item-bad-id',
    tried: one('GET', ' with a path as id'),
    expected: '400 or 404',
    docs: 'backend.md#what-each-status-means',
    async run(backend) {
      const answer = await backend.ask(backend.options.me, 'GET', item(backend), { itemId: '../accounts' });
      return refusesUnknown(
        backend,
        answer,
        'Refuse an id that is not a UUID: the id becomes part of a path at Pluggy.',
      );
    },
  },
  ...(['PATCH', 'DELETE'] as const).map((method): BackendCheck => ({
    id: method === 'PATCH' ? 'update-unknown' : 'delete-unknown',
    tried: one(method, ' with the id of no Item'),
    expected: method === 'PATCH' ? '404; 405 if there is no such route' : '404, or 2xx',
    docs: 'backend.md#what-each-status-means',
    async run(backend) {
      const answer = await backend.once(`${method} of no Item`, () =>
        backend.ask(backend.options.me, method, item(backend), { itemId: backend.unknownId }),
      );
      if (method === 'DELETE' && isSuccess(answer)) return passed(describe(answer));
      return refusesUnknown(backend, answer, 'Answer 404 to an id that the person does not have.');
    },
  })),
  {
    id: 'code-unknown',
    tried: code(' with the id of no Item'),
    expected: 'a refusal that does not repeat the code',
    docs: 'backend.md#items',
    async run(backend) {
      const request = { itemId: backend.unknownId, body: CODE_BODY };
      const answer = await backend.ask(backend.options.me, 'POST', mfa(backend), request);
      if (answer.text.includes(CODE))
        return failed(`${answer.status} with the code in the body`, 'Neither repeat nor log one-time codes.');
      return refusesUnknown(backend, answer, 'Answer 404 to an id that the person does not have.');
    },
  },
  {
    id: 'code-bad-body',
    tried: code(' with a body that is not JSON'),
    expected: '400 with JSON that has a code',
    docs: 'backend.md#what-each-status-means',
    async run(backend) {
      const itemId = (await backend.itemId()) || backend.unknownId;
      const answer = await backend.ask(backend.options.me, 'POST', mfa(backend), { itemId, body: '{"token":' });
      if (answer.status === 404 && itemId === backend.unknownId) return noItem(backend);
      return (await hasNoRoute(backend, answer)) ? skipped('there is no such route') : problem(backend, answer);
    },
  },
  {
    id: 'item-update',
    tried: one('PATCH', ' of yours'),
    expected: '2xx, or 409 with Pluggy’s code',
    docs: 'backend.md#items',
    async run(backend) {
      if (!backend.options.mayChange) return skipped('the request starts an update', 'Pass --changes to try it.');
      const itemId = await backend.itemId();
      if (!itemId) return noItem(backend);
      const answer = await backend.ask(backend.options.me, 'PATCH', item(backend), { itemId });
      if (isSuccess(answer)) return passed(describe(answer));
      if (isRefusal(answer))
        return answer.status === 401
          ? failed(describe(answer), 'The session is not accepted for PATCH: check the CSRF token.')
          : passed(describe(answer));
      if (hasStackTrace(answer)) return stackTrace(`${answer.status} with a stack trace`);
      const fix = 'Pass Pluggy’s refusal on: its status, and its codeDescription as code.';
      return /html/.test(typeOf(answer)) ? failed(describe(answer), fix) : warned(describe(answer), fix);
    },
  },
];

const malformedReport = (backend: Backend) =>
  backend.once('malformed report', () =>
    backend.ask(backend.options.me, 'POST', items(backend), { body: '{"itemId":' }),
  );

const REPORTS: readonly BackendCheck[] = [
  {
    id: 'link-unknown',
    tried: report(' with the id of no Item'),
    expected: '403; 405 if there is no such route',
    docs: 'backend.md#items',
    async run(backend) {
      const answer = await backend.once('link of no Item', () =>
        backend.ask(backend.options.me, 'POST', items(backend), { body: { itemId: backend.unknownId } }),
      );
      if (answer.status === 404) {
        const isReal = !(await hasNoRoute(backend, answer)) || !isMissing(await malformedReport(backend));
        return isReal
          ? warned(describe(answer), 'Answer 403: the elements take 404 as a missing route.')
          : skipped('there is no such route');
      }
      return refusesUnknown(
        backend,
        answer,
        'Read the Item at Pluggy before you store the id: a browser can send any id.',
      );
    },
  },
  {
    id: 'link-bad-body',
    tried: report(' with a body that is not JSON'),
    expected: '400 with JSON that has a code',
    docs: 'backend.md#what-each-status-means',
    async run(backend) {
      const answer = await malformedReport(backend);
      return (await hasNoRoute(backend, answer)) ? skipped('there is no such route') : problem(backend, answer);
    },
  },
];

export const ITEM_CHECKS = [...CHECKS.map(ofItems), ...REPORTS.map(ofReports)];
