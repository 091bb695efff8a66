import { describe, expect, it } from 'vitest';
import type { Result } from '../../../src/cli/doctor/check.js';
import { EXIT, runDoctor } from '../../../src/cli/doctor/doctor.js';
import type { Report } from '../../../src/cli/doctor/report.js';
import { SECRETS, startBackend, type Fault } from '../../support/doctor/small-backend.js';

/** The check that finds each fault, and words of the report. */
const FINDINGS: Record<Fault, readonly [id: string, seen: RegExp, outcome?: 'warned']> = {
  'token under another name': ['token-answer', /Keys seen: pluggy/],
  'API key in the answer': ['token-secrets', /field apiKey/],
  'expired token': ['token-expiry', /has expired/],
  'old token from a cache': ['token-expiry', /from 20 min ago/],
  'long-lived token': ['token-expiry', /120 min, longer than a Connect Token/],
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
  'webhook address in the Items': ['items-private-fields', /webhookUrl/],
  'empty list without a session': ['items-session', /^200/],
  'list of everybody': ['items-other-list', /1 of your Items/],
  'Item of another person': ['item-other', /another person may use your Item/],
  'Item of another person looks different': ['item-other', /403.*404.*ids can be probed/],
  'unknown Item fails': ['item-unknown', /^500/],
  'path as id fails': ['item-bad-id', /^500/],
  'any Item is stored': ['link-unknown', /^200/],
  'Item of another person is stored': ['link-other', /another person may use your Item/],
  'unreported Item of another person is stored': ['link-unreported', /take the connection of another one over/],
  'another person may delete': ['delete-other', /another person may use your Item/],
  'code in the answer': ['code-unknown', /with the code in the body/],
  'no check of the origin': ['items-csrf', /as from your own pages/],
  'no check of the origin for codes': ['code-csrf', /as from your own pages/],
  'no check of the origin for updates and deletions': ['delete-csrf', /as from your own pages/],
  'CORS for any origin': ['items-cors', /any origin, with credentials/],
  'stream of another type': ['events-answer', /text\/plain/],
  'stream without a first line': ['events-start', /without a first line/],
  'stream may be cached': ['events-headers', /max-age=60/],
  'stream without comments': ['events-keep-alive', /nothing for 0.5 s/],
  'stream without a session': ['events-session', /^200/],
  'events are lost': ['events-arrive', /no event/],
  'events for everybody': ['events-owner', /your event/],
  'events twice': ['events-once', /2 equal events/],
  'webhook without a secret': ['webhook-unsigned', /^200/],
  'webhook refuses a repeated event': ['webhook-answer', /200, then 400/],
  'slow webhook': ['webhook-time', /Pluggy sends the event again/],
};

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
      ...['--wait', '0.5', '--changes', '--pluggy', `${backend.url}pluggy`, '--no-browser', ...extra],
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
      'page-cors',
      'library-loads',
      'session-cookie',
      'page-console',
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
