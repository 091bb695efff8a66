import { describe, expect, it } from 'vitest';
import { isWaitingElsewhere, isWorking } from '../../src/model/item-state.js';
import type { Item } from '../../src/model/item-types.js';

const item = (fields: Partial<Item>): Item => ({ id: 'item-1', ...fields });

describe('the state of an Item', () => {
  const table: [Partial<Item>, working: boolean, elsewhere: boolean][] = [
    [{ status: 'UPDATING', executionStatus: 'CREATED' }, true, false],
    [{ status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS' }, true, false],
    [{ status: 'UPDATING', executionStatus: 'A_NEW_STEP_IN_PROGRESS' }, true, false],
    [{ executionStatus: 'CREATING' }, true, false],
    [{ status: 'CREATED' }, true, false],
    [{ status: 'CREATED', executionStatus: 'LOGIN_IN_PROGRESS' }, true, false],
    [{ status: 'CREATED', executionStatus: 'SUCCESS' }, false, false],
    [{ status: 'CREATED', executionStatus: 'FINISHED' }, false, false],
    [{ status: 'CREATED', executionStatus: 'INVALID_CREDENTIALS' }, false, false],
    [{ status: 'UPDATED', executionStatus: 'FINISHED' }, false, false],
    [{ executionStatus: 'FINISHED' }, false, false],
    [{ status: 'MERGING' }, true, false],
    [{ executionStatus: 'MERGING' }, true, false],
    [{ status: 'UPDATED', executionStatus: 'SUCCESS' }, false, false],
    [{ status: 'UPDATED', executionStatus: 'PARTIAL_SUCCESS' }, false, false],
    [{ status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT' }, false, false],
    [{ status: 'WAITING_USER_INPUT', parameter: { name: 'oauth_code', type: 'oauth' } }, false, true],
    [{ status: 'UPDATED', parameter: { name: 'oauth_code', type: 'oauth' } }, false, false],
    [{ status: 'WAITING_USER_ACTION' }, false, true],
    [{ status: 'UPDATING', executionStatus: 'WAITING_USER_ACTION' }, true, true],
    [{ status: 'OUTDATED', executionStatus: 'USER_AUTHORIZATION_PENDING' }, false, true],
    [{ status: 'OUTDATED', error: { code: 'USER_AUTHORIZATION_PENDING' } }, false, true],
    [
      { status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS', error: { code: 'INVALID_CREDENTIALS' } },
      false,
      false,
    ],
    [{ status: 'OUTDATED', executionStatus: 'SITE_NOT_AVAILABLE', error: null }, false, false],
    [{ status: 'SOMETHING_NEW', executionStatus: 'SOMETHING_NEW' }, false, false],
    [{}, false, false],
  ];
  for (const [fields, working, elsewhere] of table) {
    it(`${JSON.stringify(fields)}: ${working ? 'works' : 'rests'}${elsewhere ? ', waits for the person elsewhere' : ''}`, () => {
      expect(isWorking(item(fields))).to.equal(working);
      expect(isWaitingElsewhere(item(fields))).to.equal(elsewhere);
    });
  }
});
