import { describe, expect, it } from 'vitest';
import { canRetry, codeEntry, CODES } from '../../src/model/codes.js';
import { ITEM_REMEDIES, itemRemedy } from '../../src/model/item-codes.js';
import { itemView } from '../../src/model/item-view.js';

/** Lists the codes that have a value in one column, as `code value`. */
const column = (name: 'dialog' | 'prompt' | 'refusal') =>
  Object.keys(CODES)
    .flatMap((code) => {
      const value = codeEntry(code)![name];
      return value ? [`${code} ${value}`] : [];
    })
    .sort();

describe('canRetry', () => {
  const again = [
    'INVALID_CREDENTIALS INVALID_CREDENTIALS_MFA ALREADY_LOGGED_IN SITE_NOT_AVAILABLE CONNECTION_ERROR ACCOUNT_LOCKED',
    'UNEXPECTED_ERROR USER_INPUT_TIMEOUT CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY SOMETHING_NEW widget-failed',
    'offline token-network items-server mfa-rejected',
  ];
  const never = [
    'USER_NOT_SUPPORTED USER_AUTHORIZATION_PENDING CONNECTOR_OFFLINE ITEM_NOT_FOUND ITEM_USER_ALREADY_EXISTS',
    'TOO_MANY_CONSECUTIVE_ERRORS TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED',
    'ITEM_CREATION_LIMIT_EXCEEDED CLIENT_DISABLED CREATE_ITEMS_API_FREE_DISABLED CLIENT_SOMETHING_NEW',
    'token-endpoint-missing token-unauthorized token-malformed widget-blocked mfa-expired mfa-not-waiting',
  ];
  for (const code of again.join(' ').split(' ')) {
    it(`after ${code}: yes`, () => expect(canRetry(code)).to.equal(true));
  }
  for (const code of never.join(' ').split(' ')) {
    it(`after ${code}: no`, () => expect(canRetry(code)).to.equal(false));
  }
});

describe('the table of codes', () => {
  it('has the same remedies for an Item as the module that loads with the page, and severities that fit', () => {
    for (const [code, remedy] of Object.entries(ITEM_REMEDIES)) {
      expect(codeEntry(code)?.remedy).to.equal(remedy);
      expect(itemRemedy(code)).to.equal(remedy);
      expect(codeEntry(code)?.severity, code).to.equal(itemView({ id: 'a', error: { code } }).severity);
    }
  });

  for (const code of ['A_NEW_CODE', '', 'constructor', '__proto__', 'toString']) {
    it(`has no entry for ${JSON.stringify(code)}`, () => {
      expect(codeEntry(code)).to.equal(undefined);
      expect(itemRemedy(code)).to.equal(undefined);
    });
  }

  it('has no entry of an Item for a code of a response or of this library', () => {
    for (const code of ['ITEM_NOT_FOUND', 'token-network', undefined]) expect(itemRemedy(code)).to.equal(undefined);
  });

  it('names the error of a refused MFA value', () => {
    expect(column('refusal')).to.deep.equal([
      'CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR mfa-rejected',
      'CONNECTOR_VALIDATION_ERROR mfa-rejected',
      'INVALID_CREDENTIALS_MFA mfa-rejected',
      'ITEM_MFA_EXPIRED mfa-expired',
      'ITEM_MFA_NOT_FOUND mfa-not-waiting',
      'ITEM_MFA_PARAMETER_EXPECTED_MISMATCH mfa-not-waiting',
      'ITEM_NOT_FOUND mfa-not-waiting',
      'MFA_PARAMERTER_WAS_ALREADY_USED_ERROR mfa-rejected',
      'MFA_PARAMETER_WAS_ALREADY_USED_ERROR mfa-rejected',
      'PARAMETERS_NOT_PROVIDED mfa-rejected',
      'USER_INPUT_TIMEOUT mfa-expired',
    ]);
  });

  it('names the sentence of the dialog', () => {
    expect(column('dialog')).to.deep.equal([
      'offline offline',
      'token-endpoint-missing blocked',
      'token-malformed blocked',
      'token-not-found blocked',
      'token-unauthorized session',
      'widget-blocked blocked',
      'widget-busy busy',
      'widget-duplicate blocked',
      'widget-timeout timeout',
    ]);
  });

  it('names the reason of a prompt', () => {
    expect(column('prompt')).to.deep.equal([
      'ACCOUNT_CREDENTIALS_RESET password',
      'ACCOUNT_LOCKED locked',
      'ACCOUNT_NEEDS_ACTION bankAction',
      'INVALID_CREDENTIALS credentials',
      'INVALID_CREDENTIALS_MFA wrongCode',
      'USER_AUTHORIZATION_NOT_GRANTED notGranted',
      'USER_AUTHORIZATION_REVOKED revoked',
      'USER_INPUT_TIMEOUT timeout',
    ]);
  });
});
