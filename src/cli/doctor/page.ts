import { createHash } from 'node:crypto';
import type { Rendered } from './chrome/render.js';
import type { Check } from './check.js';
import { readPolicies, type Policy } from './csp.js';
import { tagsOf, type Tag } from './html.js';
import type { Person } from './person.js';
import { ROUTE_NAMES, type Addresses } from './routes.js';
import { send, Unanswered, type Answer } from './transport.js';

const MAX_REDIRECTS = 5;
/** Scripts of a page that are read. */
const MAX_SCRIPTS = 60;

const PLUGGY_WIDGET = 'https://connect.pluggy.ai';

/** The first line of the library's CDN file. */
const BANNER = /\/\*! pluggy-elements ([\w.+-]+) \|/;
/** The library's registry of a page, which is in every build. */
const LIBRARY = /pluggy-elements:(widget|context)@\d/;
/** Pluggy's SDK, also minified. */
const SDK = (text: string) => text.includes('__zoid_') && text.includes('PluggyConnect');

/** Whether `--no-browser` is set, none is installed, or it failed; empty for none of these. */
export type WhyNoBrowser = '' | 'no-browser' | 'none' | 'failed';

/** A script of the page, with its text. */
export interface Script {
  readonly url: URL;
  readonly text: string;
  /** The tag; undefined for a script that another one has loaded. */
  readonly tag?: Tag;
  readonly isLibrary: boolean;
  /** The version of the library, where the file names it. */
  readonly version?: string;
  readonly hasSdk: boolean;
}

/** A page with elements, as it was sent and, with a browser, as it is shown. */
export interface Page {
  readonly url: URL;
  readonly answer: Answer;
  /** Tags of the HTML or, with a browser, of the document that it became. */
  readonly tags: readonly Tag[];
  /** The library's elements. */
  readonly elements: readonly Tag[];
  readonly policies: readonly Policy[];
  readonly scripts: readonly Script[];
  /** The number of scripts in the HTML that have a copy of Pluggy's SDK. */
  readonly inlineSdks: number;
  readonly rendered?: Rendered;
  /** The reason why no browser has opened the page; empty if one has. */
  readonly whyNoBrowser: WhyNoBrowser;
  /** The lines of `Set-Cookie` in the answers of the page and of the backend. */
  readonly setCookies: readonly string[];
  /** The token of the backend, to compare with the widget's address. */
  token?: string;
}

export interface PageCheck extends Check<Page> {
  /** Whether the check is about all answers of a visit, so that it needs no elements. */
  readonly isOfVisit?: boolean;
}

/** The answer to a visit, with the lines of `Set-Cookie` of all redirects. */
interface Visit {
  readonly url: URL;
  readonly answer: Answer;
  readonly setCookies: readonly string[];
}

/** Requests a page as a person and follows redirects of its origin. Takes over the cookies. */
export async function visit(url: URL, person: Person): Promise<Visit> {
  let current = url;
  const setCookies: string[] = [];
  for (let step = 0; step <= MAX_REDIRECTS; step++) {
    const headers = {
      Accept: 'text/html,*/*;q=0.8',
      'Sec-Fetch-Site': 'none',
      'Sec-Fetch-Mode': 'navigate',
      ...person.headers('GET'),
    };
    const answer = await send({ method: 'GET', url: current, headers });
    person.receive(answer.headers);
    setCookies.push(...answer.headers.getSetCookie());
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status >= 400 || !location) return { url: current, answer, setCookies };
    const next = new URL(location, current);
    // The session belongs to this origin only.
    if (next.origin !== current.origin && next.hostname !== current.hostname)
      throw new Unanswered(`redirects to ${next.origin}`);
    current = next;
  }
  throw new Unanswered(`redirects more than ${MAX_REDIRECTS} times`);
}

