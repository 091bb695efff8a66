import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** CSS of the font in the pictures of the baselines, which is the same on every machine. */
export const fontFaces = [400, 600, 700]
  .map((weight) => {
    const file = createRequire(import.meta.url).resolve(
      `@fontsource/open-sans/files/open-sans-latin-${weight}-normal.woff2`,
    );
    const source = `url(data:font/woff2;base64,${readFileSync(file, 'base64')})`;
    return `@font-face { font-family: Baseline; font-weight: ${weight}; src: ${source}; }`;
  })
  .join('\n');
