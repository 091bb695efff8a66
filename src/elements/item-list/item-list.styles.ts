import { css } from '@lit/reactive-element';

/** Cards out of view are not laid out, since a list may be long. */
export const styles = css`
  [hidden] {
    display: none;
  }
  .group + .group {
    margin-block-start: calc(3 * var(--_space));
  }
  .group-title {
    display: flex;
    align-items: center;
    gap: var(--_space);
    margin-block-end: var(--_space);
    font-size: 0.875em;
    font-weight: var(--_font-weight-strong);
    color: var(--_text-muted);
  }
  .count {
    box-sizing: border-box;
    min-inline-size: 2em;
    padding-inline: 0.6em;
    border-radius: 1em;
    text-align: center;
    font-variant-numeric: tabular-nums;
    color: var(--_text);
    background: color-mix(in srgb, var(--_ok) 12%, transparent);
  }
  .count.attention {
    background: color-mix(in srgb, var(--_attention) 14%, transparent);
  }
  .rows,
  .cards {
    margin: 0;
    padding: 0;
    /* Safari removes the list role from a list with list-style: none. */
    list-style-type: '';
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr));
    gap: calc(2 * var(--_space));
  }
  .rows {
    --_corner: calc(2 * var(--_radius));
    border: 1px solid var(--_border);
    border-radius: var(--_corner);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .rows > * + * {
    border-block-start: 1px solid var(--_border);
  }
  li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 68px;
  }
  .cards > li {
    contain-intrinsic-block-size: auto 170px;
  }
  /* A menu in a browser without popovers, and the ring of a button, reach over the edge. */
  li:focus-within {
    content-visibility: visible;
  }
  .cards pluggy-item-card {
    block-size: 100%;
  }
  .rows pluggy-item-card::part(card) {
    border: 0;
    border-radius: 0;
    background: none;
    box-shadow: none;
  }
  .rows > :first-child,
  .rows > :first-child pluggy-item-card::part(card) {
    border-start-start-radius: calc(var(--_corner) - 1px);
    border-start-end-radius: calc(var(--_corner) - 1px);
  }
  .rows > :last-child,
  .rows > :last-child pluggy-item-card::part(card) {
    border-end-start-radius: calc(var(--_corner) - 1px);
    border-end-end-radius: calc(var(--_corner) - 1px);
  }
  .new {
    background: color-mix(in srgb, var(--_ok) 10%, transparent);
    animation: arrive 2s ease-out;
  }
  .cards > .new {
    outline: 2px solid var(--_ok);
    border-radius: calc(2 * var(--_radius));
  }
  @keyframes arrive {
    from {
      background: color-mix(in srgb, var(--_ok) 22%, transparent);
    }
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
    grid-template: 22px 22px / 44px 1fr;
    align-items: center;
    gap: 0 calc(1.5 * var(--_space));
    padding: calc(1.5 * var(--_space)) calc(2 * var(--_space));
    animation: breathe 1.6s ease-in-out 3 alternate;
  }
  .cards > .grey {
    padding-block: calc(2 * var(--_space)) calc(10 * var(--_space));
    border: 1px solid var(--_border);
    border-radius: calc(2 * var(--_radius));
  }
  .grey > * {
    border-radius: var(--_radius);
    background: color-mix(in srgb, currentcolor 12%, transparent);
  }
  .grey i {
    grid-row: 1 / 3;
    block-size: 44px;
  }
  .grey b {
    block-size: 12px;
    inline-size: min(60%, 180px);
  }
  .grey b + b {
    inline-size: min(85%, 300px);
  }
  @keyframes breathe {
    to {
      opacity: 0.55;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .grey,
    .new {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .count {
      border: 1px solid;
    }
    .new {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
