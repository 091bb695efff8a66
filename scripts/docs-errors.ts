import { errors } from '../src/locales/en/errors.js';
import type { KnownCode } from '../src/model/code-types.js';
import { CODES } from '../src/model/codes.js';
import { errorView, type ErrorAction } from '../src/model/error-view.js';
import { listItem } from './list-item.js';

interface ErrorDoc {
  /** The cause of the error. */
  readonly why: string;
  /** The steps by which a developer or the person resolves the error. */
  readonly fix: string;
}

const WAIT_FOR_RUN = "Wait for Pluggy's next automatic run.";
const WAIT_OR_REPORT = "Wait for the next run. If the error stays, contact Pluggy with the Item's id.";
const CHECK_ROUTE = "Check the address, the server's CORS headers, and `connect-src` in your Content-Security-Policy.";
const SESSION_ENDED = 'Ask the person to sign in to your site again, and return 401 for requests without a session.';
const REDIRECTED = `${SESSION_ENDED} Or set the endpoint to the final address of the redirect.`;
const FIX_SERVER = "Look in your server's log for the request.";
const USE_WIDGET = 'Update the Item through the widget.';
const READ_AGAIN = 'Wait, then read the Item again.';

/** The explanation of each code. A code without an entry does not compile. */
export const ERROR_DOCS: Record<KnownCode, ErrorDoc> = {
  offline: { why: 'The browser has no network connection.', fix: 'Ask the person to try again when they are online.' },
  'token-endpoint-missing': {
    why: 'Neither `token-endpoint` nor `tokenSource` is set, on the element or on the provider around it.',
    fix: 'Set `token-endpoint` to your route that returns a Connect Token.',
  },
  'token-network': { why: 'The token route could not be reached.', fix: CHECK_ROUTE },
  'token-timeout': {
    why: 'The token route did not answer within 15 seconds, retries included.',
    fix: 'Find out what makes the route slow. Cache your Pluggy API key: it is valid for two hours.',
  },
  'token-expired': {
    why: 'The token route returned an expired token twice in a row. The `Date` header of the answer counts, not the clock of the device.',
    fix: 'Request a new Connect Token for every call of the route. Do not cache tokens. Check the clock of your server. On another origin, send `Access-Control-Expose-Headers: Date`.',
  },
  'token-unauthorized': {
    why: 'The token route answered 401, 403 or 419, or redirected to a login page or to another origin. A request with a CSRF token or a secret header follows no redirect at all.',
    fix: REDIRECTED,
  },
  'token-not-found': { why: 'The token route answered 404.', fix: 'Correct the address in `token-endpoint`.' },
  'token-rate-limited': {
    why: 'The token route answered 429.',
    fix: 'Try again after `error.retryAfter`.',
  },
  'token-server': {
    why: 'The token route answered with another error status. A 5xx status was tried three times.',
    fix: FIX_SERVER,
  },
  'token-malformed': {
    why: 'The answer of the token route contains no token, or is larger than 1 MB.',
    fix: 'Return `{ "accessToken": "…" }`. The message names the answer\'s status, content type and keys.',
  },
  'widget-unavailable': {
    why: "A file of this library or of Pluggy's SDK did not load.",
    fix: 'Check that the file that the message names is deployed, and of the same version as the entry. The next open loads the file again. See [Releases and open tabs](going-live.md#releases-and-open-tabs).',
  },
  'widget-blocked': {
    why: "The page does not let the widget work. Its Content-Security-Policy does not allow Pluggy's frame, or requires Trusted Types without this library's policies. Or its Cross-Origin-Embedder-Policy blocks the frame. Or the page has no origin: a sandbox without `allow-same-origin`, a `data:` URL or a `blob:` URL, an HTML string in a web view. Or the element is in a pop-up or picture-in-picture window without a page of its own. Or a list such as `products` has no usable part.",
    fix: 'The message names the cause. Add `https://connect.pluggy.ai` to `frame-src`, the names `lit-html` and `pluggy-elements` to `trusted-types`, or `allow-same-origin` to the sandbox. Send the page without Cross-Origin-Embedder-Policy. In a web view, load the page from an https address. In another window, show a page that loads the elements itself. Correct the list that the message names. See [Security](security.md#content-security-policy).',
  },
  'widget-timeout': {
    why: 'The widget, or a file for it, did not arrive within `load-timeout`: an ad blocker, a DNS filter, a firewall or an outage.',
    fix: 'Ask the person to allow `connect.pluggy.ai` or to try another network. For slow networks, raise `load-timeout`.',
  },
  'widget-duplicate': {
    why: 'The page has a second copy of `pluggy-connect-sdk`.',
    fix: 'Load one copy, or make the copy that loads first available as `window.PluggyConnect`.',
  },
  'widget-busy': {
    why: 'The widget is already open for another Item, with the tokens of another application of the page, or in the place of another element with `inline`. It is shown.',
    fix: 'Wait for `pluggy-close` before you open the next widget.',
  },
  'widget-failed': {
    why: 'The SDK or the widget reported an error that has no code, or a script of the page breaks the SDK.',
    fix: 'Read the message and `error.cause`. Try again.',
  },
  'items-network': { why: '`items-endpoint` could not be reached.', fix: CHECK_ROUTE },
  'items-timeout': { why: '`items-endpoint` did not answer within 15 seconds, retries included.', fix: FIX_SERVER },
  'items-unauthorized': {
    why: '`items-endpoint` answered 401, 403 or 419, or redirected to a login page. A request with a CSRF token or a secret header follows no redirect at all.',
    fix: REDIRECTED,
  },
  'items-not-found': {
    why: '`items-endpoint` answered 404 or 405 to the request for the list, or is not set.',
    fix: 'Correct the address. Return an empty list, not 404, for a person without Items.',
  },
  'items-rate-limited': { why: '`items-endpoint` answered 429.', fix: 'Try again after `error.retryAfter`.' },
  'items-server': {
    why: '`items-endpoint` answered with another error status. A 5xx status was tried three times.',
    fix: FIX_SERVER,
  },
  'items-malformed': {
    why: 'The answer of `items-endpoint` is not an Item or not a list of Items, no entry of the list is an Item, or the answer is larger than 8 MB.',
    fix: "Return Pluggy's Items as JSON. The message describes the answer.",
  },
  'mfa-rejected': { why: 'The bank refused the code.', fix: 'Ask the person for the code again.' },
  'mfa-expired': {
    why: 'The code was sent after its `expiresAt`.',
    fix: 'Start the update again. The bank sends a new code.',
  },
  'mfa-not-waiting': {
    why: 'The Item no longer waits for a code.',
    fix: 'Nothing: the element reads the Item again.',
  },
  'mfa-network': { why: 'The route for codes could not be reached.', fix: CHECK_ROUTE },
  'mfa-server': {
    why: 'The route for codes answered with an error or a redirect.',
    fix: 'Return Pluggy\'s own code as `{ "code": "ITEM_MFA_EXPIRED" }`, so that the element can name the reason.',
  },
  'live-failed': {
    why: '`events-endpoint` answered with an error, could not be reached, or is not a valid URL.',
    fix: 'Answer `GET` with status 200 and `text/event-stream`. The provider tries again, and reads Items in progress at intervals until then.',
  },

  INVALID_CREDENTIALS: { why: 'The bank refused the username or the password.', fix: 'The person connects again.' },
  INVALID_CREDENTIALS_MFA: {
    why: 'The second factor was wrong or had expired.',
    fix: 'The person connects again and receives a new code.',
  },
  USER_INPUT_TIMEOUT: {
    why: "The code was not sent in time, or the person did not come back from the bank's page.",
    fix: 'The person connects again. On phones, set [`oauthRedirectUri`](backend.md#the-options-of-a-token).',
  },
  ACCOUNT_LOCKED: {
    why: 'The bank has locked the account.',
    fix: 'The person unlocks the account at the bank, then connects again.',
  },
  ACCOUNT_CREDENTIALS_RESET: {
    why: 'The bank requires a new password.',
    fix: "The person changes the password at the bank. The connector's `resetPasswordUrl` is the link.",
  },
  ACCOUNT_NEEDS_ACTION: {
    why: 'The bank asks the person to accept terms or to complete a registration.',
    fix: 'Show `providerMessage`, in which the bank says what is missing.',
  },
  USER_AUTHORIZATION_PENDING: {
    why: 'The bank waits for an approval in its app.',
    fix: 'Wait. Pluggy continues by itself after the approval, which can take up to 30 minutes.',
  },
  USER_AUTHORIZATION_NOT_GRANTED: { why: 'The person did not grant access.', fix: 'The person connects again.' },
  USER_AUTHORIZATION_REVOKED: {
    why: 'The person revoked the consent at the bank.',
    fix: 'Respect the decision. A new consent needs the person.',
  },
  USER_NOT_SUPPORTED: {
    why: 'Pluggy cannot read this kind of account or profile.',
    fix: 'Do not try again. Offer to connect another account.',
  },
  ALREADY_LOGGED_IN: { why: 'Another session is open at the bank.', fix: WAIT_FOR_RUN },
  SITE_NOT_AVAILABLE: { why: "The bank's systems are down.", fix: WAIT_FOR_RUN },
  CONNECTION_ERROR: { why: 'Pluggy could not reach the bank.', fix: WAIT_FOR_RUN },
  UNEXPECTED_ERROR: { why: 'Something failed at Pluggy.', fix: WAIT_OR_REPORT },
  ERROR: { why: 'Something failed at Pluggy. No more exact code is known.', fix: WAIT_OR_REPORT },
  MERGE_ERROR: { why: 'Pluggy read the data and could not store it.', fix: WAIT_OR_REPORT },
  CREATE_ERROR: {
    why: 'Pluggy could not create the Item.',
    fix: 'Try again. If the error stays, contact Pluggy.',
  },
  LOGIN_ERROR: { why: 'The status of an Item whose last login failed.', fix: 'The person connects again.' },
  OUTDATED: {
    why: 'The status of an Item whose last run failed after the login.',
    fix: 'Wait. `nextAutoSyncAt` says when Pluggy tries again.',
  },
  CLIENT_KEYS_UNAUTHORIZED: {
    why: 'Pluggy does not accept your client id and client secret.',
    fix: 'Check the keys in your backend.',
  },
  CLIENT_DISABLED: { why: 'Your Pluggy application is switched off.', fix: 'Contact Pluggy.' },
  INVALID_CONNECT_TOKEN: {
    why: 'The widget refuses the Connect Token, and a second, fresh one: each was used before, has expired, or is from another environment. The element requests the second token itself, once for each open.',
    fix: 'Request a new token from Pluggy for each request of the page, with the keys of the environment of `widget-url`.',
  },
  ITEM_NOT_FOUND: {
    why: 'Pluggy or your backend does not know this Item.',
    fix: 'Delete the id from your database.',
  },
  CONNECTOR_VALIDATION_ERROR: {
    why: 'A credential is missing or has the wrong format.',
    fix: "Read `details` in Pluggy's answer.",
  },
  CONNECTOR_REQUIRED_PARAMETER_VALIDATION_ERROR: {
    why: 'The update needs a parameter, such as a token, again.',
    fix: USE_WIDGET,
  },
  ITEM_USER_ALREADY_EXISTS: {
    why: 'The token has `avoidDuplicates`, and an Item with these credentials exists.',
    fix: "Show the existing Item, which is in the answer's `items`.",
  },
  PARAMETERS_NOT_PROVIDED: { why: 'Pluggy has no stored credentials for this update.', fix: USE_WIDGET },
  LAST_EXECUTION_HAD_LOGIN_ERROR: {
    why: 'The last login failed, so an update needs new credentials.',
    fix: USE_WIDGET,
  },
  ITEM_ALREADY_UPDATING: { why: 'An update of this Item is in progress.', fix: READ_AGAIN },
  ITEM_IS_ALREADY_UPDATING: {
    why: 'An update of another Item with the same credentials is in progress.',
    fix: READ_AGAIN,
  },
  ITEM_IN_ERROR_COOLDOWN: { why: 'The Item failed a short time ago.', fix: 'Wait before you try again.' },
  CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY: {
    why: 'Your Pluggy plan does not allow updates this often.',
    fix: 'Treat the data as recent. This is not a failure.',
  },
  TOO_MANY_CONSECUTIVE_LOGIN_FAILURES: {
    why: 'Two logins in a row failed.',
    fix: 'Return `canRetryAfterDate` with the error. The elements wait until then.',
  },
  TOO_MANY_CONSECUTIVE_ERRORS: { why: 'More than five runs in a row failed.', fix: 'Contact Pluggy.' },
  CONNECTOR_NOT_FOUND: {
    why: 'Pluggy does not have the institution that was asked for. The id is wrong, or the connector has been retired.',
    fix: 'Correct `selected-connector-id` and `connector-ids`. Connect again through the Open Finance connector of the institution.',
  },
  CONNECTOR_OFFLINE: {
    why: 'Pluggy has switched the institution off.',
    fix: "Do not try again. The connector's `health` says when the institution is back.",
  },
  ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT: {
    why: 'The person signed in to another bank account during the update.',
    fix: 'Make a new connection for the other account.',
  },
  ITEM_CREATION_LIMIT_EXCEEDED: {
    why: "Your plan's limit of Items is reached.",
    fix: 'Raise the limit or delete Items.',
  },
  CLIENT_HAS_ITEM_UPDATES_DISABLED: {
    why: 'Updates are switched off for your Pluggy application.',
    fix: 'Contact Pluggy.',
  },
  TRIAL_CLIENT_ITEM_CREATE_NOT_ALLOWED: {
    why: 'A trial application cannot connect real banks.',
    fix: 'Use the sandbox institutions, or upgrade the plan.',
  },
  CREATE_ITEMS_API_FREE_DISABLED: {
    why: 'The free plan creates Items in the widget only.',
    fix: 'Create Items through the widget.',
  },
  SANDBOX_CLIENT_ITEM_UPDATE_NOT_ALLOWED: {
    why: 'Your plan updates sandbox Items only.',
    fix: 'Upgrade the plan.',
  },
  ITEM_MFA_ALREADY_PROVIDED: { why: 'The code was sent twice.', fix: 'Read the Item again.' },
  ITEM_MFA_NOT_FOUND: { why: 'The Item does not wait for a code.', fix: 'Read the Item again.' },
  ITEM_MFA_EXPIRED: { why: 'The code was sent too late.', fix: 'Start the update again.' },
  ITEM_MFA_PARAMETER_EXPECTED_MISMATCH: {
    why: 'The code was sent under the wrong name.',
    fix: "Send the code under the Item's `parameter.name`.",
  },
  MFA_PARAMERTER_WAS_ALREADY_USED_ERROR: {
    why: "The code was used in the last run. The spelling is Pluggy's.",
    fix: 'The person enters a new code.',
  },
  MFA_PARAMETER_WAS_ALREADY_USED_ERROR: {
    why: 'The code was used in the last run.',
    fix: 'The person enters a new code.',
  },
  INTERNAL_SERVER_ERROR: { why: 'Pluggy answered with status 500.', fix: 'Try again later.' },
};

