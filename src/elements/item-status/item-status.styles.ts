import { css } from '@lit/reactive-element';
import { signs } from '../shared/signs.js';
import { tones } from '../shared/tones.styles.js';

/**
 * The host is the pill, since a page has thousands of badges and each box counts. Without custom states a badge is an icon
 * and a text. The text has the colour of the page, to be readable on any background. All rules are in one sheet, because
 * the browser matches every sheet for every badge.
 */
export const styles = css`
  ${tones}
  ${signs}
  .sign {
    margin-inline-end: 0.4em;
  }
  /* Rules of the page for every element win over those for the host. */
  :host > * {
    text-indent: 0;
    text-transform: none;
    letter-spacing: normal;
    word-spacing: normal;
    white-space: normal;
  }
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
    /* A text of several lines stands beside the icon, also on pages that reset the padding of every element. */
    padding: 0.1em 0.7em !important;
    padding-inline-start: 2.25em !important;
    text-indent: -1.55em !important;
    border: 1px solid color-mix(in srgb, var(--_tone) 35%, transparent);
    border-radius: 1.2em;
    background: color-mix(in srgb, var(--_tone) 10%, transparent);
  }
  :host([size='compact']) {
    overflow: hidden;
    line-height: 1.25;
    text-overflow: ellipsis;
  }
  :host([size='compact']),
  :host([size='compact']) > * {
    white-space: nowrap !important;
  }
  :host([hidden]) {
    display: none;
  }
  .detail {
    unicode-bidi: isolate;
    opacity: 0.85;
  }
  .detail::before {
    content: ' · ';
  }
`;
