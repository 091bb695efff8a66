import { css } from '@lit/reactive-element';

/** An element that is a block of the page, in the font of the page. */
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
