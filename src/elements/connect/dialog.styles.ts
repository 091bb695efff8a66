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

/**
 * Rules for the document, over the page's own rules for every `dialog`. The container's `contain` keeps the SDK's fixed
 * overlay below the bar.
 */
export const dialogRules = `${lockRules}
[data-pluggy-connect][open]{all:initial!important;position:fixed!important;inset:0!important;background:#000b!important}
[data-pluggy-connect]::backdrop{background:none!important}
[data-pluggy-connect]>*{position:absolute!important;inset:0!important}
[data-pluggy-connect]>:first-child{top:44px!important;contain:layout}`;

/** The bar has the z-index of the SDK's overlay and follows it in the document, so that it is never covered. */
export const styles = css`
  :host {
    z-index: 2147483647;
    pointer-events: none;
    font: 16px/1.4 var(--pluggy-font, system-ui, sans-serif);
  }
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
