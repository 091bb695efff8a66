import { css } from '@lit/reactive-element';

/**
 * A button. The colours have enough contrast in light and dark: 6.3:1 between text and button and between button and white,
 * 3:1 between button and the dark surface.
 */
export const button = css`
  :host {
    --_primary: var(--pluggy-color-primary, #1a5fd0);
    --_radius: var(--pluggy-radius, 8px);
    --_space: var(--pluggy-space, 8px);
  }
  button {
    font: inherit;
    font-weight: 600;
    color: var(--pluggy-color-on-primary, #fff);
    background: var(--_primary);
    border: 1px solid transparent;
    border-radius: var(--_radius);
    min-block-size: 44px;
    padding: var(--_space) calc(2 * var(--_space));
    cursor: pointer;
  }
  button:focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: 2px;
  }
  .spinner {
    inline-size: 1em;
    block-size: 1em;
    box-sizing: border-box;
    border: 2px solid;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: turn 1s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation-duration: 6s;
    }
  }
`;

/** The colours of the severities: each 3:1 or better on white and, with its second value, on a dark surface. */
export const tones = css`
  :host(:state(ok)) {
    --_tone: var(--pluggy-color-ok, #1a7f37);
  }
  :host(:state(busy)) {
    --_tone: var(--pluggy-color-busy, #1a5fd0);
  }
  :host(:state(attention)) {
    --_tone: var(--pluggy-color-attention, #c4320a);
  }
  :host(:state(problem)) {
    --_tone: var(--pluggy-color-problem, #b45309);
  }
  :host(:state(neutral)) {
    --_tone: var(--pluggy-color-neutral, #59636e);
  }
  @supports (color: light-dark(#000, #fff)) {
    :host(:state(ok)) {
      --_tone: var(--pluggy-color-ok, light-dark(#1a7f37, #4ac26b));
    }
    :host(:state(busy)) {
      --_tone: var(--pluggy-color-busy, light-dark(#1a5fd0, #79a8ff));
    }
    :host(:state(attention)) {
      --_tone: var(--pluggy-color-attention, light-dark(#c4320a, #ff9271));
    }
    :host(:state(problem)) {
      --_tone: var(--pluggy-color-problem, light-dark(#b45309, #e3b341));
    }
    :host(:state(neutral)) {
      --_tone: var(--pluggy-color-neutral, light-dark(#59636e, #a6adb5));
    }
  }
`;
