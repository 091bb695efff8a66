import { failed, passed, skipped, warned, type Verdict } from '../check.js';
import { nameOf, sessionCookies } from '../cookies.js';
import {
  meetsIntegrity,
  settingOf,
  widgetOf,
  type Page,
  type PageCheck,
  type Script,
  type WhyNoBrowser,
} from '../page.js';
import { isOfSandbox } from './token-answer.js';

const EXACT_VERSION = /[@/]\d+\.\d+\.\d+/;
const JWT = /\beyJ[\w-]{6,}\.eyJ[\w-]{6,}\./;
const SECRET_NAME = /PLUGGY_CLIENT_SECRET|\bclient[_-]?secret["']?\s*[:=]\s*["'][^"']{8,}/i;

/** Files that another file of the library loads. */
const CHUNK = /-[\da-f]{8}\.js$/;

/** Returns the scripts that are the library, without the files that they load. */
const library = ({ scripts }: Page) =>
  scripts.filter(({ isLibrary, url, tag }) => isLibrary && (tag || !CHUNK.test(url.pathname)));
const display = ({ url }: Script) => `${url.origin}${url.pathname}`;

/** How to look at a page in a browser. */
const TO_BROWSE: Record<Exclude<WhyNoBrowser, ''>, string> = {
  'no-browser': 'Run the doctor without --no-browser',
  none: 'Install Chrome, or set CHROME_PATH',
  failed: 'Set CHROME_PATH to another Chrome: this one has failed',
};

/** Returns the verdict about a page without elements. */
function withoutElements({ whyNoBrowser }: Page): Verdict {
  if (whyNoBrowser)
    return skipped('none in the HTML', `${TO_BROWSE[whyNoBrowser]}, to look at a page that scripts build.`);
  return skipped(
    'none in the page that the browser shows',
    'Name the page with the elements. A page behind a login needs --cookie.',
  );
}

