import { html, type nothing, type TemplateResult } from 'lit/html.js';
import { SIGN_PATHS, signClass, type Sign } from './signs.js';

interface SignOptions {
  readonly isStill?: boolean;
  readonly part?: string | typeof nothing;
}

/** A sign before a text, which says the same in words. Its styles are `signs` in `signs.ts`. */
export const signTemplate = (sign: Sign, { isStill = false, part = 'icon' }: SignOptions = {}): TemplateResult =>
  html`<svg class=${signClass(sign, isStill)} part=${part} viewBox="0 0 16 16" aria-hidden="true">
    <path d=${SIGN_PATHS[sign]}></path>
  </svg>`;
