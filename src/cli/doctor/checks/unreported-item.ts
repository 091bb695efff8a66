import { describe, isRefusal, isSuccess, jsonOf } from '../answer.js';
import type { Backend, BackendCheck } from '../backend.js';
import { failed, passed, skipped } from '../check.js';
import { send } from '../transport.js';
import { tokenIn, withOther } from './token.js';

/** Pluggy's simulated bank, and its test login. Source: https://docs.pluggy.ai/docs/sandbox */
const CONNECTOR_ID = 2;
const LOGIN = { user: 'user-ok', password: 'password-ok' };

/**
 * Connects the simulated bank at Pluggy with a Connect Token of the other person, and reports nothing to the backend. Returns
 * the Item's id, or the reason why there is none.
 */
async function connectAsOther(backend: Backend, pluggyUrl: URL): Promise<{ itemId?: string; problem: string }> {
  const { other, secrets } = backend.options;
  const { token, problem } = tokenIn(await backend.tokenFor(other));
  if (!token) return { problem: `no token for the other person: ${problem}` };
  secrets.add(token);
  const answer = await send({
    method: 'POST',
    url: new URL('items', pluggyUrl),
    headers: { 'Content-Type': 'application/json', 'X-API-KEY': token },
    body: JSON.stringify({ connectorId: CONNECTOR_ID, parameters: LOGIN }),
  });
  const { id } = (jsonOf(answer) ?? {}) as { id?: unknown };
  return isSuccess(answer) && typeof id === 'string'
    ? { itemId: id, problem: '' }
    : { problem: `Pluggy’s answer to POST ${pluggyUrl.pathname}items is ${describe(answer)}` };
}

/** A check of the backend's own look at the owner: its table does not know the Item. */
export const UNREPORTED_ITEM: BackendCheck = {
  id: 'link-unreported',
  tried: (backend) =>
    `${backend.name('POST', backend.options.routes.items)} with an Item that another person has connected and not reported`,
  expected: '403 or 404; 405 if there is no such route',
  docs: 'backend.md#who-may-see-what',
  async run(backend) {
    if (!(await backend.hasItems())) return skipped('there are no routes for Items');
    const { pluggyUrl, mayChange, me, other, routes } = backend.options;
    if (!pluggyUrl || !mayChange) {
      return skipped(
        'the check connects a simulated bank',
        'Pass --changes and --pluggy with the address of Pluggy’s API, such as that of the sandbox.',
      );
    }
    return withOther(backend, async () => {
      const { itemId, problem } = await connectAsOther(backend, pluggyUrl);
      if (!itemId) return skipped(problem);
      const answer = await backend.ask(me, 'POST', routes.items, { body: { itemId } });
      // The other person disconnects the simulated bank again.
      await backend.ask(other, 'POST', routes.items, { body: { itemId } });
      await backend.ask(other, 'DELETE', routes.item, { itemId });
      if (isRefusal(answer) && answer.status !== 401) return passed(describe(answer));
      return failed(
        `${describe(answer)}: a person can take the connection of another one over`,
        'Compare the clientUserId of Pluggy’s answer with the user of the session before you store an Item.',
      );
    });
  },
};
