import { css } from '@lit/reactive-element';

/** The text has the page's own colour, so that it can be read on whatever the prompt stands on. */
export const styles = css`
  :host {
    display: block;
    --_tone: var(--pluggy-color-attention, #c4320a);
    font: 1em/1.5 var(--pluggy-font, inherit);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  .prompt {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: calc(1.5 * var(--_space));
    padding: calc(2 * var(--_space));
    border: 1px solid color-mix(in srgb, var(--_tone) 40%, transparent);
    border-radius: calc(1.5 * var(--_radius));
    background: color-mix(in srgb, var(--_tone) 7%, transparent);
    overflow-wrap: anywhere;
  }
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
    background: var(--_tone);
  }
  .attention::before {
    content: '!';
  }
  .ok::before {
    content: '✓';
  }
  .busy {
    border: 2px solid var(--_tone);
    border-inline-end-color: transparent;
    background: none;
    animation: turn 1s linear infinite;
  }
  .body {
    flex: 1 1 9em;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(1.5 * var(--_space));
    min-inline-size: 0;
  }
  p {
    margin: 0;
    max-inline-size: 65ch;
    unicode-bidi: plaintext;
  }
  .why {
    font-weight: 600;
  }
  .why:focus {
    outline: none;
  }
  .why:focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: 4px;
    border-radius: 2px;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    gap: var(--_space);
  }
  label {
    font-size: 0.9375em;
    unicode-bidi: plaintext;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space);
    inline-size: 100%;
  }
  input,
  select {
    flex: 1 1 12ch;
    box-sizing: border-box;
    min-inline-size: 0;
    max-inline-size: min(100%, 36ch);
    min-block-size: 44px;
    padding: 0 calc(1.5 * var(--_space));
    font: inherit;
    font-size: max(16px, 1em);
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  input[inputmode] {
    max-inline-size: 20ch;
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.12em;
  }
  input::placeholder {
    letter-spacing: normal;
    color: inherit;
    opacity: 0.7;
  }
  :is(input, select)[aria-invalid='true'] {
    border-color: var(--_tone);
  }
  :is(input, select):focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: 1px;
  }
  .hint {
    font-size: 0.875em;
  }
  .failure {
    padding-inline-start: var(--_space);
    border-inline-start: 3px solid var(--_tone);
  }
  .time {
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
  }
  .picture {
    box-sizing: border-box;
    max-inline-size: 100%;
    border-radius: var(--_radius);
    background: #fff;
  }
  .qr {
    inline-size: min(240px, 100%);
    block-size: auto;
    aspect-ratio: 1;
    object-fit: contain;
    image-rendering: pixelated;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space) calc(2 * var(--_space));
  }
  button {
    flex: none;
    max-inline-size: 100%;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--_space);
  }
  button[aria-disabled='true'] {
    opacity: 0.75;
    cursor: progress;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    .busy {
      animation-duration: 6s;
    }
  }
  @media (forced-colors: active) {
    .icon {
      border-color: currentcolor;
      color: CanvasText;
    }
  }
`;
