import type { Tag } from '../html.js';
import { startChrome, type Chrome } from './pipe.js';

/** Time after the load event in which a page may build itself. */
const SETTLE_MS = 1500;
const LOAD_MS = 20_000;

/** A page as a browser shows it. */
export interface Rendered {
  /** The elements of the document and of its shadow roots. */
  readonly tags: readonly Tag[];
  /** Addresses of all scripts that were requested. */
  readonly scripts: readonly string[];
  /** Tags of this library that have no code. */
  readonly undefinedTags: readonly string[];
  /** Whether `window.PluggyConnect` is the SDK's class. */
  readonly hasGlobalSdk: boolean;
  /** Scripts and frames that were blocked or did not load. */
  readonly problems: readonly string[];
}

/** Runs in the page. Returns the elements of the document and of its shadow roots. */
const READ = `(() => {
  const roots = [document];
  for (const root of roots) for (const element of root.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const elements = roots.flatMap((root) => [...root.querySelectorAll('*')]);
  const names = new Set(elements.map(({ localName }) => localName).filter((name) => name.startsWith('pluggy-')));
  return JSON.stringify({
    tags: elements.map(({ localName, attributes }) => [localName, [...attributes].map(({ name, value }) => [name, value])]),
    undefinedTags: [...names].filter((name) => !customElements.get(name)),
    hasGlobalSdk: typeof window.PluggyConnect === 'function',
    violations: window.__pluggyDoctor ?? [],
  });
})()`;

/** Runs before the page's scripts. */
const WATCH = `window.__pluggyDoctor = [];
addEventListener('securitypolicyviolation', (event) => {
  if (event.disposition === 'enforce' && !/^style-src/.test(event.effectiveDirective))
    window.__pluggyDoctor.push(event.effectiveDirective + ' blocks ' + event.blockedURI.split('?')[0]);
}, true);`;

interface Requested {
  readonly requestId: string;
  readonly type?: string;
  readonly request: { readonly url: string };
}

/** Opens a page in Chrome, with cookies, and returns what the page has become. */
export async function renderInChrome(
  executable: string,
  url: URL,
  cookies: ReadonlyMap<string, string>,
): Promise<Rendered> {
  const chrome = startChrome(executable);
  try {
    return await read(chrome, url, cookies);
  } finally {
    await chrome.close();
  }
}

async function read(chrome: Chrome, url: URL, cookies: ReadonlyMap<string, string>): Promise<Rendered> {
  const { targetId } = await chrome.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await chrome.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const command = <T>(method: string, params?: object) => chrome.send<T>(method, params, sessionId);

  const scripts = new Map<string, string>();
  const failures: string[] = [];
  let setLoaded = () => {};
  const loaded = new Promise<void>((resolve) => (setLoaded = resolve));
  chrome.on((method, params) => {
    if (method === 'Page.loadEventFired') setLoaded();
    if (method === 'Network.requestWillBeSent') {
      const { requestId, type, request } = params as Requested;
      if (type === 'Script') scripts.set(requestId, request.url);
    }
    if (method === 'Network.loadingFailed') {
      const { requestId, errorText, blockedReason } = params as {
        requestId: string;
        errorText: string;
        blockedReason?: string;
      };
      const script = scripts.get(requestId);
      if (script) failures.push(`${script.split('?')[0]}: ${blockedReason ?? errorText}`);
    }
    if (method === 'Network.responseReceived') {
      const { requestId, response } = params as { requestId: string; response: { status: number } };
      const script = scripts.get(requestId);
      if (script && response.status >= 400) failures.push(`${script.split('?')[0]}: ${response.status}`);
    }
  });
  await Promise.all(['Page.enable', 'Network.enable'].map((method) => command(method)));
  await command('Page.addScriptToEvaluateOnNewDocument', { source: WATCH });
  for (const [name, value] of cookies) await command('Network.setCookie', { name, value, url: url.href });
  await command('Page.navigate', { url: url.href });
  const timer = setTimeout(setLoaded, LOAD_MS);
  await loaded;
  clearTimeout(timer);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const { result } = await command<{ result: { value: string } }>('Runtime.evaluate', {
    expression: READ,
    returnByValue: true,
  });
  const { tags, violations, ...page } = JSON.parse(result.value) as Found;
  return {
    ...page,
    tags: tags.map(([name, attributes]) => ({ name, attributes: new Map(attributes), text: '' })),
    scripts: [...new Set(scripts.values())],
    problems: [...new Set([...violations, ...failures])],
  };
}

/** The result of the script in the page. */
interface Found extends Pick<Rendered, 'undefinedTags' | 'hasGlobalSdk'> {
  readonly tags: readonly [name: string, attributes: [string, string][]][];
  readonly violations: readonly string[];
}
