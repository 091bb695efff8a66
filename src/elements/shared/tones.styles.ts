import { css } from '@lit/reactive-element';

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
