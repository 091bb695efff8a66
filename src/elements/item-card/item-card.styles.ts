import { css } from '@lit/reactive-element';

/** The styles of a card. The badge has no pill there: the label is beside the icon, and the detail below. */
export const styles = css`
  [hidden] {
    display: none;
  }
  .card {
    display: grid;
    gap: calc(2 * var(--_space));
    box-sizing: border-box;
    padding: calc(2.5 * var(--_space));
    border: 1px solid color-mix(in srgb, var(--_border) 45%, transparent);
    border-radius: calc(2 * var(--_radius));
    color: var(--_text);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    overflow-wrap: anywhere;
  }
  .card:focus {
    outline: none;
  }
  .card:focus-visible,
  summary:focus-visible {
    outline: 3px solid var(--_primary);
    outline-offset: -3px;
  }
  .head {
    display: flex;
    gap: calc(1.75 * var(--_space));
  }
  .logo {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    overflow: hidden;
    border-radius: calc(1.5 * var(--_radius));
    font-weight: var(--_font-weight-strong);
    letter-spacing: 0.02em;
    background: color-mix(in srgb, var(--_primary) 14%, transparent);
  }
  .logo:has(img) {
    background: #fff;
    box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--_border) 40%, transparent);
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
  .name {
    font-size: 1.125em;
    font-weight: var(--_font-weight-strong);
    line-height: 1.35;
  }
  pluggy-item-status {
    display: block;
    margin-block-start: 2px;
    padding: 0;
    padding-inline-start: 1.4em;
    border: 0;
    border-radius: 0;
    background: none;
  }
  pluggy-item-status::part(detail) {
    display: block;
    text-indent: 0;
  }
  pluggy-item-status::part(detail)::before {
    content: none;
  }
  .accounts,
  .partial,
  .health,
  .note {
    font-size: 0.9375em;
  }
  .note .spinner {
    display: inline-block;
    vertical-align: -0.125em;
  }
  details {
    border-block-start: 1px solid color-mix(in srgb, var(--_border) 30%, transparent);
    font-size: 0.9375em;
  }
  summary {
    padding-block: calc(1.25 * var(--_space));
    border-radius: var(--_radius);
    font-weight: var(--_font-weight-strong);
    cursor: pointer;
  }
  ul {
    display: grid;
    gap: calc(1.25 * var(--_space));
    margin: 0;
    padding: 0;
    /* Safari announces no list without a marker. */
    list-style-type: '';
  }
  li {
    position: relative;
    padding-inline-start: 1.75em;
  }
  li::before {
    position: absolute;
    inset-inline-start: 0;
    inline-size: 1.25em;
    font-weight: 700;
    text-align: center;
    content: '–';
    content: '–' / '';
  }
  .fine::before {
    content: '✓';
    content: '✓' / '';
    color: var(--_ok);
  }
  .late::before {
    content: '!';
    content: '!' / '';
    color: var(--_problem);
  }
  strong,
  li span {
    display: block;
  }
  strong {
    font-weight: var(--_font-weight-strong);
  }
  li span {
    color: var(--_text-muted);
  }
  .actions,
  .choice {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
  }
  /* The disconnect button alone has no border, so its distance to the edge is not visible. */
  .actions:not(:has(.outline)) {
    margin-block: calc(-1 * var(--_space));
  }
  .end {
    margin-inline-start: auto;
  }
  .outline::part(button) {
    color: inherit;
    background: none;
    border-color: var(--_control);
  }
  button.danger {
    --_fill: var(--_danger);
    --_ink: var(--_surface-raised);
  }
  button.danger .spinner {
    display: inline-block;
    vertical-align: -0.125em;
  }
  button[aria-disabled='true'] {
    opacity: 0.75;
    cursor: progress;
  }
  dialog {
    box-sizing: border-box;
    inline-size: min(480px, 100% - 32px);
    padding: calc(3 * var(--_space));
    border: 1px solid color-mix(in srgb, var(--_border) 45%, transparent);
    border-radius: var(--_radius-dialog);
    color: inherit;
    background: var(--_surface-raised);
    box-shadow: var(--_shadow-dialog);
  }
  dialog[open] {
    display: grid;
    gap: calc(1.5 * var(--_space));
  }
  dialog::backdrop {
    background: var(--_backdrop, #12181fb3);
  }
  .question {
    font-size: 1.25em;
    font-weight: var(--_font-weight-strong);
    line-height: 1.3;
  }
  .rights {
    font-size: 0.9375em;
    opacity: 0.85;
  }
  .failure {
    padding-inline-start: calc(1.5 * var(--_space));
    border-inline-start: 3px solid var(--_problem);
  }
  .failure:empty {
    border: 0;
    margin-block-end: calc(-1.5 * var(--_space));
  }
  .choice {
    justify-content: end;
  }
  @media (max-width: 400px) {
    .card {
      padding: calc(2 * var(--_space));
    }
    .choice button {
      flex: 1 1 100%;
    }
  }
  @media (forced-colors: active) {
    button {
      border-color: ButtonText;
    }
  }
`;
