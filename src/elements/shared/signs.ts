import { css } from '@lit/reactive-element';
import type { ItemView, Severity } from '../../model/item-view.js';

/** The name of a sign: a severity, `partial` for data of which a part is missing, `consent` for an end of a permission. */
export type Sign = Severity | 'partial' | 'consent';

/** The shapes, as path data in a square of 16 units. Each has a silhouette of its own, for people who see no colours. */
export const SIGN_PATHS: Record<Sign, string> = {
  // A disc with a check.
  ok: 'M8 .5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 0 1 0-15zM11.6 5 7 9.6 4.9 7.5 3.6 8.8 7 12.2l5.9-5.9z',
  // A ring with one half filled.
  partial: 'M8 .5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 0 1 0-15zM8 2.3v11.4a5.7 5.7 0 0 1 0-11.4z',
  // Three quarters of a ring; the style sheet adds the track.
  busy: 'M8 .9A7.1 7.1 0 1 1 .9 8',
  // A triangle with an exclamation mark.
  attention:
    'M6.7 1.6a1.5 1.5 0 0 1 2.6 0l6.2 10.9a1.5 1.5 0 0 1-1.3 2.3H1.8a1.5 1.5 0 0 1-1.3-2.3zM7 5.4l.3 4.4h1.4L9 5.4zM7 11.2v1.9h2v-1.9z',
  // A clock.
  consent:
    'M8 .5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 0 1 0-15zM8 2.3a5.7 5.7 0 1 0 0 11.4a5.7 5.7 0 0 0 0-11.4zM7.1 4v4.5l3.2 2.1 1-1.4-2.4-1.6V4z',
  // A dashed ring.
  problem: 'M8 .9a7.1 7.1 0 1 1 0 14.2a7.1 7.1 0 0 1 0-14.2z',
  // A question mark.
  neutral: 'M4.4 5.3a3.6 3.6 0 1 1 5.6 3C8.7 9.2 8 9.9 8 11.2M8 14.4v.1',
};

/** Returns the sign for a state of an Item. */
export function signOf({ severity, label }: ItemView): Sign {
  if (label === 'partial') return 'partial';
  return label === 'consent' || label === 'consentEnded' ? 'consent' : severity;
}

let blank: SVGSVGElement | undefined;

/** Creates a sign without a shape, to be filled by `drawSign`. Pages have thousands of signs: copies are the fastest. */
export function createSign(): SVGSVGElement {
  if (!blank) {
    blank = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const [name, value] of [
      ['part', 'icon'],
      ['viewBox', '0 0 16 16'],
      ['aria-hidden', 'true'],
    ] as const)
      blank.setAttribute(name, value);
    blank.append(document.createElementNS(blank.namespaceURI, 'path'));
  }
  return blank.cloneNode(true) as SVGSVGElement;
}

/** Gives a sign its shape. With `isStill`, the sign of a run rests. */
export function drawSign(element: SVGSVGElement, sign: Sign, isStill = false): void {
  element.setAttribute('class', signClass(sign, isStill));
  element.firstElementChild!.setAttribute('d', SIGN_PATHS[sign]);
}

/** Returns the classes of a sign, for the styles below. */
export const signClass = (sign: Sign, isStill = false): string => `sign ${sign}${isStill ? ' still' : ''}`;

/**
 * The styles of signs: 16 px beside text of 14 px. The sign of a run turns for 5 s at most, the limit of WCAG 2.2.2, and
 * then rests. Pages may set the inherited properties of SVG, so that each is set again here.
 */
export const signs = css`
  .sign {
    flex: none;
    box-sizing: border-box;
    inline-size: 1.143em;
    block-size: 1.143em;
    vertical-align: -0.2em;
    overflow: visible;
    color: var(--_tone, inherit);
    fill: currentcolor;
    fill-rule: evenodd;
    fill-opacity: 1;
    stroke: none;
    stroke-width: 1.8px;
    stroke-opacity: 1;
    stroke-dasharray: none;
    stroke-linecap: round;
  }
  .sign:is(.busy, .problem, .neutral) {
    fill: none;
    stroke: currentcolor;
  }
  .sign.busy {
    border-radius: 50%;
    /* Forced colours remove a shadow, and the ring keeps its gap. */
    box-shadow: inset 0 0 0 0.13em color-mix(in srgb, currentcolor 22%, transparent);
    animation: turn 1s linear 5;
  }
  .sign.problem {
    stroke-dasharray: 3.4 2.176;
    stroke-linecap: butt;
  }
  .sign.neutral {
    stroke-width: 2.2px;
  }
  .sign.still {
    animation: none;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .sign.busy {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .sign {
      color: CanvasText;
    }
  }
`;
