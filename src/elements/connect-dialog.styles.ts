import { css } from '@lit/reactive-element';

/**
 * For the document: the dialog stands in the page's own styles, which may say something about every `dialog`. The SDK's
 * fixed overlay keeps to our container, which leaves the bar free.
 */
export const dialogRules = `
[data-pluggy-connect][open]{all:initial!important;position:fixed!important;inset:0!important;background:#000b!important}
[data-pluggy-connect]::backdrop{background:none!important}
[data-pluggy-connect]>*{position:absolute!important;inset:0!important}
[data-pluggy-connect]>:first-child{top:44px!important;contain:layout}`;

/** As high as the SDK's overlay and after it: never covered. */
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
