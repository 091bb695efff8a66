import type { PromptHost } from './prompt-host.js';

/** Copies the text of a QR code, for a phone whose bank's app takes the text. */
export function copyCode(host: PromptHost, code: string): Promise<void> {
  return copy(host, 'code', code);
}

/** Shares the page's address, so that the QR code can be scanned from the screen of another device. */
export async function openElsewhere(host: PromptHost): Promise<void> {
  const url = pageAddress();
  // Firefox for computers and many apps' browsers have no share sheet.
  const share = (navigator as Partial<Navigator>).share?.bind(navigator);
  try {
    if (share) await share({ url });
    else await copy(host, 'link', url);
  } catch (reason) {
    // The person has closed the share sheet.
    if ((reason as Error | undefined)?.name !== 'AbortError') await copy(host, 'link', url);
  }
}

/** Copies a text, or shows the text where the browser does not allow that. */
async function copy(host: PromptHost, content: 'code' | 'link', text: string): Promise<void> {
  try {
    // Pages without https have no clipboard.
    await navigator.clipboard.writeText(text);
    host.dispatch({ type: 'noted', note: { code: content === 'code' ? 'copied' : 'linkCopied' } });
  } catch {
    host.dispatch({ type: 'noted', note: { code: 'byHand', content } });
  }
}

/** Returns the page's address with the route of a router, and without parameters, which may be secrets. */
export function pageAddress(): string {
  const { origin, pathname, hash } = location;
  const [route = ''] = /^#!?\/[^?]*/.exec(hash) ?? [];
  return origin + pathname + route;
}
