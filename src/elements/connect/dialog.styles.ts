import { css } from '@lit/reactive-element';

/**
 * Rules that keep the page from scrolling. Nothing is written inline: other modals read the root's inline styles and write
 * them back later. The space of a scrollbar stays. A body whose overflow is the page's, because the root's is visible,
 * must not become a scroll container, which would move the page to its top.
 */
const lockRules = `
:root:is(:has(>[data-pluggy-connect][open]),[data-pluggy-lock]){overflow:hidden!important}
:root:is(:has(>[data-pluggy-lock~=gutter][open]),[data-pluggy-lock~=gutter]){scrollbar-gutter:stable!important}
:root:is(:has(>[data-pluggy-lock~=body][open]),[data-pluggy-lock~=body])>body{overflow:visible!important}`;

/** Rules for the document. Pages have rules for every `dialog` and `div`, and for their pseudo-elements. */
export const dialogRules = `${lockRules}
:root>[data-pluggy-connect][open]{--_pluggy-display:block}
:root>[data-pluggy-connect]::backdrop{display:none!important}
:root>[data-pluggy-connect]::before,:root>[data-pluggy-connect]::after,:root>[data-pluggy-connect] ::before,:root>[data-pluggy-connect] ::after{content:none!important}`;

/**
 * Declarations of the dialog and of its two children, for `pin`. Attributes change the custom properties, which have no
 * value while the dialog is closed. The container's `contain` keeps the SDK's fixed overlay below the bar. The host of the
 * bar has the z-index of that overlay and follows the container in the document, so that the bar is never covered.
 */
const FILL =
  'all:initial;direction:inherit;unicode-bidi:isolate;visibility:inherit;display:block;position:absolute;inset:var(--_pluggy-top,0px) 0 var(--_pluggy-bottom,0px);';
export const dialogStyle =
  'all:initial;unicode-bidi:isolate;position:fixed;inset:0;background:var(--pluggy-backdrop,#12181fb3);display:var(--_pluggy-display,none);visibility:var(--_pluggy-visibility,visible);';
export const containerStyle = `${FILL}margin-top:44px;contain:layout;`;
export const hostStyle = `${FILL}z-index:2147483647;pointer-events:none;font:var(--pluggy-font-size,16px)/1.4 var(--pluggy-font,system-ui,sans-serif);`;

/**
 * Gives the element an inline style that wins over every rule of the page, also over `!important` in a cascade layer.
 * The earlier style is not read: Chromium 141 writes `all` out there and puts `inset-inline` after `left`.
 */
export function pin(element: HTMLElement, declarations: string): void {
  element.style.cssText = declarations.replaceAll(';', '!important;');
}

export const styles = css`
  .bar {
    display: flex;
    align-items: center;
    padding-inline-start: 16px;
    color: #fff;
    background: #0008;
    pointer-events: auto;
  }
  p {
    flex: 1;
    margin: 0;
    unicode-bidi: plaintext;
  }
  .bar button {
    background: none;
    border-radius: 0;
    outline-offset: -4px;
    outline-color: #fff;
  }
  .skeleton {
    position: absolute;
    inset: 44px 0 0;
    margin: auto;
    inline-size: min(320px, 100%);
    block-size: 568px;
    max-block-size: calc(100% - 44px);
    display: grid;
    place-items: center;
    font-size: 32px;
    border-radius: 10px;
    color: #8c959f;
    background: var(--pluggy-color-surface, Canvas);
  }
`;
