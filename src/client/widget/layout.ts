/** Properties that the SDK never sets, with the values that its layout needs. */
const PINNED: Record<string, string> = {
  margin: '0',
  padding: '0',
  border: '0',
  outline: '0',
  float: 'none',
  clip: 'auto',
  content: 'normal',
  'box-sizing': 'content-box',
  'min-width': '0',
  'min-height': '0',
  'aspect-ratio': 'auto',
  columns: 'auto',
  flex: '0 1 auto',
  order: '0',
  'align-self': 'auto',
  'justify-self': 'auto',
  'scrollbar-gutter': 'auto',
  resize: 'none',
  'writing-mode': 'horizontal-tb',
  contain: 'none',
  'content-visibility': 'visible',
  'container-type': 'normal',
  'will-change': 'auto',
  zoom: '1',
  translate: 'none',
  rotate: 'none',
  scale: 'none',
  perspective: 'none',
  'transform-style': 'flat',
  'backface-visibility': 'visible',
  offset: 'none',
  'position-area': 'none',
  filter: 'none',
  'backdrop-filter': 'none',
  'clip-path': 'none',
  mask: 'none',
  '-webkit-mask-box-image': 'none',
  '-webkit-box-reflect': 'none',
  'border-shape': 'none',
  'corner-shape': 'round',
  'mix-blend-mode': 'normal',
  animation: 'none',
  'view-transition-name': 'none',
  'color-scheme': 'normal',
  cursor: 'auto',
  'touch-action': 'auto',
  interactivity: 'auto',
  'pointer-events': 'auto',
  'user-select': 'auto',
};

/** Values of the properties that the SDK sets for some of its nodes only. */
const DEFAULTS = `
  position: static; inset: auto; z-index: auto; width: auto; height: auto; max-width: none; max-height: none;
  border-radius: 0; box-shadow: none; background: none; overflow: visible;
  opacity: 1; transform: none; transition: none`;

/**
 * Makes the SDK's layout win over the page's own rules for every `div` and `iframe`: the SDK's rules become important, in a
 * sheet that a policy without `unsafe-inline` does not block. Each node also has the SDK's values as an inline style, which
 * wins over `!important` in a cascade layer. The SDK's modal fills its container. Returns a function that removes the sheet.
 *
 * @param root - The node that the SDK has added to its container.
 */
export function protectLayout(root: HTMLElement): () => void {
  const nodes = [root, ...root.querySelectorAll<HTMLElement>('div, iframe')];
  for (const node of nodes) {
    for (const name in PINNED) node.style.setProperty(name, PINNED[name]!, 'important');
    // The SDK hides nodes with an inline `display`, which replaces this value.
    if (!node.style.display) node.style.setProperty('display', isOverlay(node) ? 'flex' : 'block', 'important');
    // The inert frame is the SDK's own loading frame, which is never shown.
    node.style.setProperty('visibility', node.inert ? 'hidden' : 'inherit', 'important');
  }
  const style = root.querySelector('style');
  if (!style) return () => {};
  style.style.setProperty('display', 'none', 'important');
  const scope = `#${root.id}`;
  root.parentElement?.toggleAttribute('data-pluggy-wide', !!root.querySelector('[class*=_wide-desktop]'));
  const { ownerDocument } = root;
  const sheet = new (ownerDocument.defaultView ?? window).CSSStyleSheet();
  sheet.replaceSync(`
    ${scope}, ${scope} :is(div, iframe) { ${DEFAULTS} }
    ${style.textContent}
    ${scope} [id$=_modal-overlay] { background: none }
    ${scope} [id$=_modal][id][class] { width: 100%; height: 100%; max-width: none; border-radius: 0; box-shadow: none }
    ${scope} [class$=_modal-content] { border-radius: 0 }
    ${scope}:not([style*="display: none"]) { display: block !important }`);
  // Only properties with a default on every node: other nodes would inherit the custom property.
  const names = [...(sheet.cssRules[0] as CSSStyleRule).style];
  strengthen(sheet.cssRules, scope);
  for (const node of nodes) {
    for (const name of names) node.style.setProperty(name, `var(${propertyFor(name)})`, 'important');
  }
  ownerDocument.adoptedStyleSheets.push(sheet);
  return () => {
    ownerDocument.adoptedStyleSheets = ownerDocument.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
  };
}

const propertyFor = (name: string) => `--_pluggy-${name}`;

const isOverlay = ({ id }: HTMLElement) => id.endsWith('_modal-overlay');

/**
 * Makes each declaration important, except `display`, which the SDK changes inline, and limits each rule to the node
 * with the SDK's id. Stores each value in a custom property, too.
 */
function strengthen(rules: CSSRuleList, scope: string): void {
  for (const rule of rules) {
    if ('media' in rule) strengthen((rule as CSSMediaRule).cssRules, scope);
    if (!('selectorText' in rule)) continue;
    const { selectorText, style } = rule as CSSStyleRule;
    if (!selectorText.includes(scope)) (rule as CSSStyleRule).selectorText = `${scope} :is(${selectorText})`;
    for (const name of [...style]) {
      if (name === 'display') continue;
      const value = style.getPropertyValue(name);
      style.setProperty(name, value, 'important');
      style.setProperty(propertyFor(name), value);
    }
  }
}
