import { Window } from 'happy-dom';

/** A window without a browser, in which Lit renders. Lit reads `document` when it loads: import this module first. */
export const dom = new Window({ url: 'http://localhost/', console });

// Lit's reminder that this build is not for production.
Object.assign(globalThis, { litIssuedWarnings: new Set(['dev-mode']) });
for (const name of [
  'window',
  'document',
  'HTMLElement',
  'HTMLInputElement',
  'FormData',
  'Event',
  'EventTarget',
] as const) {
  Object.assign(globalThis, { [name]: name === 'window' ? dom : dom[name] });
}
