import { css } from '@lit/reactive-element';

/**
 * The public tokens and their default values, for content on a surface of ours. Only this sheet, `button` and `tones` read
 * public tokens; the elements use the `--_*` names.
 */
export const theme = css`
  :host {
    --_surface: var(--pluggy-color-surface, #fff);
    --_text: var(--pluggy-color-text, #1f2328);
    --_border: var(--pluggy-color-border, #8c959f);
    --_font: var(--pluggy-font, system-ui, sans-serif);
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_surface: var(--pluggy-color-surface, light-dark(#fff, #1b1d21));
      --_text: var(--pluggy-color-text, light-dark(#1f2328, #e6e8eb));
      --_border: var(--pluggy-color-border, light-dark(#8c959f, #767e88));
    }
  }
`;
