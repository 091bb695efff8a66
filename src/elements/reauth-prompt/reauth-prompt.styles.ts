import { css } from '@lit/reactive-element';
import { block } from '../shared/block.styles.js';
import { button } from '../shared/button.styles.js';
import { hidden, panel } from '../shared/panel.styles.js';
import { signs } from '../shared/signs.js';
import { theme } from '../shared/theme.styles.js';
import { tones } from '../shared/tones.styles.js';

const prompt = css`
  :host {
    --_tone: var(--_attention);
  }
  .panel {
    gap: 0;
  }
  .body > * {
    margin-block-start: calc(1.5 * var(--_space));
  }
  p {
    margin: 0;
    max-inline-size: 65ch;
    unicode-bidi: plaintext;
  }
  .panel:focus {
    outline: none;
  }
  .panel:focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: 4px;
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
    min-block-size: var(--_control-height);
    padding: 0 calc(1.5 * var(--_space));
    font: inherit;
    font-size: max(16px, 1em);
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_control);
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
    color: var(--_text-muted);
    font-size: 0.875em;
  }
  .failure {
    padding-inline-start: var(--_space);
    border-inline-start: 3px solid var(--_tone);
  }
  .time {
    color: var(--_text-muted);
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
  }
  summary {
    padding-block: 10px;
    cursor: pointer;
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
  button {
    flex: none;
    max-inline-size: 100%;
  }
`;

/** The styles of a prompt that is shown. */
export const styles = [block, hidden, theme, tones, button, signs, panel, prompt];
