import { css } from '@lit/reactive-element';

/**
 * The host is the pill: a thousand of them are a thousand boxes. Where states are not known it is an icon and a text.
 * The text has the page's own colour, so that it can be read on whatever it stands on.
 */
export const styles = css`
  :host {
    display: inline-flex;
    align-items: baseline;
    gap: 0.4em;
    padding-block: 0.15em;
    border: 1px solid color-mix(in srgb, var(--_tone, transparent) 45%, transparent);
    border-radius: 1.2em;
    background: color-mix(in srgb, var(--_tone, transparent) 10%, transparent);
    font: 0.875em/1.4 var(--pluggy-font, inherit);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  :host > *,
  .icon {
    unicode-bidi: isolate;
  }
  .icon {
    flex: none;
    inline-size: 1em;
    margin-inline-start: 0.6em;
    font-weight: 700;
    text-align: center;
  }
  span:last-child {
    margin-inline-end: 0.7em;
  }
  .detail {
    opacity: 0.85;
  }
  .detail::before {
    content: '· ';
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
    align-self: center;
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
