import { version } from '../../../package.json';
import { Failure } from '../failure.js';
import { Backend } from './backend.js';
import type { Check, Result } from './check.js';
import { CONSENT_CHECKS } from './checks/consents.js';
import { STACK_TRACES } from './checks/errors.js';
import { EVENT_CHECKS } from './checks/events.js';
import { ITEM_CHECKS } from './checks/items.js';
import { ITEMS_PAGES } from './checks/lists.js';
import { ORIGIN_CHECKS } from './checks/origin.js';
import { OWNER_CHECKS } from './checks/owner.js';
import { POLICY_CHECKS } from './checks/policy.js';
import { SCRIPT_CHECKS } from './checks/scripts.js';
import { isUnseen, unseen } from './checks/session.js';
import { TOKEN_CHECKS } from './checks/token.js';
import { tokenIn } from './checks/token-answer.js';
import { SIMULATED_BANK_CHECKS } from './checks/simulated-bank.js';
import { WEBHOOK_CHECKS } from './checks/webhooks.js';
import { findChrome } from './chrome/find.js';
import { renderInChrome, type Rendered } from './chrome/render.js';
import { tagsOf, type Tag } from './html.js';
import { HELP, readOptions, type DoctorOptions } from './options.js';
import {
  addressesOf,
  readPage,
  redirectOf,
  settingOf,
  visit,
  whyHidden,
  type PageCheck,
  type WhyNoBrowser,
} from './page.js';
import { Person } from './person.js';
import { summaryOf, textOf, type Report } from './report.js';
import { routesOf } from './routes.js';
import { Secrets } from './secrets.js';

/** The exit codes, for scripts. */
export const EXIT = { passed: 0, failed: 1, unchecked: 2 } as const;

export const BACKEND_CHECKS = [
  ...TOKEN_CHECKS,
  ...ITEM_CHECKS,
  ITEMS_PAGES,
  ...CONSENT_CHECKS,
  ...OWNER_CHECKS,
  ...ORIGIN_CHECKS,
  ...EVENT_CHECKS,
  ...WEBHOOK_CHECKS,
  ...SIMULATED_BANK_CHECKS,
  STACK_TRACES,
];
export const PAGE_CHECKS: readonly PageCheck[] = [...SCRIPT_CHECKS, ...POLICY_CHECKS];

/** Elements that show no Item of the list. */
const WITHOUT_ITEMS = ['pluggy-provider', 'pluggy-connect', 'pluggy-error-banner', 'pluggy-institutions'];

/** Runs `pluggy-elements doctor`, prints the report, and returns the exit code. */
export async function runDoctor(args: readonly string[], print: (text: string) => void = console.log): Promise<number> {
  const secrets = new Secrets();
  try {
    const options = readOptions(args);
    if (!options) {
      print(HELP);
      return EXIT.passed;
    }
    const report = await examine(options, secrets);
    print(options.isJson ? JSON.stringify(report, null, 2) : textOf(report));
    return report.summary.failed ? EXIT.failed : EXIT.passed;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(secrets.mask(error.message));
    return EXIT.unchecked;
  }
}

