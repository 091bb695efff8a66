import { css } from '@lit/reactive-element';

export const styles = css`
  .banner {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: calc(1.5 * var(--_space));
    padding: calc(2 * var(--_space));
    border: 1px solid color-mix(in srgb, var(--_tone, currentcolor) 40%, transparent);
    border-radius: calc(1.5 * var(--_radius));
    background: color-mix(in srgb, var(--_tone, transparent) 7%, transparent);
    overflow-wrap: anywhere;
  }
  .banner:focus {
    outline: none;
  }
  .banner:focus-visible,
  a:focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: 2px;
  }
  .busy::before {
    content: '…';
  }
  .problem::before {
    content: '↻';
  }
  .neutral::before {
    content: 'i';
  }
  .body {
    flex: 1 1 9em;
    min-inline-size: 0;
  }
  p {
    margin: 0;
    max-inline-size: 65ch;
    text-wrap: pretty;
    unicode-bidi: plaintext;
  }
  .title {
    padding-inline-end: 36px;
    font-weight: var(--_font-weight-strong);
  }
  .title + p {
    margin-block-start: calc(0.25 * var(--_space));
  }
  .quote {
    margin-block-start: var(--_space);
  }
  .actions {
    margin-block-start: calc(1.5 * var(--_space));
  }
  .wait {
    margin-block-start: var(--_space);
    font-variant-numeric: tabular-nums;
  }
  .actions .spinner {
    display: inline-block;
    vertical-align: -0.125em;
  }
  a {
    padding-block: var(--_space);
    unicode-bidi: plaintext;
    font-weight: var(--_font-weight-strong);
    color: inherit;
    text-underline-offset: 0.2em;
  }
  a::after {
    content: ' ↗';
    content: ' ↗' / '';
  }
  .dismiss {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 4px;
    inline-size: 44px;
    padding: 0;
    font-size: min(1.5em, 36px);
    font-weight: 400;
    line-height: 1;
    color: inherit;
    background: none;
  }
  .dismiss:hover {
    background: color-mix(in srgb, currentcolor 10%, transparent);
  }
  @media (max-width: 400px) {
    .banner {
      gap: var(--_space);
      padding: calc(1.5 * var(--_space));
    }
  }
`;
