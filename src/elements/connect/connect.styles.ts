import { css } from '@lit/reactive-element';

export const styles = css`
  :host {
    display: inline-block;
    font-family: var(--pluggy-font, inherit);
    font-size: var(--pluggy-font-size, 1em);
  }
  button {
    position: relative;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--_space);
    inline-size: 100%;
  }
  .spinner,
  ::slotted([slot='icon']) {
    flex: none;
  }
  .spinner {
    position: absolute;
    inset-inline-start: 2px;
    font-size: 12px;
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
    border-inline-start: 3px solid var(--pluggy-color-problem, #b45309);
  }
  p:empty {
    display: none;
  }
`;
