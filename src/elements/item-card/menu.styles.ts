import { css } from '@lit/reactive-element';

/** The button with three dots and its menu: a popover, or a list placed under the button. */
export const menu = css`
  .options {
    flex: none;
    position: relative;
    align-self: center;
  }
  .box .options {
    align-self: start;
    margin-block: calc(-0.5 * var(--_space));
    margin-inline-end: calc(-1 * var(--_space));
  }
  .row .options {
    margin-inline-end: calc(-1 * var(--_space));
  }
  .dots {
    inline-size: max(44px, var(--_control-height));
    min-block-size: max(44px, var(--_control-height));
    padding: 0;
  }
  .dots svg {
    inline-size: 20px;
    block-size: 20px;
    fill: currentcolor;
    stroke: none;
  }
  .menu {
    display: grid;
    position: absolute;
    inset-block-start: 100%;
    inset-inline-end: 0;
    z-index: 1;
    box-sizing: border-box;
    inline-size: max-content;
    min-inline-size: 200px;
    max-inline-size: min(320px, 100vi - 16px);
    margin: 0;
    padding: calc(0.5 * var(--_space));
    border: 1px solid var(--_border);
    border-radius: calc(1.5 * var(--_radius));
    color: var(--_text);
    background: var(--_surface-raised);
    box-shadow: var(--_shadow-dialog);
  }
  .menu[popover] {
    position: fixed;
    inset: auto;
    max-block-size: calc(100vb - 16px);
    overflow: auto;
  }
  .menu:focus {
    outline: none;
  }
  .entry {
    inline-size: 100%;
    justify-content: start;
    padding-inline: calc(1.5 * var(--_space));
    min-block-size: max(44px, var(--_control-height));
    font-weight: 400;
    text-align: start;
  }
  .entry:focus-visible {
    outline-offset: -3px;
  }
  button.erases {
    color: var(--_danger);
  }
`;
