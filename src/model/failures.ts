/**
 * Pluggy's codes after which the same attempt cannot succeed: the institution or the account is not available to this
 * application, or the wait is elsewhere.
 * Source: https://docs.pluggy.ai/reference/items and https://docs.pluggy.ai/docs/connections/item-lifecycle
 */
const FINAL =
  /^(CLIENT_(?!IS_UPDATING)\w*|(TRIAL|SANDBOX)_CLIENT_\w*|CREATE_ITEMS_API_\w*|ITEM_(CREATION_LIMIT_EXCEEDED|NOT_FOUND|USER_ALREADY_EXISTS)|USER_(NOT_SUPPORTED|AUTHORIZATION_PENDING)|TOO_MANY_CONSECUTIVE_ERRORS|CONNECTOR_OFFLINE)$/;

/** Whether trying again can help after this code of Pluggy's. Unknown codes: yes. */
export function canRetry(code: string): boolean {
  return !FINAL.test(code);
}
