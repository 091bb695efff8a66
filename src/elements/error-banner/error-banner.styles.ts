import { css } from '@lit/reactive-element';

export const styles = css`
  .panel:focus {
    outline: none;
  }
  .panel:focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: 2px;
  }
  p {
    margin: 0;
    max-inline-size: 65ch;
    text-wrap: pretty;
    unicode-bidi: plaintext;
  }
  /* The text begins below the button in the corner. */
  .dismissible {
    min-block-size: calc(48px - 2 * var(--_space));
    padding-inline-end: 36px;
  }
  .head + p {
    margin-block-start: calc(0.25 * var(--_space));
  }
  .quote {
    margin-block-start: var(--_space);
  }
  .actions {
    margin-block-start: calc(0.5 * var(--_space));
  }
  .wait {
    font-variant-numeric: tabular-nums;
  }
  .actions .spinner {
    display: inline-block;
    vertical-align: -0.125em;
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
    .panel {
      padding: calc(1.5 * var(--_space));
    }
    .dismissible {
      min-block-size: calc(48px - 1.5 * var(--_space));
    }
  }
`;
