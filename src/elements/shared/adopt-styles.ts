import { adoptStyles as adoptInPage, type CSSResult, type CSSResultOrNative } from '@lit/reactive-element';

const stylesOf = new WeakMap<ShadowRoot, CSSResultOrNative[]>();

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
  const view = ownerDocument.defaultView;
  // A document without a window is never rendered.
  if (!view) return;
  // A document accepts only sheets that its own window has constructed.
  root.adoptedStyleSheets = styles.map((style) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync((style as CSSResult).cssText);
    return sheet;
  });
}
