import { expect } from '@open-wc/testing';
import { canRetry } from '../../src/model/failures.js';
import { isWaitingElsewhere, isWorking, plainCopy, widgetItem, type Item } from '../../src/model/item.js';

const item = (fields: Partial<Item>): Item => ({ id: 'item-1', ...fields });

describe('plainCopy', () => {
  const copies: [string, unknown, unknown][] = [
    ['dates become ISO strings', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    ['functions go', { id: 'a', run: () => 1 }, { id: 'a' }],
    ['unknown fields pass, at any depth', { new: { field: [1, null, 'x'] } }, { new: { field: [1, null, 'x'] } }],
    [
      'what belongs to the application goes, at any depth and in both spellings',
      { webhookUrl: 'https://s', client_user_id: '7', in: [{ clientUserId: '7', webhook_url: 'https://s', id: 'a' }] },
      { in: [{ id: 'a' }] },
    ],
    ['nothing stays nothing', null, null],
    ['a text stays a text', 'text', 'text'],
  ];
  for (const [name, value, copy] of copies) {
    it(name, () => expect(plainCopy(value)).to.deep.equal(copy));
  }

  it('shares nothing with what it was made of', () => {
    const original = { connector: { id: 2 } };
    const copy = plainCopy(original) as typeof original;
    original.connector.id = 3;
    expect(copy.connector.id).to.equal(2);
  });
});

describe('widgetItem', () => {
  it('gives the Item as plain data', () => {
    const given = { id: 'item-1', status: 'UPDATED', updatedAt: new Date(0), webhookUrl: 'https://s' };
    expect(widgetItem(given)).to.deep.equal({
      id: 'item-1',
      status: 'UPDATED',
      updatedAt: '1970-01-01T00:00:00.000Z',
    });
  });

  for (const value of [undefined, null, 'item-1', 42, {}, { id: '' }, { id: 42 }, { item: { id: 'item-1' } }, []]) {
    it(`is nothing for ${JSON.stringify(value)}`, () => expect(widgetItem(value)).to.equal(undefined));
  }
});

describe('what an Item is doing', () => {
  const table: [Partial<Item>, working: boolean, elsewhere: boolean][] = [
    [{ status: 'UPDATING', executionStatus: 'CREATED' }, true, false],
    [{ status: 'UPDATING', executionStatus: 'LOGIN_IN_PROGRESS' }, true, false],
    [{ status: 'UPDATING', executionStatus: 'A_NEW_STEP_IN_PROGRESS' }, true, false],
    [{ executionStatus: 'CREATING' }, true, false],
    [{ status: 'MERGING' }, true, false],
    [{ executionStatus: 'MERGING' }, true, false],
    [{ status: 'UPDATED', executionStatus: 'SUCCESS' }, false, false],
    [{ status: 'UPDATED', executionStatus: 'PARTIAL_SUCCESS' }, false, false],
    [{ status: 'WAITING_USER_INPUT', executionStatus: 'WAITING_USER_INPUT' }, false, false],
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

describe('canRetry', () => {
  const again = [
    'INVALID_CREDENTIALS INVALID_CREDENTIALS_MFA ALREADY_LOGGED_IN SITE_NOT_AVAILABLE CONNECTION_ERROR ACCOUNT_LOCKED',
    'UNEXPECTED_ERROR USER_INPUT_TIMEOUT CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY SOMETHING_NEW widget-failed',
  ];
  const never = [
    'USER_NOT_SUPPORTED USER_AUTHORIZATION_PENDING CONNECTOR_OFFLINE ITEM_NOT_FOUND ITEM_USER_ALREADY_EXISTS',
    'TOO_MANY_CONSECUTIVE_ERRORS TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED',
  ];
  for (const code of again.join(' ').split(' ')) {
    it(`after ${code}: yes`, () => expect(canRetry(code)).to.equal(true));
  }
  for (const code of never.join(' ').split(' ')) {
    it(`after ${code}: no`, () => expect(canRetry(code)).to.equal(false));
  }
});
