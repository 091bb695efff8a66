import { describe, isRefusal, isSuccess, jsonOf } from '../answer.js';
import { isMissing, type Backend, type BackendCheck } from '../backend.js';
import { failed, passed, skipped, type Verdict } from '../check.js';
import { eventsIn, isAbout, type StreamEvent } from '../events.js';
import type { Person } from '../person.js';
import { SimulatedBank } from '../simulated-bank.js';
import type { Answer } from '../transport.js';
import { allIdsOf } from './lists.js';
import { NO_OTHER, ofItems, ofReports, withoutSecret } from './shared.js';
import { hasNoRoute, ofToken } from './session.js';
import { claimsOf, tokenIn } from './token-answer.js';

/** Time in which an event reaches the page. */
const ARRIVAL_MS = 10_000;

const HOW = 'Pass --changes and --pluggy with the address of Pluggy’s API, such as that of the sandbox.';

/** Runs a check that connects a simulated bank as the other person if there is one: you may have that connection. */
async function withBank(
  backend: Backend,
  run: (bank: SimulatedBank, person: Person) => Promise<Verdict>,
): Promise<Verdict> {
  const { pluggyUrl, mayChange, me, other } = backend.options;
  if (!pluggyUrl || !mayChange) return skipped('the check connects a simulated bank', HOW);
  return run(new SimulatedBank(backend, pluggyUrl), (await backend.whyNoOther()) ? me : other);
}

/** The backend's look at the owner: its table does not know the Item. */
const UNREPORTED_ITEM = ofReports({
  id: 'link-unreported',
  tried: (backend) =>
    `${backend.name('POST', backend.options.routes.items)} with an Item that another person has connected and not reported`,
  expected: '403 or 404; 405 if there is no such route',
  docs: 'backend.md#who-may-see-what',
  run: (backend) =>
    withBank(backend, async (bank) => {
      const why = await backend.whyNoOther();
      if (why) return skipped(why, NO_OTHER);
      const { me, other } = backend.options;
      const { itemId, problem } = await bank.connectAs(other);
      if (!itemId) return skipped(problem);
      const answer = await bank.report(me, itemId);
      await bank.end(other, itemId);
      if (isRefusal(answer) && answer.status !== 401) return passed(describe(answer));
      return failed(
        `${describe(answer)}: a person can take the connection of another one over`,
        'Compare the clientUserId of Pluggy’s answer with the user of the session before you store an Item.',
      );
    }),
});

/** A user that no backend has, in every place from which a backend could take the user. */
const FOREIGN = 'pluggy-elements-doctor';
const FOREIGN_USER = { clientUserId: FOREIGN, userId: FOREIGN, user: FOREIGN };

/** Asks for a token as a person, with another user in the body and in the query. */
async function tokenForForeign(backend: Backend, person: Person): Promise<Answer> {
  const { method } = await backend.token();
  const body = { ...FOREIGN_USER, options: { clientUserId: FOREIGN } };
  const request = { query: FOREIGN_USER, ...(method === 'POST' && { body }) };
  return backend.ask(person, method, backend.options.routes.token, request);
}

/** The user of a token, who is the owner of the Items made with the token. */
const TOKEN_USER = ofToken({
  id: 'token-user',
  tried: (backend) =>
    `${backend.name('POST', backend.options.routes.token)} with a clientUserId in the body and in the query`,
  expected: 'a token for the user of the session, or a refusal',
  docs: 'backend.md#what-the-route-must-do',
  async run(backend) {
    const { secrets, me } = backend.options;
    if (!tokenIn(await backend.token()).token) return skipped('the route answers without a token');
    const fault = failed(
      'a token for the user of the request: a person can read and own Items as anybody',
      'Take clientUserId from the session, never from the request.',
    );
    const answer = await tokenForForeign(backend, me);
    const { token } = tokenIn(answer);
    if (answer.status === 429) return skipped(describe(answer));
    if (!token)
      return isRefusal(answer) ? passed(describe(answer)) : failed(describe(answer), 'Ignore unknown fields.');
    secrets.add(token);
    const claims = JSON.stringify(claimsOf(token));
    if (claims.includes(FOREIGN)) return fault;
    if (claims.includes('"clientUserId"')) return passed('a token for the user of the session');
    return withBank(backend, async (bank, person) => {
      const ofPerson = tokenIn(await tokenForForeign(backend, person));
      if (!ofPerson.token) return skipped(`no token: ${ofPerson.problem}`);
      const { itemId, text, problem } = await bank.connect(ofPerson.token);
      if (!itemId) return skipped(problem);
      await bank.end(person, itemId);
      return text.includes(FOREIGN) ? fault : passed('an Item of the user of the session');
    });
  },
});

