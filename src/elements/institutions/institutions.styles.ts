import { css } from '@lit/reactive-element';

export const styles = css`
  .box {
    display: grid;
    gap: var(--_space);
    color: var(--_text);
  }
  p {
    margin: 0;
  }
  [hidden] {
    display: none !important;
  }
  label {
    font-weight: var(--_font-weight-strong);
  }
  input {
    box-sizing: border-box;
    inline-size: 100%;
    min-block-size: var(--_control-height);
    padding: var(--_space) calc(1.5 * var(--_space));
    font: inherit;
    /* A smaller font makes iOS zoom into the page. */
    font-size: max(16px, 1em);
    color: var(--_text);
    background: var(--_surface);
    border: 1px solid var(--_control);
    border-radius: var(--_radius);
  }
  :is(input, .list, .offer):focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: 2px;
  }
  .list {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 240px), 1fr));
    /* With a least height, a tile in a row of automatic height would not grow with its text. */
    grid-auto-rows: max-content;
    align-content: start;
    gap: var(--_space);
    max-block-size: min(70vh, 480px);
    /* The outline of a tile needs a place inside the scrolled box. */
    padding: 4px;
    margin-inline: -4px;
    overflow: hidden auto;
  }
  .institution {
    display: flex;
    align-items: center;
    gap: calc(1.5 * var(--_space));
    box-sizing: border-box;
    min-block-size: max(64px, var(--_control-height));
    padding: var(--_space) calc(1.5 * var(--_space));
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    box-shadow: var(--_shadow);
    cursor: pointer;
    scroll-margin: 4px;
    content-visibility: auto;
    contain-intrinsic-size: auto 64px;
  }
  .institution:hover {
    background: color-mix(in srgb, var(--_surface), currentcolor 6%);
  }
  .institution[aria-selected='true'] {
    border-color: var(--_primary);
    outline: 2px solid var(--_primary);
  }
  .logo {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    overflow: hidden;
    border-radius: min(calc(1.25 * var(--_radius)), 50%);
    font-size: 15px;
    font-weight: var(--_font-weight-strong);
    background: color-mix(in srgb, var(--_primary) 14%, transparent);
  }
  .picture {
    background: #fff;
    box-shadow: inset 0 0 0 1px var(--_border);
  }
  img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }
  .words {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
    line-height: 1.3;
  }
  .name {
    font-weight: var(--_font-weight-strong);
  }
  .note {
    font-size: 0.875em;
    color: var(--_text-muted);
  }
  .offline,
  .unstable {
    --_tone: var(--_problem);
    color: var(--_problem);
  }
  .empty {
    padding-block: calc(2 * var(--_space));
    color: var(--_text-muted);
  }
  button[part='missing'] {
    justify-self: start;
    margin-inline-start: calc(-2 * var(--_space));
  }
  .grey > b {
    inline-size: 50%;
    block-size: 1em;
    background: var(--_border);
    border-radius: var(--_radius);
  }
  @media (forced-colors: active) {
    .institution[aria-selected='true'] {
      border-color: Highlight;
      outline-color: Highlight;
    }
    .logo {
      border: 1px solid;
    }
    button {
      border-color: ButtonText;
    }
  }
`;
