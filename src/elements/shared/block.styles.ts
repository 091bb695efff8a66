import { css } from '@lit/reactive-element';

/** What stands in the page as a block with its font. */
export const block = css`
  :host {
    display: block;
    font: 1em/1.5 var(--pluggy-font, inherit);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
`;
