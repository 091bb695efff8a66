import { recordConsole } from './console.js';
import { recordEvents, theDialog } from './widget.js';

const OBSERVED = {
  subtree: true,
  childList: true,
  attributes: true,
  attributeOldValue: true,
  characterData: true,
  characterDataOldValue: true,
};

/**
 * Returns the secret in every form in which a longer text may contain it: unchanged, in a URL, and in base64 at each of
 * three offsets.
 */
function formsOf(secret: string): string[] {
  const inBase64 = [0, 1, 2].map((offset) => {
    const text = btoa('x'.repeat(offset) + secret);
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + secret.length) * 8) / 6));
  });
  const forUrls = inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([secret, encodeURIComponent(secret), ...inBase64, ...forUrls])];
}

/**
 * Returns every text in a value: fields, causes and results of getters. DOM nodes and windows are left out, because
 * `watchPage` reads the page.
 */
function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  if (value === window || value instanceof Node) return [];
  const names = new Set<string>(Object.getOwnPropertyNames(value));
  for (const name in value) names.add(name);
  if (value instanceof Error) for (const name of ['name', 'message', 'stack', 'cause']) names.add(name);
  return [...names].flatMap((name) => [name, ...textsIn((value as Record<string, unknown>)[name], seen)]);
}

function textsOfNode(node: Node): string[] {
  const ownTexts = node instanceof Element ? [node.outerHTML] : [node.textContent ?? ''];
  const all = node instanceof Element ? [node, ...node.querySelectorAll('*')] : [];
  return [
    ...ownTexts,
    ...all.flatMap((element) => [
      ...[...element.attributes].map(({ value }) => value),
      // Values that exist only as properties, which session recorders read.
      ...['value', 'name', 'src', 'srcdoc', 'title'].map((name) => String(Reflect.get(element, name) ?? '')),
      ...(element.shadowRoot ? [...element.shadowRoot.childNodes].flatMap(textsOfNode) : []),
    ]),
  ];
}

/** Collects everything that a script or a session recorder could read on the page from now on. */
export function watchPage(...secrets: string[]) {
  const texts: [where: string, text: string][] = [];
  const note = (where: string, found: string[]) => texts.push(...found.map((text): [string, string] => [where, text]));

  const read = (records: MutationRecord[]) => {
    for (const { target, attributeName, oldValue, addedNodes, removedNodes } of records) {
      note('mutation, before', [oldValue ?? '']);
      if (attributeName) note('mutation, after', [(target as Element).getAttribute(attributeName) ?? '']);
      for (const node of [...addedNodes, ...removedNodes]) note('mutation, node', textsOfNode(node));
      if (target instanceof CharacterData) note('mutation, text', [target.data]);
    }
  };
  const observer = new MutationObserver(read);
  observer.observe(document, OBSERVED);
  const printed = recordConsole('log', 'info', 'debug', 'warn', 'error');
  const record = recordEvents();
  const failures: unknown[] = [];
  const fail = (event: Event) => {
    failures.push(event);
    event.preventDefault();
  };
  const messages: unknown[] = [];
  const listen = ({ data }: MessageEvent<unknown>) => messages.push(data);
  addEventListener('error', fail);
  addEventListener('unhandledrejection', fail);
  addEventListener('message', listen);

  return {
    record,
    /** The shadow root of the dialog, which an observer of the document does not see. */
    watchDialog() {
      observer.observe((theDialog()!.lastElementChild as HTMLElement).shadowRoot!, OBSERVED);
    },
    /** Collects the current page. */
    collect() {
      read(observer.takeRecords());
      note('document', textsOfNode(document.documentElement));
      note(
        'styles',
        document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)),
      );
      note('address', [location.href, document.referrer, window.name, ...textsIn(history.state)]);
      note(
        'storage',
        [localStorage, sessionStorage].flatMap((storage) => Object.entries(storage).flat().map(String)),
      );
      note('cookies', [document.cookie]);
      note(
        'requests',
        performance.getEntries().map(({ name }) => name),
      );
    },
    /** Returns the places that contain one of the secrets, in any form. */
    found(...more: unknown[]): string[] {
      this.collect();
      note('console', textsIn(printed.printed));
      note('events', textsIn(record.events));
      note('page errors', textsIn(failures));
      note('messages', textsIn(messages));
      note('results', textsIn(more));
      const forms = secrets.flatMap(formsOf);
      const hits = texts.filter(([, text]) => forms.some((form) => text.includes(form)));
      return [...new Set(hits.map(([where]) => where))];
    },
    stop() {
      observer.disconnect();
      printed.restore();
      record.stop();
      removeEventListener('error', fail);
      removeEventListener('unhandledrejection', fail);
      removeEventListener('message', listen);
    },
  };
}
