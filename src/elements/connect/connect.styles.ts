import { css } from '@lit/reactive-element';

export const styles = css`
  :host {
    display: inline-block;
    font-family: var(--pluggy-font, inherit);
    font-size: var(--pluggy-font-size, 1em);
  }
  :host([inline]) {
    display: grid;
    min-inline-size: 320px;
    min-block-size: 568px;
  }
  button {
    inline-size: 100%;
  }
  :host([inline]) button {
    place-self: center;
    inline-size: auto;
  }
  button.attention {
    --_fill: var(--_attention);
    --_ink: var(--_surface-raised);
  }
  ::slotted([slot='icon']) {
    flex: none;
  }
  /* The sign of a run is at the icon's place. */
  .spinner:not([hidden]) + slot {
    display: none;
  }
  .mark {
    flex: none;
    box-sizing: border-box;
    inline-size: 7px;
    block-size: 12px;
    margin-inline: 2px;
    border: solid;
    border-width: 0 2px 2px 0;
    rotate: 45deg;
    translate: 0 -1px;
  }
  button:disabled {
    opacity: 0.6;
    cursor: not-allowed;
  }
  :host([hidden]),
  [hidden] {
    display: none;
  }
  p {
    max-inline-size: 40ch;
    unicode-bidi: plaintext;
    margin: var(--_space) 0 0;
    padding-inline-start: var(--_space);
    border-inline-start: 3px solid var(--_problem);
  }
  :host([inline]) p {
    place-self: start center;
  }
  :host([inline]) button:has(+ :not(:empty)) {
    align-self: end;
  }
  p:empty {
    display: none;
  }
`;
