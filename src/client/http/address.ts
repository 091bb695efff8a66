/** `{itemId}` as it appears in a parsed URL. */
const PLACEHOLDER = '%7BitemId%7D';

/**
 * Returns the URL of a template for an item, and whether the template has a place for the item's id. Without an id, the
 * path segment or query pair that contains the placeholder is left out.
 */
export function resolveAddress(template: string, itemId: string): { url: URL; hasPlaceholder: boolean } {
  const url = new URL(template.replaceAll('{itemId}', PLACEHOLDER), document.baseURI);
  const hasPlaceholder = url.href.includes(PLACEHOLDER);
  if (hasPlaceholder && itemId) {
    return { url: new URL(url.href.replaceAll(PLACEHOLDER, encodeURIComponent(itemId))), hasPlaceholder };
  }
  if (hasPlaceholder) {
    const isKept = (part: string) => !part.includes(PLACEHOLDER);
    url.pathname = url.pathname.split('/').filter(isKept).join('/');
    url.search = url.search.slice(1).split('&').filter(isKept).join('&');
  }
  return { url, hasPlaceholder };
}

/**
 * Returns the document's origin. A srcdoc frame has the origin of its page, which its URL does not contain. happy-dom has no
 * `window.origin`.
 */
export function pageOrigin(): string {
  return (window as Partial<Window>).origin ?? location.origin;
}