export const SCRIPT_CHECKS: readonly PageCheck[] = [
  {
    id: 'page-elements',
    tried: (page) => `${page.url.pathname}: the elements`,
    expected: 'at least one element of this library',
    docs: 'troubleshooting.md#the-button-does-nothing',
    run(page) {
      const names = [...new Set(page.elements.map(({ name }) => `<${name}>`))];
      if (!names.length) return withoutElements(page);
      const missing = page.rendered?.undefinedTags ?? [];
      if (missing.length)
        return failed(
          `${missing.map((name) => `<${name}>`).join(', ')} without code`,
          'Load the library with <script type="module">, and look for its errors in the console.',
        );
      return passed(names.join(', '));
    },
  },
  {
    id: 'sdk-copies',
    tried: () => 'the page’s scripts: copies of pluggy-connect-sdk',
    expected: 'the copy of this library only, or one as window.PluggyConnect',
    docs: 'troubleshooting.md#the-console-reports-widget-duplicate',
    run({ scripts, inlineSdks, rendered }) {
      const files = scripts.filter(
        ({ hasSdk, url }) => hasSdk && !/\/pluggy-connect-sdk-[\da-f]{8}\.js$/.test(url.pathname),
      );
      const copies = [...files.map(display), ...Array<string>(inlineSdks).fill('a script in the HTML')];
      const seen = copies.join(', ');
      const fix =
        'Load one copy, and make it window.PluggyConnect before the first open, or remove react-pluggy-connect and its like.';
      if (copies.length > 1) return failed(seen, fix);
      if (copies.length === 1 && rendered && !rendered.hasGlobalSdk)
        return failed(`${seen}, which is not window.PluggyConnect`, fix);
      if (copies.length === 1 && !rendered) return warned(seen, fix);
      return passed(copies.length ? `${seen}, as window.PluggyConnect` : 'none beside the library’s');
    },
  },
  {
    id: 'library-copies',
    tried: () => 'the page’s scripts: copies of pluggy-elements',
    expected: 'one version',
    docs: 'going-live.md#releases-and-open-tabs',
    run(page) {
      const versions = [...new Set(page.scripts.flatMap(({ version }) => version ?? []))];
      if (versions.length > 1)
        return failed(
          `versions ${versions.join(' and ')}`,
          'Load one version: the elements of the first one are used, with files of both.',
        );
      const entries = library(page).filter(({ version }) => version);
      if (entries.length > 1) return warned(entries.map(display).join(', '), 'Load the library once.');
      return versions.length ? passed(`version ${versions[0]}`) : passed('no file that names a version');
    },
  },
  {
    id: 'library-version',
    tried: () => 'the address of the library',
    expected: 'an exact version, or your own server',
    docs: 'going-live.md#releases-and-open-tabs',
    run(page) {
      const foreign = library(page).filter(({ url, tag }) => tag && url.origin !== page.url.origin);
      const loose = foreign.find(({ url }) => !EXACT_VERSION.test(url.pathname));
      if (loose) return failed(display(loose), 'Name an exact version in the address, such as pluggy-elements@1.2.3.');
      return passed(foreign.length ? foreign.map(display).join(', ') : 'your own server');
    },
  },
  {
    id: 'library-loads',
    tried: () => 'the page’s script of the library',
    expected: 'type="module", and a file that loads',
    docs: 'troubleshooting.md#the-button-does-nothing',
    run(page) {
      const tags = page.tags.filter(
        ({ name, attributes }) =>
          name === 'script' &&
          /pluggy-elements[^/]*\.js|pluggy-elements@|define(\.js)?$/.test(attributes.get('src') ?? ''),
      );
      const broken = tags.find(({ attributes }) => {
        const source = new URL(attributes.get('src')!, page.url).href;
        return !page.scripts.some(({ url }) => url.href === source);
      });
      if (broken) return failed(`${broken.attributes.get('src')} does not load`, 'Check the address of the script.');
      const classic = library(page).find(({ tag }) => tag && tag.attributes.get('type') !== 'module');
      if (classic && /\b(import|export)\b/.test(classic.text))
        return failed('a classic script', 'Add type="module" to the script.');
      return library(page).length
        ? passed(library(page).map(display).join(', '))
        : skipped('no script of the library in the HTML');
    },
  },
  {
    id: 'script-integrity',
    tried: () => 'the library from another origin: integrity',
    expected: 'integrity with the file’s hash, and crossorigin',
    docs: 'security.md#subresource-integrity',
    run(page) {
      const tagged = library(page).filter(({ tag }) => tag);
      for (const script of tagged) {
        const { attributes } = script.tag!;
        const integrity = attributes.get('integrity');
        if (integrity && !meetsIntegrity(script.text, integrity)) {
          return failed(
            `integrity: ${display(script)} has another hash`,
            'Take the tag of the README, or the hash in dist/cdn/integrity.json of this version.',
          );
        }
        const isForeign = script.url.origin !== page.url.origin;
        if (isForeign && !integrity)
          return failed(
            `${display(script)} without integrity`,
            'Add the hash of the README’s tag: a changed file of the CDN then does not run.',
          );
        if (isForeign && !attributes.has('crossorigin') && attributes.get('type') !== 'module') {
          return failed(
            `${display(script)} without crossorigin`,
            'Add crossorigin="anonymous": browsers check the hash of such files only.',
          );
        }
      }
      return passed(tagged.length ? 'as expected' : 'no script of the library from another origin');
    },
  },
  {
    id: 'mixed-keys',
    tried: () => 'the token and the widget’s address',
    expected: 'both of Pluggy, or both of the sandbox',
    docs: 'testing.md',
    run(page) {
      if (!page.token) return skipped('the token route answers without a token');
      const widget = widgetOf(page);
      const isPluggyWidget = widget.hostname.endsWith('.pluggy.ai');
      const isSandboxToken = isOfSandbox(page.token);
      if (isSandboxToken && isPluggyWidget)
        return failed(
          'a token of the sandbox, and Pluggy’s widget',
          'Set widget-url to the sandbox, or PLUGGY_API_URL of the backend to https://api.pluggy.ai.',
        );
      if (!isSandboxToken && !isPluggyWidget)
        return failed(
          `a token of Pluggy, and the widget of ${widget.origin}`,
          'Remove widget-url, or let the backend use the sandbox.',
        );
      return passed(isSandboxToken ? 'both of the sandbox' : 'both of Pluggy');
    },
  },
  {
    id: 'production-settings',
    tried: () => 'include-sandbox and widget-url',
    expected: 'neither, on a public page',
    docs: 'going-live.md#checklist',
    run(page) {
      const isPublic = page.url.protocol === 'https:' && !/(^|\.)(localhost|test|local)$|^\d/.test(page.url.hostname);
      const found = ['include-sandbox', 'widget-url'].filter((name) => settingOf(page, name) !== undefined);
      if (isPublic && found.length) return warned(found.join(', '), 'Remove them before people use the page.');
      return passed(found.length ? `${found.join(', ')}, on a page for development` : 'neither');
    },
  },
  {
    id: 'page-secrets',
    tried: (page) => `${page.url.pathname}: tokens and secrets in the HTML`,
    expected: 'none',
    docs: 'security.md#what-is-stored-where',
    run({ answer }) {
      const fix =
        'Remove it, and replace the secret: everybody who has seen the page has it. The elements take a token from token-endpoint.';
      if (SECRET_NAME.test(answer.text)) return failed('a client secret', fix);
      if (JWT.test(answer.text)) return failed('a JSON Web Token', fix);
      return passed('none');
    },
  },
  {
    id: 'session-cookie',
    tried: (page) => `${page.url.pathname}: the cookies that the page and the backend set`,
    expected: 'HttpOnly, SameSite, and Secure on https',
    docs: 'backend.md#csrf-and-headers',
    isOfVisit: true,
    run({ setCookies, url }) {
      const cookies = sessionCookies(setCookies);
      if (!cookies.length)
        return skipped(
          'the page sets none (a login does)',
          'Look at the Set-Cookie of your login: HttpOnly and SameSite=Lax, and Secure on https.',
        );
      for (const line of cookies) {
        const name = nameOf(line);
        const missing = [
          ...(/;\s*httponly/i.test(line) ? [] : ['HttpOnly']),
          ...(/;\s*samesite=(lax|strict)/i.test(line) ? [] : ['SameSite=Lax']),
          ...(url.protocol !== 'https:' || /;\s*secure/i.test(line) ? [] : ['Secure']),
        ];
        if (missing.length)
          return failed(`${name} without ${missing.join(', ')}`, `Set the cookie with ${missing.join('; ')}.`);
      }
      return passed([...new Set(cookies.map(nameOf))].join(', '));
    },
  },
  {
    id: 'page-console',
    tried: (page) => `${page.url.pathname}: what the browser blocks`,
    expected: 'nothing',
    docs: 'troubleshooting.md',
    run({ rendered, whyNoBrowser }) {
      if (!rendered) {
        const how = whyNoBrowser && `${TO_BROWSE[whyNoBrowser]}, to see what a browser blocks.`;
        return skipped('no browser', how);
      }
      if (!rendered.problems.length) return passed('nothing');
      return failed(rendered.problems.slice(0, 3).join('; '), 'Allow it in the policy, or correct the address.');
    },
  },
];
