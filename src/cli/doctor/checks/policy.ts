import { failed, passed, skipped, warned, type Verdict } from '../check.js';
import { allows, allowsScript, sourcesOf } from '../csp.js';
import { addressesOf, widgetOf, type Page, type PageCheck } from '../page.js';

const LOGOS = new URL('https://cdn.pluggy.ai');
const SANDBOX_FLAGS = ['allow-scripts', 'allow-same-origin', 'allow-popups'];
const TYPES = ['lit-html', 'pluggy-elements'];

/** Returns the verdict about URLs that a directive of the policies has to allow. */
function allowed(page: Page, directive: string, urls: readonly URL[], verdict: typeof failed = failed): Verdict {
  if (!page.policies.length) return passed('no Content-Security-Policy');
  for (const policy of page.policies) {
    const found = sourcesOf(policy, directive);
    const blocked = found && urls.find((url) => !allows(found.sources, url, page.url));
    if (blocked) {
      const isSelf = blocked.origin === page.url.origin;
      return verdict(
        `${found.name} ${found.sources.join(' ') || "'none'"}`,
        `Add ${isSelf ? "'self'" : blocked.origin} to ${directive}.`,
      );
    }
  }
  return passed(`${[...new Set(urls.map(({ origin }) => origin))].join(', ')} may load`);
}

const header = ({ answer }: Page, name: string) => answer.headers.get(name)?.trim() ?? '';

/** Returns the value of a structured header, without its parameters. */
const valueOf = (page: Page, name: string) => header(page, name).split(';')[0]!.trim().toLowerCase();

/** Returns the origins that a `Permissions-Policy` allows a feature, or undefined where the header does not name the feature. */
function permission(text: string, feature: string): string | undefined {
  const all = text.matchAll(new RegExp(`(?:^|,)\\s*${feature}\\s*=\\s*(\\*|[\\w-]+|\\([^)]*\\))`, 'gi'));
  // The last of two values counts.
  return [...all].at(-1)?.[1];
}

/** Whether a list of a `Permissions-Policy` has an origin. */
function permits(list: string, url: URL, page: URL): boolean {
  const [...members] = list.replace(/^\(|\)$/g, '').match(/"[^"]*"|[^\s"]+/g) ?? [];
  return members.some((member) => {
    if (member === '*') return true;
    if (member === 'self') return url.origin === page.origin;
    return member.startsWith('"') && allows([member.slice(1, -1)], url, page);
  });
}

