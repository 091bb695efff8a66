import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES, readPage, ROOT } from '../../support/docs.js';

const MAX_LINES = 160;
const MAX_BYTES = 12 * 1024;
const MAX_WIDTH = 160;
const MAX_SCREENSHOT_BYTES = 150 * 1000;

describe('the README', () => {
  const readme = readPage('README.md');

  it('fits on two pages', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(MAX_LINES);
    expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('has a section for each question of a newcomer', () => {
    const headings = [...readme.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    const needed = [
      'From a CDN',
      'From npm',
      'In the repository',
      'Elements',
      'My connections',
      'A token route',
      'Security',
    ];
    expect(headings).toEqual(
      expect.arrayContaining([...needed, 'Browsers', 'Size and speed', 'Documentation', 'Reporting', 'Licence']),
    );
  });

  it('links to the page of every element and to every page of docs/', () => {
    const missing = PAGES.filter((page) => page !== 'README.md' && !readme.includes(`](${page}`));
    expect(missing).toEqual([]);
  });

  it('names the sizes that a failing test holds', () => {
    const budgets = readFileSync(path.join(ROOT, 'test/node/package/dist.test.ts'), 'utf8');
    const kilobytes = (entry: string) =>
      Number(new RegExp(`'${entry}': ([\\d_]+),`).exec(budgets)![1]!.replace('_', '')) / 1000;
    expect(readme).toContain(`the button is at most ${kilobytes('define/connect.js')} kB (gzip)`);
    expect(readme).toContain(`all elements are at most ${kilobytes('define.js')} kB`);
  });

  it('and all other pages name a version in each address of a CDN', () => {
    const folders = ['docs', 'stories', 'demo/app', 'src', 'test/types'];
    const files = folders.flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
    );
    const texts = ['README.md', ...files.filter((file) => /\.(md|mdx|html|ts|tsx|js)$/.test(file))];
    const addresses = texts.flatMap((file) => [
      ...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/https:\/\/[\w./-]*pluggy-elements[\w./@-]*\.js/g),
    ]);
    expect(addresses.length).toBeGreaterThan(5);
    expect(addresses.map(([address]) => address).filter((address) => !/@\d+\.\d+\.\d+\//.test(address))).toEqual([]);
  });

  it('leaves the screenshot, which the package does not contain, to CONTRIBUTING.md', () => {
    expect(readme).not.toMatch(/!\[/);
    const pictures = [...readPage('CONTRIBUTING.md').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)];
    expect(pictures.map(([, file]) => file)).toEqual(['docs/screenshot.png']);
    const file = path.join(ROOT, 'docs/screenshot.png');
    expect(existsSync(file), 'npm run screenshot makes it').toBe(true);
    expect(statSync(file).size).toBeLessThanOrEqual(MAX_SCREENSHOT_BYTES);
  });
});

describe.each(PAGES)('%s', (page) => {
  it('has lines that fit into a window', () => {
    const lines = readPage(page).split('\n');
    expect(lines.filter((line) => line.length > MAX_WIDTH)).toEqual([]);
  });

  it('has one title', () => {
    const text = readPage(page).replace(/^```.*?^```$/gms, '');
    expect(text.match(/^# /gm)).toHaveLength(1);
  });
});
