import { describe, expect, it } from 'vitest';
import type { Result } from '../../../src/cli/doctor/check.js';
import { EXIT, runDoctor } from '../../../src/cli/doctor/doctor.js';
import type { Report } from '../../../src/cli/doctor/report.js';
import type { Fault } from '../../support/doctor/faults.js';
import { SECRETS, startBackend } from '../../support/doctor/small-backend.js';

/** The check that finds each fault, and words of the report. */
const FINDINGS: Record<Fault, readonly [id: string, seen: RegExp, outcome?: 'warned']> = {
  'token under another name': ['token-answer', /Keys seen: pluggy/],
  'API key in the answer': ['token-secrets', /field apiKey/],
  'user of the token from the body': ['token-user', /a token for the user of the request/],
  'user of the token from the query': ['token-user', /a token for the user of the request/],
  'expired token': ['token-expiry', /has expired/],
  'old token from a cache': ['token-expiry', /from 20 min ago/],
  'long-lived token': ['token-expiry', /120 min, longer than a Connect Token/],
  'token without clientUserId': ['token-client-user-id', /^a token without clientUserId$/],
  'cached token': ['token-fresh', /same token twice/],
  'token may be cached': ['token-no-store', /private, max-age=60/],
  'token by GET': ['token-method', /200 with a token/],
  'token without a session': ['token-session', /200 with a token/],
  'login page in place of 401': ['token-session', /redirect to \/login/],
  'token for any Item': ['token-other-item', /another person may use your Item/],
  'error page with a stack trace': ['token-bad-json', /stack trace/],
  'error without JSON': ['token-bad-json', /text\/plain in place of JSON/],
  'no limit of bodies': ['token-large-body', /^200/, 'warned'],
  'no list for a person without Items': ['items-list', /^404/],
  'list in the cache': ['items-no-store', /max-age=60/],
  'pages that repeat': ['items-pages', /page 2 has a next, and no Item that is new/],
  'pages without an end': ['items-pages', /page 3 has a next, and no Item that is new/],
  'user from the address': ['items-session', /200 with \?user=.*signs anybody in/],
  'webhook address in the Items': ['items-private-fields', /webhookUrl/],
  'empty list without a session': ['items-session', /^200/],
  'list of everybody': ['items-other-list', /2 of your Items/],
  'Item of another person': ['item-other', /another person may use your Item/],
  'Item of another person looks different': ['item-other', /403.*404.*ids can be probed/],
  'id in capitals skips the owner': ['item-other', /with the id in capitals: 200: another person may use your Item/],
  'consents without a session': ['consents-session', /^200/],
  'consents of another person': ['consents-other', /another person may use your Item/],
  'consents in the cache': ['consents-no-store', /max-age=60/],
  'unknown Item fails': ['item-unknown', /^500/],
  'path as id fails': ['item-bad-id', /^500/],
  'any Item is stored': ['link-unknown', /^200/],
  'report of no Item as of no route': ['link-unknown', /^404, code item-not-found$/, 'warned'],
  'report without a check of the body': ['link-bad-body', /^404, code item-not-found$/],
  'Item of another person is stored': ['link-other', /another person may use your Item/],
  'unreported Item of another person is stored': ['link-unreported', /take the connection of another one over/],
  'another person may delete': ['delete-other', /another person may use your Item/],
  'deletion is forgotten': ['delete-ends', /204.*then 200: the Item is still there/],
  'stack trace when Pluggy refuses': ['item-update', /502 with a stack trace/],
  'body for Pluggy to refuse': ['code-bad-body', /^404, code ITEM_MFA_NOT_FOUND$/],
  'codes refuse the session': ['code-unknown', /^401, code not-signed-in$/],
  'code in the answer': ['code-unknown', /with the code in the body/],
  'no check of the origin': ['items-csrf', /as from your own pages/],
  'no check of the origin for codes': ['code-csrf', /as from your own pages/],
  'no check of the origin for updates and deletions': ['delete-csrf', /as from your own pages/],
  'no check of the origin, with a Lax cookie': ['items-csrf', /; the cookie is SameSite=Lax$/, 'warned'],
  'origin compared by its end': ['token-csrf', /^Origin: http:\/\/evil-localhost:\d+: 200, as from your own pages/],
  'origin compared by its beginning': [
    'delete-csrf',
    /^Origin: http:\/\/localhost\.attacker\.example:\d+: 404.*, as from your own pages/,
  ],
  'origin null passes': ['items-csrf', /^Origin: null: 403.*, as from your own pages/],
  'CORS for any origin': ['items-cors', /repeats https:\/\/attacker.example.*, with credentials/],
  'CORS for the origin null': ['token-cors', /repeats null.*, with credentials/],
  'CORS for hosts that end alike': ['items-cors', /repeats http:\/\/evil-localhost:\d+.*, with credentials/],
  'CORS for one Item': ['item-cors', /repeats https:\/\/attacker.example.*, with credentials/],
  'stream of another type': ['events-answer', /text\/plain/],
  'stream without a first line': ['events-start', /without a first line/],
  'stream may be cached': ['events-headers', /max-age=60/],
  'stream without comments': ['events-keep-alive', /nothing for 0.5 s/],
  'stream without a session': ['events-session', /^200/],
  'events are lost': ['events-arrive', /no event/],
  'deletions reach no page': ['events-deleted', /^200.*and no event/],
  'events for everybody': ['events-owner', /your event/],
  'events twice': ['events-once', /2 equal events/],
  'webhook without a secret': ['webhook-unsigned', /^200/],
  'webhook refuses a repeated event': ['webhook-answer', /200, then 400/],
  'slow webhook': ['webhook-time', /Pluggy sends the event again/],
  'session cookie for scripts': ['session-cookie', /session without HttpOnly/],
};

