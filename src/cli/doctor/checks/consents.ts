import { describe, isSuccess } from '../answer.js';
import { type Backend, type BackendCheck } from '../backend.js';
import { failed, passed, skipped, type Verdict } from '../check.js';
import type { Answer } from '../transport.js';
import { LIKE_NONE, looksLikeNone, noStore, ofItems } from './shared.js';
import { hasNoRoute, noItem } from './session.js';

const consents = (what: string) => (backend: Backend) =>
  `${backend.name('GET', backend.options.routes.consents)}${what}`;

/** Runs a check of the optional route for consents, with your answer of the route. */
async function withConsents(
  backend: Backend,
  run: (answer: Answer, itemId: string) => Verdict | Promise<Verdict>,
): Promise<Verdict> {
  const itemId = await backend.itemId();
  if (!itemId) return noItem(backend);
  const answer = await backend.once('consents', () =>
    backend.ask(backend.options.me, 'GET', backend.options.routes.consents, { itemId }),
  );
  if (await hasNoRoute(backend, answer)) return skipped('there is no such route');
  return answer.status === 404 ? skipped(`your Item has none: ${describe(answer)}`) : run(answer, itemId);
}

export const CONSENT_CHECKS: readonly BackendCheck[] = [
  {
    id: 'consents-no-store',
    tried: consents(': caching'),
    expected: 'Cache-Control: no-store',
    docs: 'backend.md#items',
    run: (backend: Backend) =>
      withConsents(backend, (answer) => (isSuccess(answer) ? noStore(answer) : skipped(describe(answer)))),
  },
  {
    id: 'consents-session',
    tried: consents(' without a session'),
    expected: '401',
    docs: 'backend.md#who-may-see-what',
    run: (backend: Backend) =>
      withConsents(backend, async (_answer, itemId) => {
        const { nobody, routes } = backend.options;
        const answer = await backend.ask(nobody, 'GET', routes.consents, { itemId });
        if (answer.status === 401 || answer.status === 403) return passed(describe(answer));
        return failed(describe(answer), 'Answer 401: the consents say at which bank a person has accounts.');
      }),
  },
  {
    id: 'consents-other',
    tried: consents(', as another person with your Item'),
    expected: LIKE_NONE,
    docs: 'backend.md#who-may-see-what',
    run: (backend: Backend) => {
      const { other, routes } = backend.options;
      return withConsents(backend, () =>
        looksLikeNone(backend, (itemId) => backend.ask(other, 'GET', routes.consents, { itemId })),
      );
    },
  },
].map(ofItems);
