import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCS_URL } from '../../../src/model/errors.js';
import { forStorybook, pageId, slug, TITLES } from '../../../stories/markdown.js';
import { anchorsOf, PAGES, ROOT } from '../../support/docs.js';

/** Pages of the repository that are not part of the package. */
const BACKENDS = readdirSync(path.join(ROOT, 'demo/backends'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('README.md') && !file.includes('node_modules'))
  .map((file) => path.join('demo/backends', file));
const OTHERS = ['AGENTS.md', 'llms.txt', 'CONTRIBUTING.md', 'CHANGELOG.md', 'demo/server/README.md', ...BACKENDS];
const MARKDOWN = [...PAGES, ...OTHERS];
const STORIES = readdirSync(path.join(ROOT, 'stories'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.mdx'))
  .map((file) => path.join('stories', file));

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const withoutCode = (text: string) => text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '`code`');

/** Returns the targets of all links and pictures. */
const linksIn = (text: string) => [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target!);
const linksOf = (file: string) => linksIn(read(file));

const OF_THE_REPOSITORY =
  /(?<![\w/.-])(?:(?:demo|\.ci|scripts|stories|test)\/[\w./-]*\w|CONTRIBUTING\.md|npm (?:start|test|run [\w:-]+))/g;

/** Returns the names of files and commands of the repository in a text, outside of paragraphs and sections that name the repository. */
function inRepositoryOnly(text: string): string[] {
  const [first = '', ...others] = text.replace(/<!--.*?-->/gs, '').split(/^(?=#{1,6} )/m);
  return [first, ...others]
    .filter((section) => !/^#+ .*\brepository\b/.test(section))
    .flatMap((section) => section.split(/\n\n|\n(?=- )/))
    .filter((paragraph) => !/\brepository\b/.test(paragraph))
    .flatMap((paragraph) => paragraph.match(OF_THE_REPOSITORY) ?? []);
}

/** Returns the fault of a link in this file; empty for a working link. */
function problem(file: string, target: string): string {
  if (/^[a-z]+:/.test(target)) {
    const isWellFormed = URL.canParse(target) && /^(https|mailto):$/.test(new URL(target).protocol);
    return isWellFormed ? '' : 'is not an https address';
  }
  const [name = '', anchor = ''] = target.split('#');
  const to = name ? path.join(path.dirname(file), name) : file;
  if (!existsSync(path.join(ROOT, to))) return 'does not exist';
  if (anchor && !anchorsOf(to).has(anchor)) return 'has no such heading';
  return '';
}

describe.each(MARKDOWN)('the links of %s', (file) => {
  it('lead to files, headings and https addresses', () => {
    const wrong = linksOf(file).flatMap((target) => {
      const fault = problem(file, target);
      return fault ? [`${target} ${fault}`] : [];
    });
    expect(wrong).toEqual([]);
  });
});

describe('links', () => {
  it('are found, and broken ones are noticed', () => {
    expect(linksOf('README.md').length).toBeGreaterThan(20);
    expect(problem('README.md', 'docs/none.md')).toBe('does not exist');
    expect(problem('README.md', 'docs/backend.md#none')).toBe('has no such heading');
    expect(problem('docs/backend.md', 'errors.md#offline')).toBe('');
    expect(problem('docs/backend.md', 'http://example.com')).toBe('is not an https address');
  });

  it('in pages of the package lead to files of the package', () => {
    const { files } = JSON.parse(read('package.json')) as { files: string[] };
    const isPacked = (file: string) =>
      ['README.md', 'LICENSE'].includes(file) || files.some((entry) => file === entry || file.startsWith(`${entry}/`));
    const outside = PAGES.flatMap((page) =>
      linksOf(page)
        .filter((target) => !/^([a-z]+:|#)/.test(target))
        .map((target) => path.join(path.dirname(page), target.split('#')[0]!))
        .filter((file) => !isPacked(file)),
    );
    expect([...new Set(outside)]).toEqual([]);
  });

  it('and names of files and commands that only the repository has say so', () => {
    const pages = [...PAGES, 'AGENTS.md', 'CHANGELOG.md', 'llms.txt'];
    expect(pages.flatMap((page) => inRepositoryOnly(read(page)).map((name) => `${page}: ${name}`))).toEqual([]);
    expect(inRepositoryOnly('Copy `demo/server/minimal.ts`.')).toEqual(['demo/server/minimal.ts']);
    expect(inRepositoryOnly('```js\n// a queue: demo/server/worker.ts\n```')).toEqual(['demo/server/worker.ts']);
    expect(inRepositoryOnly('See CONTRIBUTING.md.\n\n- `npm run bench`')).toEqual(['CONTRIBUTING.md', 'npm run bench']);
    expect(inRepositoryOnly('The repository also has `demo/backends/`.')).toEqual([]);
    expect(inRepositoryOnly('## In the repository\n\n- `npm start` runs a demo.')).toEqual([]);
  });
});

describe('the link in error messages', () => {
  it('names a page of the installed package, or an https address', () => {
    const page = DOCS_URL.replace(/^pluggy-elements\//, '');
    if (page === DOCS_URL) expect(new URL(DOCS_URL).protocol).toBe('https:');
    else expect(PAGES).toContain(page);
  });
});

interface StoryFile {
  readonly id: string;
  readonly hasDocs: boolean;
  readonly stories: readonly string[];
}

/** The id, docs page and stories that Storybook generates from each file of stories. */
const storyFiles: StoryFile[] = readdirSync(path.join(ROOT, 'stories'))
  .filter((file) => file.endsWith('.stories.ts'))
  .map((file) => {
    const text = read(`stories/${file}`);
    const title = /\btitle: '([^']+)'/.exec(text)?.[1] ?? '';
    return {
      id: /^ {2}id: '([^']+)'/m.exec(text)?.[1] ?? pageId(title),
      hasDocs: !text.includes("'!autodocs'"),
      stories: [...text.matchAll(/^export const (\w+)/gm)].map(([, name]) =>
        name!.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase(),
      ),
    };
  });

/** Returns the anchors of a page in Storybook. Its introduction has only some sections of the README. */
function anchorsInStorybook(page: string): Set<string> {
  if (page !== 'README.md') return anchorsOf(page);
  const sections = /SECTIONS = \[(.*?)\]/s.exec(read('stories/introduction.mdx'))![1]!;
  return new Set([...sections.matchAll(/'([^']+)'/g)].map(([, title]) => slug(title!)));
}

function isInStorybook(target: string): boolean {
  const [, mode, id, name, anchor] = /^\?path=\/(docs|story)\/([a-z0-9-]+)--([a-z0-9-]+)(?:#(.*))?$/.exec(target) ?? [];
  const file = storyFiles.find((candidate) => candidate.id === id);
  if (mode === 'story') return !!file?.stories.includes(name!);
  const page = Object.keys(TITLES).find((candidate) => pageId(TITLES[candidate]!) === id);
  if (anchor) return !!page && anchorsInStorybook(page).has(anchor);
  return name === 'docs' && (!!file?.hasDocs || !!page);
}

describe('Storybook', () => {
  it('has one page for each page of docs/, with the title that links use', () => {
    const shown = STORIES.map((file) => [/from '(?:\.\.\/)+(.*)\?raw'/.exec(read(file))?.[1], file] as const);
    const expected = PAGES.filter((page) => page !== 'SECURITY.md').sort();
    expect(shown.map(([page]) => page).sort()).toEqual(expected);
    expect(Object.keys(TITLES).sort()).toEqual(expected);
    for (const [page, file] of shown) expect(read(file), file).toContain(`<Meta title="${TITLES[page!]}" />`);
  });

  it.each(Object.keys(TITLES))('has no broken link on %s', (page) => {
    const links = linksIn(forStorybook(page, read(page)).replace(/^!\[.*/gm, ''));
    const wrong = links.filter((target) => !/^(https:|#)/.test(target) && !isInStorybook(target));
    expect(wrong).toEqual([]);
  });

  it.each(STORIES)('has no broken link in %s', (file) => {
    expect(linksOf(file).filter((target) => !target.startsWith('https:') && !isInStorybook(target))).toEqual([]);
  });

  it('notices a broken link', () => {
    expect(isInStorybook('?path=/docs/guides-none--docs')).toBe(false);
    expect(isInStorybook('?path=/docs/guides-backend--docs#none')).toBe(false);
    expect(isInStorybook('?path=/docs/introduction--docs#security')).toBe(false);
    expect(isInStorybook('?path=/story/elements-connect--none')).toBe(false);
    expect(isInStorybook('?path=/story/elements-connect--sandbox')).toBe(true);
  });
});
