import { css } from '@lit/reactive-element';

/**
 * An element that is a block of the page, in the font of the page. Inherited styles that break a layout are reset inside the
 * element, because rules of the page for every element (`* { white-space: pre-wrap }`) win over those for `:host`.
 */
export const block = css`
  :host {
    display: block;
  }
  :host,
  :host > * {
    text-align: start;
    text-indent: 0;
    text-transform: none;
    letter-spacing: normal;
    word-spacing: normal;
    white-space: normal;
  }
  :host > * {
    font-family: var(--pluggy-font, inherit);
    font-size: var(--pluggy-font-size, 1em);
    line-height: 1.5;
  }
  :host([hidden]) {
    display: none;
  }
`;
