import { codeOf, describe, hasStackTrace, isRefusal, isSameRefusal, isSuccess, jsonOf, typeOf } from '../answer.js';
import type { Backend, BackendCheck } from '../backend.js';
import { failed, passed, skipped, warned, type Verdict } from '../check.js';
import type { Answer } from '../transport.js';
import { noItem, ofSession, refusedHere } from './session.js';
import { tokenIn } from './token-answer.js';

export const LIKE_NONE = 'the same refusal as for the id of no Item, also with the id in capitals';
export const NO_OTHER = 'Pass another person’s session: --as "name=value".';

/** The verdict of a check that sends events with the webhook's secret. */
export const withoutSecret = () => skipped('the webhook’s secret is unknown', 'Pass --webhook-secret "Header: value".');

/** A check of the optional routes for Items. */
export function ofItems({ run, ...check }: BackendCheck): BackendCheck {
  return ofSession({
    ...check,
    async run(backend) {
      if (await backend.hasItems()) return run(backend);
      return skipped('there are no routes for Items', 'If there are, name them: --items-endpoint /path.');
    },
  });
}

/** A check of the optional route to which new Items are reported. */
export function ofReports({ run, ...check }: BackendCheck): BackendCheck {
  return ofSession({
    ...check,
    async run(backend) {
      if (await backend.takesReports()) return run(backend);
      return skipped('there is no route for reports', 'If there is, name it: --items-endpoint /path.');
    },
  });
}

/** Returns the verdict about the caching of a personal answer. */
export function noStore({ headers }: Pick<Answer, 'headers'>): Verdict {
  const value = headers.get('cache-control');
  if (/\bno-store\b/i.test(value ?? '')) return passed(`Cache-Control: ${value}`);
  return failed(
    value === null ? 'no Cache-Control' : `Cache-Control: ${value}`,
    'Send Cache-Control: no-store with every answer of the API.',
  );
}

/** Returns the verdict about the answer to a malformed request of a person with a session. */
export function problem(backend: Backend, answer: Answer): Verdict {
  const refused = refusedHere(backend, answer);
  if (refused) return refused;
  if (answer.status === 404)
    return failed(describe(answer), 'Check the body first, and answer 400 before you ask Pluggy.');
  const fix = 'Answer 400 with JSON such as { "code": "bad-json", "message": "…" }.';
  if (hasStackTrace(answer)) return stackTrace(`${answer.status} with a stack trace`);
  if (!isRefusal(answer)) return failed(describe(answer), fix);
  if (!/json/.test(typeOf(answer)) || jsonOf(answer) === undefined)
    return failed(`${answer.status} with ${typeOf(answer) || 'no content type'} in place of JSON`, fix);
  if (!codeOf(answer))
    return warned(
      `${answer.status} without a code`,
      'Add a code to every error: the elements show the sentence of a known code.',
    );
  return passed(describe(answer));
}

export const stackTrace = (seen: string) =>
  failed(seen, 'Switch off error pages for developers: they show code, paths and perhaps secrets.');

/** Runs a check that needs another person and an Item of yours. */
export async function withOther(backend: Backend, run: (itemId: string) => Promise<Verdict>): Promise<Verdict> {
  const why = await backend.whyNoOther();
  if (why) return skipped(why, NO_OTHER);
  const itemId = await backend.itemId();
  return itemId ? run(itemId) : noItem(backend);
}

/**
 * Returns the verdict about another person's request for your Item, which must look like one for no Item. The request is
 * sent a second time with the id in capitals: Pluggy takes such an id, and a comparison of texts does not know its owner.
 */
export function looksLikeNone(backend: Backend, ask: (itemId: string) => Promise<Answer>): Promise<Verdict> {
  return withOther(backend, async (itemId) => {
    const verdict = await sameAsUnknown(backend, ask, itemId, backend.unknownId);
    const capitals = itemId.toUpperCase();
    if (verdict.outcome !== 'passed' || capitals === itemId) return verdict;
    const inCapitals = await sameAsUnknown(backend, ask, capitals, backend.unknownId.toUpperCase());
    if (inCapitals.outcome === 'passed') return verdict;
    return {
      ...inCapitals,
      seen: `with the id in capitals: ${inCapitals.seen}`,
      fix: `${inCapitals.fix} Write the id in small letters before you compare it.`,
    };
  });
}

async function sameAsUnknown(
  backend: Backend,
  ask: (itemId: string) => Promise<Answer>,
  itemId: string,
  unknownId: string,
): Promise<Verdict> {
  const unknown = await ask(unknownId);
  const answer = await ask(itemId);
  backend.options.secrets.add(tokenIn(answer).token);
  const check =
    'Compare the owner of the Item with the user of the session, and answer as for an id that does not exist.';
  if (isSuccess(answer)) return failed(`${answer.status}: another person may use your Item`, check);
  if (!isRefusal(answer)) return failed(describe(answer), check);
  const ids = [itemId, unknownId].flatMap((id) => [id, id.toLowerCase()]);
  if (isSameRefusal(answer, unknown, ids)) return passed(`${describe(answer)}, both times`);
  return failed(`${describe(answer)} for your Item, and ${describe(unknown)} for no Item: ids can be probed`, check);
}