/** Checks that need permission to change data, or a simulated bank, whose runs take time. */
const CHANGING = [
  ...['token-user', 'link-unreported', 'update-other', 'delete-other', 'item-update', 'delete-ends', 'events-deleted'],
];
const WITH_CHANGES = (backend: { url: string }) => ['--changes', '--pluggy', `${backend.url}pluggy`];

/** Runs the checker against a backend, and returns everything that it prints. */
async function examine(fault?: Fault, extra: readonly string[] = []) {
  await using backend = await startBackend({ fault });
  const printed: string[] = [];
  // A person without Items finds the fault of lists without Items.
  const isWithoutItems = fault === 'no list for a person without Items';
  const [me, other] = isWithoutItems ? [SECRETS.bruno, SECRETS.ana] : [SECRETS.ana, SECRETS.bruno];
  const code = await runDoctor(
    [
      backend.url,
      ...[
        '--cookie',
        `session=${me}`,
        '--as',
        `session=${other}`,
        '--webhook-secret',
        `X-Webhook-Secret: ${SECRETS.webhook}`,
      ],
      ...['--wait', '0.5', '--no-browser', ...extra],
      ...(!fault || CHANGING.includes(FINDINGS[fault][0]) ? WITH_CHANGES(backend) : []),
    ],
    (text) => printed.push(text),
  );
  return { code, text: printed.join('\n') };
}

const REPORTED = ['passed', 'skipped'];
const wrongIn = (checks: readonly Result[]) =>
  checks.filter(({ outcome }) => !REPORTED.includes(outcome)).map(({ id, seen }) => `${id}: ${seen}`);

function expectNoSecrets(text: string) {
  for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/eyJ[\w-]{6,}/);
}

describe.concurrent('the checker against a backend with one fault', () => {
  it.each(Object.entries(FINDINGS) as [Fault, (typeof FINDINGS)[Fault]][])(
    'finds: %s',
    async (fault, [id, seen, outcome]) => {
      const { code, text } = await examine(fault, ['--json']);
      const report = JSON.parse(text) as Report;
      const check = report.checks.find((each) => each.id === id)!;
      expect(check, JSON.stringify(wrongIn(report.checks))).toMatchObject({
        outcome: outcome ?? 'failed',
        seen: expect.stringMatching(seen) as string,
      });
      expect(check.fix).toMatch(/^[A-Z].{15,}/);
      expect(code).toBe(outcome === 'warned' ? EXIT.passed : EXIT.failed);
      expectNoSecrets(text);
    },
  );
});

describe('the checker against a backend without faults', () => {
  it('passes every check of the backend, and exits with 0', async () => {
    const { code, text } = await examine(undefined, ['--json']);
    const { checks } = JSON.parse(text) as Report;
    expect(wrongIn(checks)).toEqual([]);
    expect(checks.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id)).toEqual([
      'token-client-user-id',
      'page-cors',
      'library-loads',
      'session-cookie',
      'page-console',
      'csp-script',
    ]);
    expect(code).toBe(EXIT.passed);
    expectNoSecrets(text);
  });

  it('prints one line for a check that passed, and five for one that failed', async () => {
    const { text } = await examine('token may be cached');
    expect(text).toMatch(
      /^ok {4}token-answer: POST \/api\/connect-token, as the button does: 200 with a token \(expected: .*\)$/m,
    );
    expect(text).toMatch(
      /^FAIL {2}token-no-store\n {6}tried {5}POST \/api\/connect-token: caching\n {6}expected {2}Cache-Control: no-store\n {6}seen {6}Cache-Control: private, max-age=60\n {6}to do {5}Send .*\n {6}see {7}docs\/backend.md#/m,
    );
    expect(text).toMatch(/\d+ passed, 1 failed, 0 with a warning, \d+ not checked$/);
    expectNoSecrets(text);
  });
});
