import { startChrome, type Chrome } from './pipe.js';

/** Time after the load event in which a page may build itself. */
const SETTLE_MS = 1500;
const LOAD_MS = 20_000;

/** A page as a browser shows it. */
export interface Rendered {
  readonly html: string;
  /** Addresses of all scripts that were requested. */
  readonly scripts: readonly string[];
  /** Tags of this library that have no code. */
  readonly undefinedTags: readonly string[];
  /** Whether `window.PluggyConnect` is the SDK's class. */
  readonly hasGlobalSdk: boolean;
  /** Scripts and frames that were blocked or did not load. */
  readonly problems: readonly string[];
}

/** Runs in the page. Elements in shadow roots are moved into the text of the document, behind its end. */
const READ = `(() => {
  const roots = [document];
  for (const root of roots) for (const element of root.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot);
  const found = roots.flatMap((root) => [...root.querySelectorAll('*')]).filter((element) => element.localName.startsWith('pluggy-'));
  const shells = found.map((element) => element.cloneNode(false).outerHTML);
  return JSON.stringify({
    html: document.documentElement.outerHTML + shells.join(''),
    undefinedTags: [...new Set(found.map((element) => element.localName))].filter((name) => !customElements.get(name)),
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
export async function look(executable: string, url: URL, cookies: ReadonlyMap<string, string>): Promise<Rendered> {
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
  const page = JSON.parse(result.value) as Omit<Rendered, 'scripts' | 'problems'> & { violations: string[] };
  const { html, undefinedTags, hasGlobalSdk, violations } = page;
  const problems = [...new Set([...violations, ...failures])];
  return { html, undefinedTags, hasGlobalSdk, scripts: [...new Set(scripts.values())], problems };
}
