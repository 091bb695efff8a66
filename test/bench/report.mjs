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

/** Returns the ends of the 95 % interval of the median, by their ranks. */
export function interval(values) {
  const [last, reach] = [values.length - 1, 0.98 * Math.sqrt(values.length)];
  const rank = (position) => sorted(values)[Math.min(last, Math.max(0, position))];
  return [rank(Math.floor(values.length / 2 - reach)), rank(Math.ceil(values.length / 2 + reach) - 1)];
}

/** The bounds of one part, as a table. A bound is held unless the whole interval is above it: noise alone breaks none. */
export class Bounds {
  #rows = [];
  areHeld = true;

  /** `values` are of all runs, or of all pairs of runs; a single number is compared as it is. */
  atMost(bound, label, values, digits = 2) {
    const [lower, upper] = interval(values);
    const isHeld = lower <= bound;
    this.areHeld &&= isHeld;
    const round = (value) => value.toFixed(digits);
    const spread = values.length > 1 ? ` [${round(lower)} … ${round(upper)}]` : '';
    this.#rows.push([label, round(median(values)) + spread, `≤ ${bound}`, isHeld ? 'yes' : '**no**']);
  }

  toString() {
    return table([['', 'measured', 'bound', 'held'], ...this.#rows]);
  }
}

export const machine = (browser) =>
  `${os.cpus()[0].model.trim()}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}, Node ${process.version}${browser ? `, Chromium ${browser.version()}` : ''}`;
export const today = () => new Date().toISOString().slice(0, 10);

/** A table; the first row names the columns. */
export const table = ([head, ...rows]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const PARTS = ['sizes', 'clicks', 'badges', 'lists', 'cycles', 'load', 'commands'];
const TITLE = '# Performance';
const HOW = `In the repository, \`npm run bench\` writes this page, and \`npm run bench -- badges\` (or another part's name) writes one part; the part about the backend is from \`npm run load\`. A bound that does not hold makes the command fail, and stays in its table. Compared variants run in turn on the same machine, so that their ratios say more than their times. A cell shows the median, with the first and the last decile in brackets; beside a bound, the brackets are the 95 % interval of the median, and a bound is broken where all of it is above. The real SDK opens a test page that answers at once. Pluggy's own page takes longer, equally for every variant.`;
const marked = (part) => new RegExp(`<!-- ${part} -->.*?<!-- /${part} -->`, 's');
/** The sentences of a part at the top of the page, below the part's name. */
const nameOf = (part) => `- **${part[0].toUpperCase()}${part.slice(1)}**: `;
const sentencesOf = (part, page) => page.split(nameOf(part))[1]?.split(/\n- |\n\n/)[0];

/** Replaces a part of docs/performance.md and its sentences at the top, and leaves the others unchanged. */
export async function write(part, inShort, markdown) {
  console.log(`\n${inShort}\n\n${markdown}`);
  const old = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  const written = PARTS.flatMap((name) => {
    const sentences = name === part ? inShort : sentencesOf(name, old);
    return sentences ? `${nameOf(name)}${sentences}` : [];
  });
  const parts = PARTS.map((name) =>
    name === part ? `<!-- ${name} -->\n\n${markdown}\n\n<!-- /${name} -->` : marked(name).exec(old)?.[0],
  );
  const text = [TITLE, written.join('\n'), HOW, ...parts.filter(Boolean)].join('\n\n');
  const options = { ...(await resolveConfig(FILE)), parser: 'markdown', proseWrap: 'always' };
  writeFileSync(FILE, await format(text, options));
}
