import { css } from '@lit/reactive-element';

/** Styles of the offer below a widget, and of the question before a login is left. */
export const styles = css`
  .panel {
    container: panel / size;
  }
  .inline {
    grid-template-rows: 0 1fr auto;
    overflow: clip;
    box-shadow: none;
  }
  /* Above the skeleton, which would cover a shadow of the panel. */
  .inline::after {
    position: absolute;
    inset: 0;
    border: 1px solid var(--_border);
    border-radius: inherit;
    content: '';
  }
  .offer {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 12px;
    padding: 14px 16px 16px;
    border-block-start: 1px solid var(--_border);
  }
  .foot.offer p {
    align-self: center;
    padding: 0;
    border: 0;
    font-size: 0.9375em;
    color: inherit;
    overflow-wrap: anywhere;
  }
  .logo {
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    overflow: hidden;
    border-radius: 10px;
    font-size: 14px;
    font-weight: var(--_font-weight-strong);
    background: color-mix(in srgb, var(--_primary) 14%, transparent);
  }
  img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
    background: #fff;
  }
  .choice {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 9em), 1fr));
    gap: 8px;
  }
  .choice button {
    min-block-size: 44px;
    padding-inline: 8px;
  }
  @container panel (max-height: 420px) {
    .offer {
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: center;
      gap: 4px;
      block-size: 44px;
      border: 0;
      box-shadow: inset 0 1px var(--_border);
      padding-block: 0;
      padding-inline-end: 4px;
    }
    .logo {
      display: none;
    }
    .foot.offer p {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .choice {
      grid-column: auto;
      display: flex;
      gap: 0;
    }
    .choice button,
    .choice button:hover {
      padding-inline: 10px;
      border: 0;
      outline-offset: -4px;
      font-size: 0.875em;
      color: inherit;
      background: none;
      text-decoration: underline;
      white-space: nowrap;
    }
  }
  .question {
    inset-block: var(--_pluggy-top, 0px) var(--_pluggy-bottom, 0px);
    box-sizing: border-box;
    inline-size: 360px;
    max-inline-size: calc(100% - 32px);
    padding: 24px;
    color: var(--_text);
    background: var(--_surface-raised);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-dialog);
    box-shadow: var(--_shadow-dialog);
    pointer-events: auto;
  }
  .question::backdrop {
    background: var(--_backdrop, #12181fb3);
  }
  h2 {
    margin: 0;
    unicode-bidi: plaintext;
    font-size: 1.25em;
    line-height: 1.3;
  }
  .question p {
    margin-block: 8px 16px;
  }
  .question button {
    inline-size: 100%;
    min-block-size: 44px;
    margin-block-start: 8px;
  }
`;
