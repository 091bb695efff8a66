import { css } from '@lit/reactive-element';

/**
 * The public tokens with their default values: `--pluggy-radius` is `--_radius` in the elements' own rules, and
 * `--pluggy-color-text` is `--_text`. The table in docs/theming.md lists the tokens.
 *
 * The colours of lines and controls are mixed from the colour of the text, so that they suit any background: a line has
 * 16 % of the text's colour, and the outline of a control has a contrast of 3:1 wherever the text has 4.5:1.
 */
export const theme = css`
  :host {
    --_primary: var(--pluggy-color-primary, #1d66db);
    --_on-primary: var(--pluggy-color-on-primary, #fff);
    --_text: var(--pluggy-color-text, #1f2328);
    --_text-muted: var(--pluggy-color-text-muted, color-mix(in srgb, currentcolor 74%, transparent));
    --_surface: var(--pluggy-color-surface, #fff);
    --_surface-raised: var(--pluggy-color-surface-raised, #fff);
    --_border: var(--pluggy-color-border, color-mix(in srgb, currentcolor 16%, transparent));
    --_control: var(--pluggy-color-control, color-mix(in srgb, currentcolor 58%, transparent));
    --_danger: var(--pluggy-color-danger, #b42318);
    --_ok: var(--pluggy-color-ok, #1a7f37);
    --_busy: var(--pluggy-color-busy, #1a5fd0);
    --_attention: var(--pluggy-color-attention, #c4320a);
    --_problem: var(--pluggy-color-problem, #b45309);
    --_neutral: var(--pluggy-color-neutral, #59636e);
    --_radius: var(--pluggy-radius, 8px);
    --_radius-dialog: var(--pluggy-radius-dialog, 16px);
    --_shadow: var(--pluggy-shadow, 0 1px 2px #1f23280f);
    --_shadow-dialog: var(--pluggy-shadow-dialog, 0 16px 48px #0005);
    --_backdrop: var(--pluggy-backdrop, #12181fb3);
    --_space: var(--pluggy-space, 8px);
    --_control-height: var(--pluggy-control-height, 44px);
    --_font: var(--pluggy-font, inherit);
    --_font-size: var(--pluggy-font-size, 1em);
    --_font-weight-strong: var(--pluggy-font-weight-strong, 600);
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --_text: var(--pluggy-color-text, light-dark(#1f2328, #e6e8eb));
      --_surface: var(--pluggy-color-surface, light-dark(#fff, #1b1d21));
      --_surface-raised: var(--pluggy-color-surface-raised, light-dark(#fff, #1b1d21));
      --_danger: var(--pluggy-color-danger, light-dark(#b42318, #ff9a8f));
      --_ok: var(--pluggy-color-ok, light-dark(#1a7f37, #4ac26b));
      --_busy: var(--pluggy-color-busy, light-dark(#1a5fd0, #79a8ff));
      --_attention: var(--pluggy-color-attention, light-dark(#c4320a, #ff9271));
      --_problem: var(--pluggy-color-problem, light-dark(#b45309, #e3b341));
      --_neutral: var(--pluggy-color-neutral, light-dark(#59636e, #a6adb5));
    }
  }
`;
