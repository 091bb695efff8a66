import type { BackendCheck } from '../backend.js';
import { failed, passed, skipped } from '../check.js';
import { CODE_BODY } from './codes.js';
import { allIdsOf } from './lists.js';
import { LIKE_NONE, looksLikeNone, ofItems, ofReports, withOther } from './shared.js';
import { ofToken } from './session.js';
import { tokenIn } from './token-answer.js';

const WHO = 'backend.md#who-may-see-what';
const AS_OTHER = ', as another person with your Item';

/** Requests of another person for your Item. */
const CHECKS: readonly BackendCheck[] = [
  {
    id: 'items-other-list',
    tried: (backend) => `${backend.name('GET', backend.options.routes.items)}, as another person`,
    expected: 'none of your Items',
    docs: WHO,
    run: (backend) =>
      withOther(backend, async (itemId) => {
        const ids = await allIdsOf(backend, backend.options.other);
        const mine = new Set([itemId, ...(await allIdsOf(backend, backend.options.me))]);
        const shared = ids.filter((id) => mine.has(id));
        if (!shared.length) return passed('none of your Items');
        return failed(`${shared.length} of your Items`, 'List the Items of the session’s user only.');
      }),
  },
  {
    id: 'item-other',
    tried: (backend) => `${backend.name('GET', backend.options.routes.item)}${AS_OTHER}`,
    expected: LIKE_NONE,
    docs: WHO,
    run: (backend) => {
      const { other, routes } = backend.options;
      return looksLikeNone(backend, (itemId) => backend.ask(other, 'GET', routes.item, { itemId }));
    },
  },
  ...(['PATCH', 'DELETE'] as const).map((method): BackendCheck => ({
    id: method === 'PATCH' ? 'update-other' : 'delete-other',
    tried: (backend) => `${backend.name(method, backend.options.routes.item)}${AS_OTHER}`,
    expected: LIKE_NONE,
    docs: WHO,
    async run(backend) {
      const { other, routes, mayChange } = backend.options;
      if (!mayChange)
        return skipped('the request could change the Item', 'Pass --changes with an Item that may be lost.');
      return looksLikeNone(backend, (itemId) => backend.ask(other, method, routes.item, { itemId }));
    },
  })),
  {
    id: 'code-other',
    tried: (backend) => `${backend.name('POST', backend.options.routes.mfa)}${AS_OTHER}`,
    expected: LIKE_NONE,
    docs: WHO,
    run: (backend) => {
      const { other, routes } = backend.options;
      return looksLikeNone(backend, (itemId) => backend.ask(other, 'POST', routes.mfa, { itemId, body: CODE_BODY }));
    },
  },
];

const TOKEN_OTHER = ofToken({
  id: 'token-other-item',
  tried: (backend) => `${backend.name('POST', backend.options.routes.token)}${AS_OTHER}`,
  expected: LIKE_NONE,
  docs: 'backend.md#what-the-route-must-do',
  async run(backend) {
    if (!tokenIn(await backend.token()).token) return skipped('the route answers without a token');
    return looksLikeNone(backend, (itemId) => backend.tokenFor(backend.options.other, itemId));
  },
});

const LINK_OTHER: BackendCheck = {
  id: 'link-other',
  tried: (backend) => `${backend.name('POST', backend.options.routes.items)}${AS_OTHER}`,
  expected: LIKE_NONE,
  docs: WHO,
  run: (backend) => {
    const { other, routes } = backend.options;
    return looksLikeNone(backend, (itemId) => backend.ask(other, 'POST', routes.items, { body: { itemId } }));
  },
};

export const OWNER_CHECKS: readonly BackendCheck[] = [TOKEN_OTHER, ofReports(LINK_OTHER), ...CHECKS.map(ofItems)];