const DELETION = ofItems({
  id: 'delete-ends',
  tried: (backend) =>
    `${backend.name('DELETE', backend.options.routes.item)} of a simulated bank, then GET and the list`,
  expected: '404 or 410, and a list without the Item',
  docs: 'backend.md#items',
  run: (backend) =>
    withBank(backend, async (bank, person) => {
      const { itemId, problem } = await bank.establish(person);
      if (!itemId) return skipped(problem);
      const deleted = await bank.disconnect(person, itemId);
      const read = await bank.read(person, itemId);
      const ids = await allIdsOf(backend, person);
      await bank.end(person, itemId);
      if (await hasNoRoute(backend, deleted)) return skipped('there is no such route');
      const seen = `${describe(deleted)}, then ${describe(read)}`;
      const fix = 'Delete the Item at Pluggy and in your table before you answer.';
      if (!isSuccess(deleted)) return failed(describe(deleted), fix);
      if (read.status !== 404 && read.status !== 410) return failed(`${seen}: the Item is still there`, fix);
      return ids.includes(itemId) ? failed(`${seen}, and the Item in the list`, fix) : passed(seen);
    }),
});

/** Whether an event makes the elements remove an Item, or read it again after its deletion. */
function isEnd(event: StreamEvent, itemId: string): boolean {
  if (!isAbout(event, itemId)) return false;
  const { event: name, type = name } = (jsonOf({ text: event.data }) ?? {}) as { event?: unknown; type?: unknown };
  return typeof type !== 'string' || /^(?!transactions).*(delet|disconnect|remov)/i.test(type);
}

const DELETED_EVENT = ofItems({
  id: 'events-deleted',
  tried: (backend) =>
    `${backend.name('POST', backend.options.routes.webhook)} with item/deleted, for a simulated bank that Pluggy has deleted`,
  expected: `an event in the stream of the Item’s owner within ${ARRIVAL_MS / 1000} s`,
  docs: 'backend.md#live-events',
  run: (backend) =>
    withBank(backend, async (bank, person) => {
      if (!backend.options.webhookSecret) return withoutSecret();
      const stream = await backend.stream(person);
      try {
        if (stream.status !== 200) return skipped(`the stream is answered with ${stream.status}`);
        const { itemId, problem } = await bank.establish(person);
        if (!itemId) return skipped(problem);
        const verdict = await watchDeletion(backend, bank, itemId, stream);
        await bank.end(person, itemId);
        return verdict;
      } finally {
        stream.close();
      }
    }),
});

/** Deletes an Item at the simulated Pluggy, and returns the verdict about the events in a stream. */
async function watchDeletion(
  backend: Backend,
  bank: SimulatedBank,
  itemId: string,
  stream: Awaited<ReturnType<Backend['stream']>>,
): Promise<Verdict> {
  const before = stream.text().length;
  if (!(await bank.deleteAtPluggy(itemId))) return skipped('only the sandbox deletes an Item on request');
  const { name, value } = backend.options.webhookSecret!;
  const event = { event: 'item/deleted', eventId: crypto.randomUUID(), itemId };
  const answer = await backend.deliver(event, { [name]: value });
  if (isMissing(answer)) return skipped('there is no webhook route');
  const arrived = await stream.until(
    (text) => eventsIn(text.slice(before)).some((each) => isEnd(each, itemId)),
    ARRIVAL_MS,
  );
  if (arrived) return passed('the event');
  return failed(
    `${describe(answer)}, and no event`,
    'Send item/deleted to the streams of the Item’s owner, whom you look up before you delete the row.',
  );
}

export const SIMULATED_BANK_CHECKS: readonly BackendCheck[] = [TOKEN_USER, UNREPORTED_ITEM, DELETION, DELETED_EVENT];
