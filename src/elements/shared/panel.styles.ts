import { css } from '@lit/reactive-element';

/** Text for screen readers only. */
export const hidden = css`
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** A box with an icon before its text. The text has the colour of the page, to be readable on any background. */
export const panel = css`
  .icon {
    flex: none;
    display: grid;
    place-items: center;
    box-sizing: border-box;
    inline-size: 1.5em;
    block-size: 1.5em;
    border: 1px solid transparent;
    border-radius: 50%;
    font-weight: 700;
    line-height: 1;
    color: Canvas;
    background: var(--_tone, CanvasText);
  }
  .ok::before {
    content: '✓';
  }
  .attention::before {
    content: '!';
  }
  .quote {
    padding-inline-start: calc(1.5 * var(--_space));
    border-inline-start: 2px solid color-mix(in srgb, currentcolor 25%, transparent);
    font-size: 0.9375em;
  }
  q {
    unicode-bidi: isolate;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space) calc(2 * var(--_space));
  }
  button[aria-disabled='true'] {
    opacity: 0.75;
    cursor: progress;
  }
  @media (forced-colors: active) {
    .icon {
      border-color: currentcolor;
      color: CanvasText;
    }
  }
`;
