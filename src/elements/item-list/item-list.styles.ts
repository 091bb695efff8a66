import { css } from '@lit/reactive-element';

/** Cards out of view are not laid out, since a list may be long. */
export const styles = css`
  [hidden] {
    display: none;
  }
  ul,
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr));
    align-items: start;
    gap: calc(2 * var(--_space));
    margin: 0;
    padding: 0;
    /* Safari removes the list role from a list with list-style: none. */
    list-style-type: '';
  }
  li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 210px;
  }
  pluggy-error-banner {
    margin-block-end: calc(2 * var(--_space));
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(1.5 * var(--_space));
    margin-block-end: calc(2 * var(--_space));
    padding: calc(1.5 * var(--_space)) calc(2 * var(--_space));
    border: 1px solid var(--_border);
    border-inline-start: 4px solid var(--_primary);
    border-radius: var(--_radius);
  }
  .notice p {
    flex: 1 1 16em;
  }
  .notice button {
  }
  [part='ended'] {
    justify-content: start;
    border-radius: calc(2 * var(--_radius));
  }
  /* Both buttons fit beside each other on a phone, also in Portuguese. */
  [part='ended'] button {
    padding-inline: var(--_space);
  }
  p {
    margin: 0;
    text-wrap: pretty;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: var(--_space);
    padding: calc(6 * var(--_space)) calc(3 * var(--_space));
    border: 1px dashed color-mix(in srgb, currentcolor 35%, transparent);
    border-radius: calc(2 * var(--_radius));
    text-align: center;
  }
  .empty[hidden] {
    display: none;
  }
  .empty:focus,
  .notice:focus {
    outline: none;
  }
  .empty:focus-visible,
  .notice:focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: 2px;
  }
  .empty pluggy-connect {
    margin-block-start: var(--_space);
  }
  .heading {
    font-size: 1.25em;
    font-weight: var(--_font-weight-strong);
  }
  .grey {
    display: grid;
    grid-template: 24px 24px 1fr / 48px 1fr;
    gap: 4px calc(1.75 * var(--_space));
    box-sizing: border-box;
    block-size: 160px;
    padding: calc(2.5 * var(--_space));
    border: 1px solid color-mix(in srgb, currentcolor 15%, transparent);
    border-radius: calc(2 * var(--_radius));
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .grey > * {
    border-radius: var(--_radius);
    background: color-mix(in srgb, currentcolor 12%, transparent);
  }
  .grey i {
    grid-row: 1 / 3;
  }
  .grey b {
    block-size: 16px;
    inline-size: 60%;
  }
  .grey b + b {
    inline-size: 85%;
  }
  @keyframes breathe {
    to {
      opacity: 0.55;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .grey {
      animation: none;
    }
  }
`;
