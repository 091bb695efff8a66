import { adoptStyles as adoptInPage, type CSSResult, type CSSResultOrNative } from '@lit/reactive-element';

const stylesOf = new WeakMap<ShadowRoot, CSSResultOrNative[]>();
/** Sheets of other documents. A document accepts only sheets that its own window has constructed. */
const sheetsOf = new WeakMap<Document, Map<CSSResultOrNative, CSSStyleSheet>>();

/**
 * Adopts the styles in the document of the shadow root, which may be a same-origin frame's or another window's. A root that
 * comes into another document loses its sheets: without `styles`, it gets the same ones again.
 */
export function adoptStyles(root: ShadowRoot, styles = stylesOf.get(root)): void {
  if (!styles) return;
  stylesOf.set(root, styles);
  const { ownerDocument } = root;
  if (ownerDocument === document) {
    adoptInPage(root, styles);
    return;
  }
  const view = ownerDocument.defaultView as (Window & typeof globalThis) | null;
  // A document without a window is never rendered.
  if (!view) return;
  const sheets = sheetsOf.get(ownerDocument) ?? new Map<CSSResultOrNative, CSSStyleSheet>();
  sheetsOf.set(ownerDocument, sheets);
  root.adoptedStyleSheets = styles.map((style) => {
    const sheet = sheets.get(style) ?? new view.CSSStyleSheet();
    if (!sheets.has(style)) sheet.replaceSync((style as CSSResult).cssText);
    sheets.set(style, sheet);
    return sheet;
  });
}
