import { css } from '@lit/reactive-element';

/**
 * The styles of a card. Its own width decides about the layout; the intrinsic size is that of a card in a place that takes
 * its width from its content, such as a table cell. Without container queries, a row wraps.
 */
export const styles = css`
  :host {
    container-type: inline-size;
    contain-intrinsic-inline-size: 280px;
  }
  /* The menu of a browser without popovers lies over the next card. */
  :host(:focus-within) {
    position: relative;
    z-index: 1;
  }
  [hidden] {
    display: none;
  }
  .card {
    --_logo: 44px;
    --_gap: calc(1.5 * var(--_space));
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    min-block-size: 100%;
    padding: calc(2 * var(--_space));
    border: 1px solid var(--_border);
    border-radius: calc(2 * var(--_radius));
    color: var(--_text);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    overflow-wrap: break-word;
  }
  .row {
    padding: calc(1.5 * var(--_space)) calc(2 * var(--_space));
  }
  .card:focus {
    outline: none;
  }
  .card:focus-visible,
  .details:focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: -3px;
  }
  .details:focus-visible {
    outline-offset: 2px;
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--_space) var(--_gap);
  }
  .box > .head {
    align-items: start;
  }
  .logo {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: var(--_logo);
    block-size: var(--_logo);
    overflow: hidden;
    border-radius: min(calc(1.5 * var(--_radius)), 50%);
    /* A picture for sighted people, of one size. */
    font-size: 16px;
    line-height: 1;
    font-weight: var(--_font-weight-strong);
    letter-spacing: 0.02em;
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
  .title {
    flex: 1;
    min-inline-size: 0;
  }
  p {
    margin: 0;
    max-inline-size: 65ch;
    text-wrap: pretty;
    unicode-bidi: plaintext;
  }
  .name,
  .strong {
    font-weight: var(--_font-weight-strong);
  }
  .name {
    line-height: 1.35;
  }
  .line {
    --_tone: var(--_neutral);
    display: flex;
    align-items: baseline;
    gap: 0.45em;
    font-size: 0.875em;
    margin-block-start: 2px;
    line-height: 1.4;
    color: var(--_text-muted);
    unicode-bidi: normal;
  }
  .line .sign {
    align-self: start;
    margin-block-start: 0.13em;
    vertical-align: 0;
  }
  .line:is(.is-ok, .is-partial) {
    --_tone: var(--_ok);
  }
  .line.is-busy {
    --_tone: var(--_busy);
  }
  .line.is-attention {
    --_tone: var(--_attention);
  }
  .line.is-consent {
    --_tone: var(--_problem);
  }
  .asks [part='label'] {
    font-weight: var(--_font-weight-strong);
    color: var(--_attention);
  }
  .detail {
    unicode-bidi: isolate;
  }
  .accounts,
  .note,
  .details {
    font-size: 0.875em;
  }
  .accounts {
    color: var(--_text-muted);
  }
  .note .spinner {
    display: inline-block;
    vertical-align: -0.125em;
  }
  .actions {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
  }
  .box > .actions {
    margin-block-start: auto;
    padding-block-start: calc(1.5 * var(--_space));
  }
  .box > .actions > * {
    flex: 1;
  }
  /* A prompt without anything to ask has no box, and so no distance either. */
  .more > * {
    margin-block-start: calc(1.5 * var(--_space));
  }
  /* The body of a prompt has the distance to its title, which a card hides. */
  .more > pluggy-reauth-prompt {
    margin-block-start: 0;
  }
  /* The card is the box, and its line has the sign. */
  pluggy-reauth-prompt::part(prompt),
  pluggy-error-banner::part(banner) {
    padding: 0;
    border: 0;
    background: none;
  }
  pluggy-reauth-prompt::part(icon),
  pluggy-error-banner::part(icon) {
    display: none;
  }
  /* In a wide row, everything is in line with the name. */
  @container (min-width: 480px) {
    .row > .more {
      padding-inline-start: calc(var(--_logo) + var(--_gap));
    }
  }
  @container (max-width: 379px) {
    .row > .head {
      flex-wrap: wrap;
    }
    .row > .head > .actions {
      order: 1;
      flex: 1 1 100%;
      padding-inline-start: calc(var(--_logo) + var(--_gap));
    }
  }
  @container (max-width: 279px) {
    .card {
      padding: calc(1.5 * var(--_space));
    }
    .head {
      flex-wrap: wrap;
      justify-content: space-between;
    }
    .head > .title {
      order: 1;
      flex: 1 1 100%;
    }
    .row > .head > .actions {
      padding-inline-start: 0;
    }
    .row > .head > .actions > * {
      flex: 1;
    }
  }
  .details {
    padding-block-start: var(--_space);
    border-block-start: 1px solid var(--_border);
  }
  .shared {
    display: grid;
    justify-items: start;
    gap: calc(0.5 * var(--_space));
    margin-block-start: calc(1.5 * var(--_space));
  }
  .details-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--_space);
  }
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 15em), 1fr));
    gap: calc(1.25 * var(--_space)) calc(2 * var(--_space));
    margin: 0;
    padding: 0;
    /* Safari announces no list without a marker. */
    list-style-type: '';
  }
  li {
    position: relative;
    padding-inline-start: 1.75em;
  }
  li > .sign {
    position: absolute;
    inset-block-start: 0.2em;
    inset-inline-start: 0;
  }
  .fine {
    --_tone: var(--_ok);
  }
  .late {
    --_tone: var(--_problem);
  }
  li > :not(.sign) {
    display: block;
  }
  strong {
    font-weight: var(--_font-weight-strong);
  }
  li span {
    color: var(--_text-muted);
  }
  q {
    unicode-bidi: isolate;
  }
  button.danger {
    --_fill: var(--_danger);
    --_ink: var(--_surface-raised);
  }
  button[aria-disabled='true'] {
    opacity: 0.75;
    cursor: progress;
  }
  @media (forced-colors: active) {
    button:not(.entry, .dots) {
      border-color: ButtonText;
    }
    .logo {
      border: 1px solid;
    }
  }
`;