export const POLICY_CHECKS: readonly PageCheck[] = [
  {
    id: 'csp-frame',
    tried: () => 'Content-Security-Policy: the widget’s frame',
    expected: 'frame-src allows the widget',
    docs: 'security.md#content-security-policy',
    run: (page) => allowed(page, 'frame-src', [widgetOf(page)]),
  },
  {
    id: 'csp-script',
    tried: () => 'Content-Security-Policy: the library’s script',
    expected: 'script-src allows the file, by its address, its nonce or its hash',
    docs: 'security.md#content-security-policy',
    run(page) {
      const scripts = page.scripts.filter(({ isLibrary, tag }) => isLibrary && tag);
      if (!scripts.length) return skipped('no script of the library in the HTML');
      if (!page.policies.length) return passed('no Content-Security-Policy');
      for (const policy of page.policies) {
        const found = sourcesOf(policy, 'script-src-elem');
        const blocked = scripts.find(({ url, tag }) => {
          const [nonce, integrity] = [tag!.attributes.get('nonce'), tag!.attributes.get('integrity')];
          return found && !allowsScript(found.sources, { url, nonce, integrity }, page.url);
        });
        if (!blocked || !found) continue;
        const { url, tag } = blocked;
        const hasNonces = found.sources.some((source) => /^'nonce-/i.test(source));
        const list = found.sources.join(' ').replace(/'nonce-[^']*'/gi, "'nonce-…'") || "'none'";
        return failed(
          `${found.name} ${list} blocks ${url.origin}${url.pathname}${hasNonces && !tag!.attributes.has('nonce') ? ', which has no nonce' : ''}`,
          hasNonces
            ? 'Write the nonce of this answer’s policy into the script’s tag.'
            : `Add ${url.origin === page.url.origin ? "'self'" : url.origin} to ${found.name}.`,
        );
      }
      return passed(`${scripts.map(({ url }) => `${url.origin}${url.pathname}`).join(', ')} may run`);
    },
  },
  {
    id: 'csp-connect',
    tried: () => 'Content-Security-Policy: requests to your routes',
    expected: 'connect-src allows the endpoints',
    docs: 'security.md#content-security-policy',
    run(page) {
      const addresses = Object.values(addressesOf(page)).filter((address) => !!address);
      if (!addresses.length) return skipped('no element of the page names an endpoint');
      return allowed(
        page,
        'connect-src',
        addresses.map((address) => new URL(address, page.url)),
      );
    },
  },
  {
    id: 'csp-images',
    tried: () => 'Content-Security-Policy: the logos of institutions',
    expected: 'img-src allows https://cdn.pluggy.ai',
    docs: 'security.md#content-security-policy',
    run(page) {
      const isSandbox = widgetOf(page).hostname !== 'connect.pluggy.ai';
      return allowed(page, 'img-src', [isSandbox ? new URL(widgetOf(page).origin) : LOGOS], warned);
    },
  },
  {
    id: 'csp-sandbox',
    tried: () => 'Content-Security-Policy: sandbox',
    expected: `none, or with ${SANDBOX_FLAGS.join(' ')}`,
    docs: 'security.md#content-security-policy',
    run({ policies }) {
      for (const policy of policies) {
        const flags = policy.get('sandbox')?.map((flag) => flag.toLowerCase());
        const missing = SANDBOX_FLAGS.filter((flag) => flags && !flags.includes(flag));
        if (missing.length)
          return failed(
            `sandbox ${flags?.join(' ')}`.trim(),
            `Add ${missing.join(' and ')}, or drop the directive: banks open a window of their own.`,
          );
      }
      return passed(policies.some((policy) => policy.has('sandbox')) ? SANDBOX_FLAGS.join(' ') : 'none');
    },
  },
  {
    id: 'trusted-types',
    tried: () => 'Content-Security-Policy: Trusted Types',
    expected: `no list of names, or one with ${TYPES.join(' ')}`,
    docs: 'security.md#trusted-types',
    run({ policies }) {
      for (const policy of policies) {
        const names = policy.get('trusted-types');
        const isRequired = policy.has('require-trusted-types-for');
        if (!names || names.includes('*')) continue;
        const missing = TYPES.filter((name) => !names.includes(name));
        if (missing.length)
          return failed(`trusted-types ${names.join(' ')}`.trim(), `Add ${missing.join(' and ')} to trusted-types.`);
        if (isRequired) return passed(`trusted-types ${names.join(' ')}`);
      }
      return passed('the names are allowed');
    },
  },
  {
    id: 'coop',
    tried: () => 'Cross-Origin-Opener-Policy',
    expected: 'absent, or same-origin-allow-popups',
    docs: 'security.md#cross-origin-opener-policy',
    run(page) {
      const value = valueOf(page, 'cross-origin-opener-policy');
      if (['', 'unsafe-none', 'same-origin-allow-popups'].includes(value)) return passed(value || 'absent');
      return failed(value, 'Send same-origin-allow-popups: otherwise a bank’s window cannot answer the widget.');
    },
  },
  {
    id: 'coep',
    tried: () => 'Cross-Origin-Embedder-Policy',
    expected: 'absent, or unsafe-none',
    docs: 'security.md#cross-origin-embedder-policy',
    run(page) {
      const value = valueOf(page, 'cross-origin-embedder-policy');
      if (['', 'unsafe-none'].includes(value)) return passed(value || 'absent');
      return failed(value, 'Send this page without the header: Firefox and Safari show no widget under it.');
    },
  },
  {
    id: 'permissions-policy',
    tried: () => 'Permissions-Policy: camera and clipboard-write',
    expected: 'not forbidden for the widget',
    docs: 'security.md#permissions-policy',
    run(page) {
      const text = header(page, 'permissions-policy');
      const widget = widgetOf(page);
      const blocked = ['camera', 'clipboard-write'].filter((feature) => {
        const list = permission(text, feature);
        return list !== undefined && !permits(list, widget, page.url);
      });
      if (!blocked.length) return passed(text ? 'not forbidden' : 'absent');
      const advice = blocked.map((feature) => `${feature}=(self "${widget.origin}")`).join(', ');
      return failed(
        blocked.map((feature) => `${feature}=${permission(text, feature)}`).join(', '),
        `Send ${advice}: banks ask for a photo or let people copy a code.`,
      );
    },
  },
];
