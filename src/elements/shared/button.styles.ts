import { css } from '@lit/reactive-element';

/**
 * Buttons: filled with the primary colour, `outline` or `plain`, and `small`. The colours have enough contrast in light and
 * dark: 5.3:1 between text and button and between button and white, 3:1 between button and the dark surface.
 */
export const button = css`
  button,
  .button {
    --_fill: var(--_primary);
    --_ink: var(--_on-primary);
    --_shade: #000;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    box-sizing: border-box;
    font: inherit;
    white-space: normal;
    font-weight: var(--_font-weight-strong);
    color: var(--_ink);
    background: var(--_fill);
    border: 1px solid transparent;
    border-radius: var(--_radius);
    min-block-size: var(--_control-height);
    padding: var(--_space) calc(2 * var(--_space));
    cursor: pointer;
    transition:
      background-color 120ms,
      border-color 120ms;
  }
  button.outline,
  button.plain {
    --_fill: transparent;
    --_shade: currentcolor;
    color: inherit;
  }
  button.outline {
    border-color: var(--_control);
  }
  button.small {
    font-size: 0.875em;
    position: relative;
    min-block-size: calc(var(--_control-height) - 10px);
    padding: calc(0.5 * var(--_space)) calc(1.5 * var(--_space));
  }
  /* The place for a finger is as high as that of other buttons. */
  button.small::before {
    position: absolute;
    inset: -6px 0;
    content: '';
  }
  :is(button, .button):hover {
    background: color-mix(in srgb, var(--_fill), var(--_shade) 12%);
  }
  :is(button, .button):active {
    background: color-mix(in srgb, var(--_fill), var(--_shade) 22%);
  }
  button:is(:disabled, [aria-disabled='true']) {
    background: var(--_fill);
  }
  :is(button, .button):focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: 2px;
  }
  .spinner {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    box-sizing: border-box;
    border: 2px solid;
    border-inline-end-color: transparent;
    border-radius: 50%;
    /* A sign that moves has to rest after 5 s: WCAG 2.2.2. */
    animation: turn 1s linear 5;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    button,
    .button {
      transition: none;
    }
    .spinner {
      animation: none;
    }
  }
`;
