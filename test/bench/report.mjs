// Shared by all benches: options, numbers with their spread, bounds, the machine, and docs/performance.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

export const ROOT = path.resolve(import.meta.dirname, '../..');
const FILE = path.join(ROOT, 'docs/performance.md');

/** A number from the command line. */
export const option = (name, otherwise) => {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given ? Number(given.slice(name.length + 3)) : otherwise;
};

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];
export const median = (values) => (at(values, 0.5) + sorted(values)[Math.ceil(values.length / 2) - 1]) / 2;
/** Returns the median with the first and the last decile. Numbers from 100 on have no decimals. */
export const show = (values, digits = 1) => {
  const round = (value) => value.toFixed(value < 100 ? digits : 0);
  return `${round(median(values))} [${round(at(values, 0.1))} … ${round(at(values, 0.9))}]`;
};

/**
 * Returns the lower end of the 95 % interval of the median, by its rank, so that noise alone does not exceed a bound.
 */
export function lowerEnd(values) {
  const rank = Math.floor(values.length / 2 - 0.98 * Math.sqrt(values.length));
  return sorted(values)[Math.max(0, rank)];
}

export const machine = (browser) =>
  `${os.cpus()[0].model.trim()}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}, Node ${process.version}${browser ? `, Chromium ${browser.version()}` : ''}`;
export const today = () => new Date().toISOString().slice(0, 10);

/** A table; the first row names the columns. */
export const table = ([head, ...rows]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const HEAD = `# Performance

In the repository, \`npm run bench\` writes this page, and \`npm run bench -- sizes\` (or \`clicks\`, \`badges\`, \`cycles\`, \`stream\`) writes one part; the last part is from \`npm run load\`. Compared variants run in turn on the same machine, so the ratios between them are more reliable than the times. Each cell shows the median, with the first and the last decile in brackets. The real SDK opens a test page that answers at once. Pluggy's own page takes longer, equally for every variant.
`;
const PARTS = ['sizes', 'clicks', 'badges', 'cycles', 'stream', 'load'];
const marked = (part) => new RegExp(`<!-- ${part} -->.*?<!-- /${part} -->`, 's');

/** Replaces a section of docs/performance.md and leaves the other sections unchanged. */
export async function write(part, markdown) {
  console.log(`\n${markdown}`);
  const old = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  const parts = PARTS.map((name) =>
    name === part ? `<!-- ${name} -->\n\n${markdown}\n\n<!-- /${name} -->` : marked(name).exec(old)?.[0],
  );
  const text = [HEAD, ...parts.filter(Boolean)].join('\n');
  const options = { ...(await resolveConfig(FILE)), parser: 'markdown', proseWrap: 'always' };
  writeFileSync(FILE, await format(text, options));
}
