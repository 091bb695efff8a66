import { css } from '@lit/reactive-element';
import { tones } from '../shared/tones.styles.js';

/**
 * The host is the pill, since a page has thousands of badges and each box counts. Without custom states a badge is an icon
 * and a text. The text has the colour of the page, to be readable on any background. All rules are in one sheet, because
 * the browser matches every sheet for every badge.
 */
export const styles = css`
  ${tones}
  :host {
    display: inline-block;
    box-sizing: border-box;
    max-inline-size: 100%;
    font-family: var(--pluggy-font, inherit);
    font-size: 0.875em;
    line-height: 1.4;
    text-align: start;
  }
  :host(:is(:state(ok), :state(busy), :state(attention), :state(problem), :state(neutral))) {
    /* A grid or a column would stretch the badge. */
    inline-size: fit-content;
    block-size: fit-content;
    /* A text of several lines stands beside the icon. */
    padding: 0.1em 0.7em;
    padding-inline-start: 2em;
    text-indent: -1.4em;
    border: 1px solid color-mix(in srgb, var(--_tone) 35%, transparent);
    border-radius: 1.2em;
    background: color-mix(in srgb, var(--_tone) 10%, transparent);
  }
  :host([hidden]) {
    display: none;
  }
  .icon {
    display: inline-block;
    inline-size: 1em;
    margin-inline-end: 0.4em;
    font-weight: 700;
    text-align: center;
    text-indent: 0;
  }
  .detail {
    unicode-bidi: isolate;
    opacity: 0.85;
  }
  .detail::before {
    content: ' · ';
  }
  .ok::before {
    content: '✓';
  }
  .attention::before {
    content: '!';
  }
  .problem::before {
    content: '↻';
  }
  .neutral::before {
    content: '?';
  }
  .busy {
    vertical-align: -0.125em;
    box-sizing: border-box;
    block-size: 1em;
    border: 2px solid;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: turn 1s linear infinite;
  }
  .still {
    animation: none;
  }
  .ok,
  .busy,
  .attention,
  .problem,
  .neutral {
    color: var(--_tone, inherit);
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .busy {
      animation-duration: 6s;
    }
  }
`;
