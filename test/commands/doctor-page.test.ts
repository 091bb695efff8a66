import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runDoctor } from '../../src/cli/doctor/doctor.js';
import type { Report } from '../../src/cli/doctor/report.js';
import { headlessShell } from '../support/browsers.mjs';
import { ROOT } from '../support/docs.js';
import { SECRETS, startBackend } from '../support/doctor/small-backend.js';

const CDN = path.join(ROOT, 'dist/cdn');
const library = readFileSync(path.join(CDN, 'pluggy-elements.js'), 'utf8');
const { version, files } = JSON.parse(readFileSync(path.join(CDN, 'integrity.json'), 'utf8')) as {
  version: string;
  files: Record<string, string>;
};
const sha256 = `sha256-${createHash('sha256').update(library).digest('base64')}`;
const integrity = files['pluggy-elements.js']!;
/** All files of the library, by their paths on a site. */
const libraryFiles = Object.fromEntries(
  readdirSync(CDN)
    .filter((file) => file.endsWith('.js'))
    .map((file) => [`/${file}`, readFileSync(path.join(CDN, file), 'utf8')]),
);
const otherVersion = library.replace(`pluggy-elements ${version} |`, 'pluggy-elements 0.0.9 |');

const ELEMENTS = `<pluggy-provider token-endpoint="/api/connect-token" items-endpoint="/api/items" events-endpoint="/api/events">
  <pluggy-connect>Connect</pluggy-connect>
</pluggy-provider>`;
const OWN = '<script type="module" src="/pluggy-elements.js"></script>';

/** Addresses of a site of another origin with the same scripts, as a CDN. */
interface Cdn {
  readonly exact: string;
  readonly latest: string;
}

interface BrokenPage {
  html?: string | ((cdn: Cdn) => string);
  /** Whether the page has a copy of the SDK in a script of its HTML. */
  hasInlineSdk?: boolean;
  headers?: Record<string, string>;
  claims?: Record<string, unknown>;
}

let sdk: string;
let globalSdk: string;

beforeAll(async () => {
  const bundle = async (source: string) => {
    const stdin = { contents: source, resolveDir: ROOT };
    const { outputFiles } = await build({ stdin, bundle: true, minify: true, write: false, format: 'iife' });
    return outputFiles[0]!.text;
  };
  sdk = await bundle("import { PluggyConnect } from 'pluggy-connect-sdk'; console.debug(PluggyConnect.name);");
  globalSdk = await bundle("import { PluggyConnect } from 'pluggy-connect-sdk'; window.PluggyConnect = PluggyConnect;");
});

/** Runs the checker against a page, and returns the report with the text of it. */
async function examine({ html = OWN + ELEMENTS, hasInlineSdk, headers, claims }: BrokenPage, hasBrowser = false) {
  const scripts = {
    ...libraryFiles,
    '/pluggy-elements-0.0.9.js': otherVersion,
    '/npm/pluggy-elements@latest/pluggy-elements.js': library,
    [`/npm/pluggy-elements@${version}/pluggy-elements.js`]: library,
    '/sdk.js': sdk,
    '/other-sdk.js': `${sdk}\n`,
    '/global-sdk.js': globalSdk,
    '/load-sdk.js': "import('/sdk.js');",
    '/build.js': `const host = document.body.appendChild(document.createElement('app-root'));
host.attachShadow({ mode: 'open' }).append(document.createRange().createContextualFragment(\`${ELEMENTS}\`));`,
  };
  await using cdn = await startBackend({ scripts });
  const addresses = {
    exact: `${cdn.url}npm/pluggy-elements@${version}/pluggy-elements.js`,
    latest: `${cdn.url}npm/pluggy-elements@latest/pluggy-elements.js`,
  };
  const inlineSdk = hasInlineSdk ? `<script>${sdk.replaceAll('</script', '<\\/script')}</script>` : '';
  const body = (typeof html === 'function' ? html(addresses) : html) + inlineSdk;
  await using backend = await startBackend({
    html: `<!doctype html><title>Shop</title><body>${body}`,
    headers,
    scripts,
    claims,
  });
  const printed: string[] = [];
  const args = [
    '--cookie',
    `session=${SECRETS.ana}`,
    '--wait',
    '0.5',
    '--json',
    ...(hasBrowser ? [] : ['--no-browser']),
  ];
  const code = await runDoctor([backend.url, ...args], (text) => printed.push(text));
  const text = printed.join('\n');
  expect(text).not.toMatch(/eyJ[\w-]{6,}/);
  expect(text).not.toContain(SECRETS.ana);
  const report = JSON.parse(text) as Report;
  const wrong = report.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned');
  return { code, report, wrong: wrong.map(({ id, seen }) => `${id}: ${seen}`) };
}