const { reconnect, connect, again, bank } = errors.actions;

/** The button that the banner has for each action. */
const BUTTONS: Record<ErrorAction, string> = {
  none: 'none',
  wait: 'none; the text says to wait',
  reconnect: `"${reconnect}", which opens the widget for the Item`,
  open: `"${again}", which opens the widget`,
  retry: `"${again}", which repeats the request`,
  bank: `"${bank}", then "${reconnect}"`,
  'new-connection': `"${connect}", which starts a new connection`,
  support: 'none; only you or Pluggy can help',
};

const HEAD = `# Errors

<!-- Written by npm run docs from scripts/docs-errors.ts. -->

Every error is a \`PluggyError\` with these fields:

- \`code\`: one of the codes below. Codes in lower case come from this library; codes in capitals come from Pluggy.
- \`message\`: English, for developers. The end of the message names the section of this page.
- \`retryable\`: whether trying again can help.
- \`retryAfter\`: the \`Date\` after which the server allows another try, if the server named one.
- \`item\`: the Item, if the error is about one. \`item.error.providerMessage\` is the bank's own message.

[\`<pluggy-error-banner>\`](elements/error-banner.md) shows each code in plain words with the one action that can help. A code
that is not on this page has a general text. \`error.code\` is unchanged.
`;

/** Returns the page about every code. Each code has a heading, which is the anchor that error messages name. */
export function errorsPage(): string {
  const codes = Object.keys(CODES) as KnownCode[];
  const isOurs = (code: KnownCode) => code === code.toLowerCase();
  const sections = (list: KnownCode[]) => list.map(section).join('\n');
  return [
    HEAD,
    '## Codes of this library\n',
    sections(codes.filter(isOurs)),
    '## Codes of Pluggy\n',
    sections(codes.filter((code) => !isOurs(code))),
  ].join('\n');
}

function section(code: KnownCode): string {
  const { why, fix } = ERROR_DOCS[code];
  const { text, action } = errorView({ code }, Date.now());
  const { title, text: explain } = errors.texts[text];
  const facts = [
    `**Why:** ${why}`,
    `**What to do:** ${fix}`,
    `**The person reads:** ${title}. ${explain('')}`,
    `**Button of the banner:** ${BUTTONS[action]}.`,
  ];
  return `### ${code}\n\n${facts.map(listItem).join('\n')}\n`;
}