/** Reads a page that was visited, and the scripts that its HTML names or that a browser has loaded. */
export async function readPage(
  { url, answer, setCookies }: Visit,
  rendered: Rendered | undefined,
  whyNoBrowser: WhyNoBrowser,
): Promise<Page> {
  const written = tagsOf(answer.text);
  const tags = rendered?.tags ?? written;
  const meta = written
    .filter(
      ({ name, attributes }) =>
        name === 'meta' && /^content-security-policy$/i.test(attributes.get('http-equiv') ?? ''),
    )
    .map(({ attributes }) => attributes.get('content') ?? '');
  return {
    url,
    answer,
    tags,
    elements: tags.filter(({ name }) => name.startsWith('pluggy-')),
    policies: [answer.headers.get('content-security-policy') ?? '', ...meta].flatMap(readPolicies),
    scripts: await readScripts(written, url, rendered),
    // A script with the library, too, has the library's copy.
    inlineSdks: written.filter(({ name, text }) => name === 'script' && SDK(text) && !LIBRARY.test(text)).length,
    rendered,
    whyNoBrowser,
    setCookies,
  };
}

/** Returns the reason why a person does not see the page, such as a redirect to a login; empty if the page has elements. */
export function whyHidden(asked: URL, { url, answer, elements }: Page): string {
  if (elements.length) return '';
  const redirect = redirectOf(asked, url);
  if (redirect) return redirect;
  return answer.status === 401 || answer.status === 403 ? `${url.pathname} answers ${answer.status}` : '';
}

/** Names the redirect that has led from an address to another; empty for none. */
export function redirectOf(asked: URL, url: URL): string {
  if (asked.origin + asked.pathname === url.origin + url.pathname) return '';
  return `${asked.pathname} redirects to ${asked.origin === url.origin ? '' : url.origin}${url.pathname}`;
}

/** Returns the setting of an element, or of the provider, that comes first. */
export function settingOf({ elements }: Page, name: string): string | undefined {
  return elements.map(({ attributes }) => attributes.get(name)).find((value) => value !== undefined);
}

export function addressesOf(page: Page): Addresses {
  return Object.fromEntries(ROUTE_NAMES.map((name) => [name, settingOf(page, name)]));
}

/** Returns the address of the widget that the page opens. */
export function widgetOf(page: Page): URL {
  return new URL(settingOf(page, 'widget-url') || PLUGGY_WIDGET, page.url);
}

async function readScripts(tags: readonly Tag[], page: URL, rendered?: Rendered): Promise<Script[]> {
  const found = new Map<string, Tag | undefined>();
  for (const tag of tags) {
    const source = tag.attributes.get('src');
    if (tag.name === 'script' && source && URL.canParse(source, page)) found.set(new URL(source, page).href, tag);
  }
  for (const loaded of rendered?.scripts ?? []) if (!found.has(loaded)) found.set(loaded, undefined);
  const scripts = await Promise.all(
    [...found].slice(0, MAX_SCRIPTS).map(async ([href, tag]): Promise<Script | undefined> => {
      const url = new URL(href);
      const text = await textOf(url);
      if (text === undefined) return undefined;
      const version = BANNER.exec(text)?.[1];
      const hasSdk = SDK(text);
      return { url, text, tag, version, isLibrary: !!version || (LIBRARY.test(text) && !hasSdk), hasSdk };
    }),
  );
  return scripts.filter((script) => script !== undefined);
}

/** Returns the text of a script; undefined for a script that does not load. Sends no cookies to other origins. */
async function textOf(url: URL): Promise<string | undefined> {
  if (!/^https?:$/.test(url.protocol)) return undefined;
  try {
    const { status, text } = await send({ method: 'GET', url, headers: { Accept: '*/*' } });
    return status === 200 ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text has the hash of an `integrity` attribute. Browsers compare the hashes of the strongest algorithm only. */
export function meetsIntegrity(text: string, integrity: string): boolean {
  const hashes = [...integrity.matchAll(/(?:^|\s)(sha256|sha384|sha512)-([^?\s]+)/g)];
  const strongest = hashes
    .map(([, algorithm]) => algorithm!)
    .sort()
    .at(-1);
  // An attribute without a hash that a browser knows is no condition.
  if (!strongest) return true;
  const actual = createHash(strongest).update(text).digest('base64');
  return hashes.some(([, algorithm, expected]) => algorithm === strongest && expected === actual);
}