const policy = (text: string) => ({ 'Content-Security-Policy': text });
const tag = (src: string, attributes = '') => `<script type="module" src="${src}"${attributes}></script>`;
const JWT = ['{"alg":"HS256"}', '{"sub":"ana-maria"}', 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

const BROKEN: Record<string, BrokenPage & { finds: string; seen: RegExp }> = {
  'frame-src blocks the widget': {
    headers: policy("default-src 'self'; connect-src 'self'; img-src *"),
    finds: 'csp-frame',
    seen: /default-src 'self'/,
  },
  'a policy in a meta tag blocks the widget': {
    html: `<meta http-equiv="content-security-policy" content="frame-src 'none'">${OWN}${ELEMENTS}`,
    finds: 'csp-frame',
    seen: /frame-src 'none'/,
  },
  'connect-src blocks the routes': {
    headers: policy('connect-src https://api.shop.example'),
    finds: 'csp-connect',
    seen: /connect-src https:\/\/api\.shop\.example/,
  },
  'script-src blocks the library': {
    headers: policy("script-src 'none'"),
    finds: 'csp-script',
    seen: /script-src 'none' blocks http.*pluggy-elements\.js$/,
  },
  'the library’s tag has no nonce': {
    headers: policy("script-src 'self' 'nonce-4711' 'strict-dynamic'"),
    finds: 'csp-script',
    seen: /'nonce-…' 'strict-dynamic' blocks .*, which has no nonce$/,
  },
  'sandbox without windows': {
    headers: policy('default-src *, sandbox allow-scripts allow-same-origin allow-forms'),
    finds: 'csp-sandbox',
    seen: /^sandbox allow-scripts allow-same-origin allow-forms$/,
  },
  'sandbox without an origin': {
    headers: policy('sandbox allow-scripts'),
    finds: 'csp-sandbox',
    seen: /sandbox allow-scripts/,
  },
  'Trusted Types without the library’s name': {
    headers: policy("require-trusted-types-for 'script'; trusted-types lit-html"),
    finds: 'trusted-types',
    seen: /trusted-types lit-html/,
  },
  'COOP cuts the bank’s window off': {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin; report-to="coop"' },
    finds: 'coop',
    seen: /^same-origin$/,
  },
  'COEP blocks the frame': {
    headers: { 'Cross-Origin-Embedder-Policy': 'require-corp' },
    finds: 'coep',
    seen: /require-corp/,
  },
  'Permissions-Policy takes the camera': {
    headers: { 'Permissions-Policy': 'geolocation=(), camera=(self), clipboard-write=*' },
    finds: 'permissions-policy',
    seen: /^camera=\(self\)$/,
  },
  'Permissions-Policy allows a name that begins alike': {
    headers: { 'Permissions-Policy': 'camera=(self "https://connect.pluggy.ai.evil.example")' },
    finds: 'permissions-policy',
    seen: /^camera=\(self "https:\/\/connect\.pluggy\.ai\.evil\.example"\)$/,
  },
  'a copy of the SDK in the HTML, and one in a file': {
    html: `${OWN}${ELEMENTS}<script src="/sdk.js"></script>`,
    hasInlineSdk: true,
    finds: 'sdk-copies',
    seen: /sdk\.js, a script in the HTML$/,
  },
  'two copies of the SDK': {
    html: `${OWN}${ELEMENTS}<script src="/sdk.js"></script><script src="/other-sdk.js"></script>`,
    finds: 'sdk-copies',
    seen: /sdk\.js.*other-sdk\.js/,
  },
  'two versions of the library': {
    html: `${OWN}${tag('/pluggy-elements-0.0.9.js')}${ELEMENTS}`,
    finds: 'library-copies',
    seen: /and 0\.0\.9/,
  },
  'the library without a version': {
    html: ({ latest }) => tag(latest, ` integrity="${integrity}"`) + ELEMENTS,
    finds: 'library-version',
    seen: /@latest/,
  },
  'the library without integrity': {
    html: ({ exact }) => tag(exact) + ELEMENTS,
    finds: 'script-integrity',
    seen: /without integrity/,
  },
  'the library with the hash of another version': {
    html: ({ exact }) => tag(exact, ` integrity="${integrity.replace(/.{8}$/, 'AAAAAAAA')}"`) + ELEMENTS,
    finds: 'script-integrity',
    seen: /another hash/,
  },
  'the library with a wrong hash that is stronger than the right one': {
    html: ({ exact }) => tag(exact, ` integrity="${sha256} sha512-${'A'.repeat(86)}=="`) + ELEMENTS,
    finds: 'script-integrity',
    seen: /^integrity: .* has another hash/,
  },
  'a library that does not load': {
    html: tag('/missing/pluggy-elements.js') + ELEMENTS,
    finds: 'library-loads',
    seen: /does not load/,
  },
  'a sandbox token with Pluggy’s widget': {
    claims: { kind: 'connectToken' },
    finds: 'mixed-keys',
    seen: /token of the sandbox, and Pluggy’s widget/,
  },
  'Pluggy’s token with the sandbox’s widget': {
    html: `${OWN}${ELEMENTS.replace('<pluggy-connect', '<pluggy-connect widget-url="http://localhost:4001"')}`,
    finds: 'mixed-keys',
    seen: /token of Pluggy, and the widget of http:\/\/localhost:4001/,
  },
  'a token in the HTML': {
    html: `${OWN}${ELEMENTS}<script>start("${JWT}")</script>`,
    finds: 'page-secrets',
    seen: /JSON Web Token/,
  },
  'a client secret in the HTML': {
    html: `${OWN}${ELEMENTS}<script>config = { clientSecret: "4711-4711-4711" }</script>`,
    finds: 'page-secrets',
    seen: /client secret/,
  },
  'a session cookie for scripts': {
    headers: { 'Set-Cookie': 'session=0123456789; Path=/; SameSite=Lax' },
    finds: 'session-cookie',
    seen: /session without HttpOnly/,
  },
};

describe.concurrent('the checker against a broken page', () => {
  it.each(Object.entries(BROKEN))('finds: %s', async (_name, { finds, seen, ...page }) => {
    const { code, report, wrong } = await examine(page);
    const check = report.checks.find(({ id }) => id === finds)!;
    expect(check, wrong.join('\n')).toMatchObject({ outcome: 'failed', seen: expect.stringMatching(seen) as string });
    expect(check.fix).toMatch(/^[A-Z].{10,}/);
    expect(code).toBe(1);
  });
});

describe('the checker against a good page', () => {
  it('has nothing to say, with the library from the own server or from a CDN', async () => {
    const headers = {
      ...policy(
        "default-src 'none'; script-src 'self' http:; connect-src 'self'; img-src https://cdn.pluggy.ai; frame-src https://*.pluggy.ai; require-trusted-types-for 'script'; trusted-types lit-html pluggy-elements other",
      ),
      'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
      'Permissions-Policy': 'camera=(self "https://connect.pluggy.ai"), geolocation=()',
      'Set-Cookie': `session=${SECRETS.ana}; HttpOnly; SameSite=Lax`,
    };
    expect((await examine({ headers })).wrong).toEqual([]);
    const fromCdn = await examine({
      headers,
      html: ({ exact }) => tag(exact, ` integrity="${integrity}" crossorigin`) + ELEMENTS,
    });
    expect(fromCdn.wrong).toEqual([]);
    expect(fromCdn.code).toBe(0);
  });

  it.each([
    ["script-src 'nonce-4711' 'strict-dynamic'", ' nonce="4711"'],
    [`script-src 'none' '${sha256}'`, ` integrity="${sha256}"`],
    ['default-src http:; sandbox allow-scripts allow-same-origin allow-popups', ''],
    ["script-src 'none'; script-src-elem 'self'", ''],
  ])('lets the library run under %s', async (text, attributes) => {
    const page = { headers: policy(`${text}; frame-src *`), html: tag('/pluggy-elements.js', attributes) + ELEMENTS };
    expect((await examine({ ...page })).wrong.filter((line) => !/^csp-(images|connect)/.test(line))).toEqual([]);
  });

  it.each(['*', '(*)', '(self "https://*.pluggy.ai")', '(self "https://connect.pluggy.ai")'])(
    'allows the widget the camera with %s',
    async (list) => {
      const headers = { 'Permissions-Policy': `camera=(), clipboard-write=*, camera=${list}` };
      expect((await examine({ headers })).wrong).toEqual([]);
    },
  );

  it('warns of one copy of the SDK in the HTML without a browser, which would say whether it is window.PluggyConnect', async () => {
    const { report } = await examine({ hasInlineSdk: true });
    const check = report.checks.find(({ id }) => id === 'sdk-copies');
    expect(check).toMatchObject({ outcome: 'warned', seen: 'a script in the HTML' });
  });
});

describe('the checker with a browser', () => {
  beforeAll(() => void vi.stubEnv('CHROME_PATH', headlessShell));
  afterAll(() => void vi.unstubAllEnvs());

  it('finds the elements and the routes of a page that a script builds in a shadow root', async () => {
    const html = `${OWN}<script type="module" src="/build.js"></script>`;
    const { report, wrong } = await examine({ html }, true);
    expect(report.page).toContain('The page was opened in');
    expect(wrong).toEqual([]);
    expect(report.checks.find(({ id }) => id === 'page-elements')!.seen).toContain('<pluggy-connect>');
    const without = await examine({ html });
    expect(without.report.checks.find(({ id }) => id === 'page-elements')).toMatchObject({
      outcome: 'skipped',
      seen: 'none in the HTML',
      fix: 'Run the doctor without --no-browser, to look at a page that scripts build.',
    });
  });

  it('names what is missing on a page without elements', async () => {
    const elements = ({ report }: Awaited<ReturnType<typeof examine>>) =>
      report.checks.find(({ id }) => id === 'page-elements');
    const seen = await examine({ html: OWN }, true);
    expect(seen.report.page).toContain('The page was opened in');
    expect(elements(seen)).toMatchObject({
      seen: 'none in the page that the browser shows',
      fix: 'Name the page with the elements. A page behind a login needs --cookie.',
    });
    vi.stubEnv('CHROME_PATH', '/no/such/file');
    const unseen = await examine({ html: OWN }, true);
    vi.stubEnv('CHROME_PATH', headlessShell);
    expect(unseen.report.page).toBe('The page is read from its headers and HTML: CHROME_PATH names no file.');
    expect(elements(unseen)!.fix).toMatch(/^Install Chrome, or set CHROME_PATH/);
  });

  it('finds a library that the policy blocks', async () => {
    const { wrong, report } = await examine({ headers: policy("script-src 'none'") }, true);
    expect(report.page).toContain('The page was opened in');
    expect(wrong).toEqual([
      'page-elements: <pluggy-provider>, <pluggy-connect> without code',
      expect.stringMatching(/^page-console: script-src-elem blocks http.*pluggy-elements\.js/),
      expect.stringMatching(/^csp-script: script-src 'none' blocks/),
    ]);
  });

  it('names the integrity of a library that does not run for its hash', async () => {
    const attributes = ` integrity="${sha256} sha512-${'A'.repeat(86)}=="`;
    const { wrong } = await examine({ html: tag('/pluggy-elements.js', attributes) + ELEMENTS }, true);
    expect(wrong).toEqual([
      'page-elements: <pluggy-provider>, <pluggy-connect> without code',
      expect.stringMatching(/^script-integrity: integrity: http.*pluggy-elements\.js has another hash$/),
    ]);
  });

  it('finds a copy of the SDK that another script loads, unless the copy is window.PluggyConnect', async () => {
    const loaded = await examine({ html: `${OWN}${ELEMENTS}<script src="/load-sdk.js"></script>` }, true);
    expect(loaded.wrong).toEqual([
      expect.stringMatching(/^sdk-copies: .*sdk\.js, which is not window\.PluggyConnect$/),
    ]);
    const global = await examine({ html: `${OWN}${ELEMENTS}<script src="/global-sdk.js"></script>` }, true);
    expect(global.wrong).toEqual([]);
  });
});
