import { css } from '@lit/reactive-element';

/** The question before a disconnection. */
export const dialog = css`
  dialog {
    box-sizing: border-box;
    inline-size: min(480px, 100% - 32px);
    padding: calc(3 * var(--_space));
    border: 1px solid var(--_border);
    border-radius: var(--_radius-dialog);
    color: var(--_text);
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
    color: var(--_text-muted);
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
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
    justify-content: end;
  }
  @media (max-width: 400px) {
    .choice button {
      flex: 1 1 100%;
    }
  }
`;
