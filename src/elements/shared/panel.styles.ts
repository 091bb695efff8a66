import { css } from '@lit/reactive-element';

/** Text for screen readers only: also the title of a prompt in a card, whose line says the same. */
export const hidden = css`
  .hidden,
  pluggy-reauth-prompt::part(title) {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/**
 * A box of a banner or a prompt: a sign and a title in a row, everything else below in the full width. The text has the colour
 * of the page, to be readable on any background.
 */
export const panel = css`
  .panel {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_space);
    padding: calc(2 * var(--_space));
    border: 1px solid color-mix(in srgb, var(--_tone, currentcolor) 30%, transparent);
    border-radius: calc(1.5 * var(--_radius));
    background: color-mix(in srgb, var(--_tone, transparent) 7%, transparent);
    overflow-wrap: anywhere;
  }
  .head {
    display: flex;
    gap: calc(1.25 * var(--_space));
    font-weight: var(--_font-weight-strong);
  }
  .head .sign {
    margin-block-start: 0.18em;
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
  a {
    text-decoration: none;
    unicode-bidi: plaintext;
  }
  a::after {
    content: '↗';
    content: '↗' / '';
  }
  button[aria-disabled='true'] {
    opacity: 0.75;
    cursor: progress;
  }
`;