/** Checks a page and its backend. The report has no secrets. */
async function examine(options: DoctorOptions, secrets = new Secrets()): Promise<Report> {
  secrets.add(options.webhookSecret?.value);
  const me = new Person(options.cookie, secrets);
  const nobody = new Person('', secrets);
  const visited = await visit(options.url, me).catch((error: Error) => {
    throw new Failure(`${options.url.origin}${options.url.pathname} could not be read: ${error.message}`);
  });
  const isHtml = /html/.test(visited.answer.headers.get('content-type') ?? '');
  const { rendered, whyNoBrowser, note } = isHtml ? await render(visited.url, me, options) : UNRENDERED;
  const page = await readPage(visited, rendered, whyNoBrowser);

  const other = new Person(options.as, secrets);
  const others = options.as || !options.cookie ? await visit(options.url, other).catch(() => undefined) : undefined;
  // A backend sets its session's cookie in a visit without a session.
  const stranger = options.cookie
    ? await visit(options.url, new Person('', secrets)).catch(() => undefined)
    : undefined;
  setCsrf(me, page.tags, secrets);
  if (others) setCsrf(other, tagsOf(others.answer.text), secrets);

  const backend = new Backend({
    base: page.url,
    routes: routesOf(options.addresses, addressesOf(page)),
    isTokenByGet: settingOf(page, 'token-method')?.toUpperCase() === 'GET',
    secrets,
    me,
    isNamed: !!options.cookie,
    whyHidden: whyHidden(options.url, page),
    other,
    isOtherNamed: !!options.as,
    nobody,
    showsItems: page.elements.some(({ name }) => !WITHOUT_ITEMS.includes(name)),
    pageCookies: [...page.setCookies, ...(stranger?.setCookies ?? [])],
    itemId: options.itemId,
    webhookSecret: options.webhookSecret,
    pluggyUrl: options.pluggyUrl,
    mayChange: options.mayChange,
    waitMs: options.waitMs,
  });
  const checks = await runAll(BACKEND_CHECKS, backend);
  const token = await backend.token().then(tokenIn, () => undefined);
  const redirect = redirectOf(options.url, page.url);
  const pageChecks = (await isUnseen(backend)) ? PAGE_CHECKS.map((check) => unseen(check, backend)) : PAGE_CHECKS;
  if (isHtml)
    checks.push(...(await runAll(pageChecks, { ...page, setCookies: backend.setCookies, token: token?.token })));
  return secrets.maskAll({
    version,
    url: `${page.url.origin}${page.url.pathname}`,
    page: [
      redirect && `${redirect}.`,
      isHtml ? note : `The address answers ${visited.answer.status} without HTML: only the routes are checked.`,
      options.cookie && me.isReplaced ? 'The page has replaced the session of --cookie. Has it ended?' : '',
    ]
      .filter(Boolean)
      .join(' '),
    checks,
    summary: summaryOf(checks),
  });
}

/** An answer that is not opened in a browser. */
const UNRENDERED: { rendered?: Rendered; whyNoBrowser: WhyNoBrowser; note: string } = { whyNoBrowser: '', note: '' };

async function render(url: URL, person: Person, { hasBrowser }: DoctorOptions): Promise<typeof UNRENDERED> {
  const fromHtml = 'The page is read from its headers and HTML';
  if (!hasBrowser) return { whyNoBrowser: 'no-browser', note: `${fromHtml}, as --no-browser says.` };
  const executable = findChrome();
  if (!executable) {
    const how = process.env.CHROME_PATH
      ? 'CHROME_PATH names no file'
      : 'there is no Chrome. Install it, or set CHROME_PATH';
    return { whyNoBrowser: 'none', note: `${fromHtml}: ${how}.` };
  }
  try {
    return {
      rendered: await renderInChrome(executable, url, person.cookies),
      whyNoBrowser: '',
      note: `The page was opened in ${executable}.`,
    };
  } catch (error) {
    return { whyNoBrowser: 'failed', note: `${fromHtml}: Chrome failed. ${(error as Error).message}` };
  }
}

/** Takes the CSRF token of a page over, as the elements do. */
function setCsrf(person: Person, tags: readonly Tag[], secrets: Secrets): void {
  const setting = (name: string) => tags.map(({ attributes }) => attributes.get(name)).find((value) => !!value);
  const meta = tags.find(({ name, attributes }) => name === 'meta' && attributes.get('name') === 'csrf-token');
  const value = setting('csrf-token') ?? meta?.attributes.get('content');
  secrets.add(value);
  if (value) person.csrf = { name: setting('csrf-header') ?? 'X-CSRF-Token', value };
}

/** Runs checks one after another, so that a backend sees requests as from one person. */
async function runAll<Subject>(checks: readonly Check<Subject>[], subject: Subject): Promise<Result[]> {
  const results: Result[] = [];
  for (const { id, tried, expected, docs, run } of checks) {
    const verdict = await (async () => run(subject))().catch((error: Error) => ({
      outcome: 'failed' as const,
      seen: error.message,
      fix: 'Make sure that the route answers.',
    }));
    results.push({ id, tried: tried(subject), expected, docs, ...verdict });
  }
  return results;
}
