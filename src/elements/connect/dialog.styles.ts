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

const DIALOG = ':root>[data-pluggy-connect]';
const FULL = `${DIALOG}:not([data-pluggy-card])`;

/**
 * Rules for the document. Pages have rules for every `dialog` and `div`, and for their pseudo-elements. The panel fills a
 * phone, except with `no-fullscreen`, and a window that is low; the SDK's wide modal makes the panel wide.
 */
export const dialogRules = `${lockRules}
${DIALOG}[open]{--_pluggy-display:block}
${DIALOG}::backdrop{display:none!important}
${DIALOG}::before,${DIALOG}::after,${DIALOG} ::before,${DIALOG} ::after{content:none!important}
@media(max-height:480px){${FULL}{--_pluggy-gap:0px;--_pluggy-height:none;--_pluggy-radius:0px}}
@media(max-width:500px){${FULL}{--_pluggy-gap:0px;--_pluggy-height:none;--_pluggy-radius:0px;--_pluggy-width:none}}
@media(max-width:500px){${DIALOG}[data-pluggy-card]{--_pluggy-width:calc(100% - 32px)}}
@media(min-width:769px){${DIALOG}>[data-pluggy-wide],${DIALOG}>[data-pluggy-wide]+*{--_pluggy-width:min(80vw,840px)}}
@media(prefers-reduced-motion:reduce){${DIALOG}{--_pluggy-fade:0s}}
@starting-style{${DIALOG}[open]{--_pluggy-shade:#0000}}`;

/** Height of the header: 52 px, more where the person has enlarged the text. */
const HEADER = 'max(52px,3em)';

/**
 * Declarations of the dialog and of its two children, for `pin`. Attributes change the custom properties, which have no
 * value while the dialog is closed. Both children have the place of the panel: the SDK fills the container between its
 * borders, which leave room for the header and for the offer below the frame; `contain` keeps the SDK's fixed overlay there.
 * The host of the header has the z-index of that overlay and follows the container in the document.
 */
const PANEL =
  'all:initial;direction:inherit;unicode-bidi:isolate;visibility:inherit;display:block;position:absolute;box-sizing:border-box;inset:calc(var(--_pluggy-top,0px) + var(--_pluggy-gap,16px)) 0 calc(var(--_pluggy-bottom,0px) + var(--_pluggy-gap,16px));max-width:var(--_pluggy-width,400px);max-height:var(--_pluggy-height,680px);margin:auto;font-size:inherit;border-radius:var(--_pluggy-radius,var(--pluggy-radius-dialog,16px));';
export const dialogStyle =
  'all:initial;unicode-bidi:isolate;position:fixed;inset:0;background:var(--_pluggy-shade,var(--pluggy-backdrop,#12181fb3));transition:background-color var(--_pluggy-fade,160ms);font-size:var(--pluggy-font-size,medium);display:var(--_pluggy-display,none);visibility:var(--_pluggy-visibility,visible);';
export const containerStyle = `${PANEL}border:solid #0000;border-width:${HEADER} 0 var(--_pluggy-foot,0px);overflow:clip;contain:layout;`;
export const hostStyle = `${PANEL}z-index:2147483647;pointer-events:none;font-family:var(--pluggy-font,system-ui,sans-serif);line-height:1.4;`;

/**
 * Gives the element an inline style that wins over every rule of the page, also over `!important` in a cascade layer.
 * The earlier style is not read: Chromium 141 writes `all` out there and puts `inset-inline` after `left`.
 */
export function pin(element: HTMLElement, declarations: string): void {
  element.style.cssText = declarations.replaceAll(';', '!important;');
}

export const styles = css`
  .panel {
    position: absolute;
    inset: 0;
    display: grid;
    grid-template: max(52px, 3em) 1fr auto / minmax(0, 1fr);
    border-radius: inherit;
    box-shadow: var(--_shadow-dialog);
    color: var(--_text);
  }
  .bar {
    grid-row: 1;
    display: flex;
    align-items: center;
    gap: 10px;
    padding-inline: 18px 4px;
    border-block-end: 1px solid var(--_border);
    border-radius: inherit;
    border-end-start-radius: 0;
    border-end-end-radius: 0;
    background: var(--_surface-raised);
    pointer-events: auto;
  }
  .bar::before {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    background: var(--_ok);
    content: '';
    clip-path: path(
      evenodd,
      'M4.5 7V4.5a3.5 3.5 0 0 1 7 0V7h.5A1.5 1.5 0 0 1 13.5 8.5v5A1.5 1.5 0 0 1 12 15H4A1.5 1.5 0 0 1 2.5 13.5v-5A1.5 1.5 0 0 1 4 7zM6.2 7h3.6V4.5a1.8 1.8 0 0 0-3.6 0z'
    );
  }
  p {
    margin: 0;
    unicode-bidi: plaintext;
  }
  .bar p {
    flex: 1;
    font-size: 0.9375em;
    font-weight: var(--_font-weight-strong);
    line-height: 1.2;
  }
  .bar button {
    min-block-size: 44px;
    padding-inline: 14px;
    font-size: 0.9375em;
    outline-offset: -4px;
  }
  .skeleton {
    grid-row: 2;
    display: grid;
    grid-auto-rows: max-content;
    gap: 16px 14px;
    padding: 22px;
    overflow: hidden;
    background: var(--_surface-raised);
  }
  i,
  b::before,
  b::after {
    border-radius: 8px;
    background: color-mix(in srgb, currentcolor 9%, transparent);
    animation: breathe 1.2s ease-in-out 4 alternate;
    content: '';
  }
  i {
    block-size: 24px;
    inline-size: 66%;
  }
  i + i {
    block-size: 48px;
    inline-size: 100%;
  }
  b {
    display: flex;
    align-items: center;
    gap: 14px;
  }
  b::before {
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 12px;
  }
  b::after {
    block-size: 14px;
    inline-size: 50%;
  }
  b:nth-child(odd)::after {
    inline-size: 62%;
  }
  .foot {
    grid-row: 3;
    border-radius: inherit;
    border-start-start-radius: 0;
    border-start-end-radius: 0;
    background: var(--_surface-raised);
    pointer-events: auto;
  }
  .foot p:not(:empty) {
    padding: 14px 20px;
    border-block-start: 1px solid var(--_border);
    font-size: 0.875em;
    color: var(--_text-muted);
  }
  .new {
    animation: enter 160ms ease-out;
  }
  @keyframes enter {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
  @keyframes breathe {
    to {
      opacity: 0.5;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .new,
    i,
    b::before,
    b::after {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .bar::before {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;
