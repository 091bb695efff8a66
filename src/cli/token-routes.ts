import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { JAVASCRIPT, type Route } from './token-route-javascript.js';
import { PYTHON } from './token-route-python.js';
import { GO, JAVA, PHP, RUBY } from './token-route-samples.js';

/** The programs of a folder that are read for their imports. */
const MAX_PROGRAMS = 100;

/** Reads a file of the folder, or for `*.py` the imports of all programs; an empty text without the file. */
type Read = (name: string) => Promise<string>;

/** A kind of project: the files that show it, and the sample for their text. */
interface Stack {
  readonly files: readonly string[];
  readonly choose: (text: string, has: (folder: string) => Promise<boolean>) => Route | Promise<Route>;
}

/** Returns a function that chooses the first sample whose words are in the text. */
const byWord =
  (samples: readonly (readonly [word: RegExp, sample: Route])[], other: Route) =>
  (text: string): Route =>
    samples.find(([word]) => word.test(text))?.[1] ?? other;

const STACKS: readonly Stack[] = [
  {
    files: ['requirements.txt', 'pyproject.toml', 'Pipfile', '*.py'],
    choose: byWord(
      [
        [/\bdjango\b/i, PYTHON.django],
        [/\bfastapi\b/i, PYTHON.fastapi],
        [/\bflask\b/i, PYTHON.flask],
      ],
      PYTHON.plain,
    ),
  },
  { files: ['go.mod'], choose: () => GO },
  {
    files: ['composer.json'],
    choose: byWord(
      [
        [/"laravel\/(framework|lumen-framework)"/i, PHP.laravel],
        [/"symfony\/(framework-bundle|symfony)"/i, PHP.symfony],
      ],
      PHP.plain,
    ),
  },
  { files: ['Gemfile'], choose: byWord([[/["']rails["']/i, RUBY.rails]], RUBY.sinatra) },
  {
    files: ['pom.xml', 'build.gradle', 'build.gradle.kts'],
    choose: byWord([[/spring-?boot|springframework/i, JAVA.spring]], JAVA.plain),
  },
];

/** Server frameworks of npm, the most specific first: Nest contains Express, and Next.js contains React. */
const NODE_FRAMEWORKS: readonly (readonly [name: string, sample: Route])[] = [
  ['nuxt', JAVASCRIPT.nuxt],
  ['@sveltejs/kit', JAVASCRIPT.sveltekit],
  ['astro', JAVASCRIPT.astro],
  ['@nestjs/core', JAVASCRIPT.nest],
  ['@react-router/node', JAVASCRIPT.reactRouter],
  ['@remix-run/node', JAVASCRIPT.reactRouter],
  ['express', JAVASCRIPT.express],
  ['fastify', JAVASCRIPT.fastify],
  ['hono', JAVASCRIPT.hono],
  ['koa', JAVASCRIPT.koa],
];

/**
 * Returns the token routes for the stacks that the files of a folder show, as texts to print. A folder of several stacks
 * has several; JavaScript without a server framework counts only when there is no other stack.
 */
export async function tokenRoutes(folder: string): Promise<string[]> {
  const read: Read = (name) =>
    (name.startsWith('*') ? importsOf(folder, name.slice(1)) : readFile(path.join(folder, name), 'utf8')).catch(
      () => '',
    );
  const has = (name: string) =>
    stat(path.join(folder, name)).then(
      (found) => found.isDirectory(),
      () => false,
    );
  const found: string[] = [];
  const node = await nodeRoute(await read('package.json'), has);
  if (node) found.push(print(node, 'package.json'));
  for (const { files, choose } of STACKS) {
    const texts = await Promise.all(files.map(read));
    const name = files.find((_, index) => texts[index]);
    if (name) found.push(print(await choose(texts.join('\n'), has), name));
  }
  if (found.length > 0) return found;
  return [print(JAVASCRIPT.plain, '')];
}

/** Returns the lines with imports of the programs in a folder, as a project without a list of requirements has them. */
async function importsOf(folder: string, type: string): Promise<string> {
  const programs = (await readdir(folder)).filter((name) => name.endsWith(type)).slice(0, MAX_PROGRAMS);
  const texts = await Promise.all(programs.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.flatMap((text) => text.match(/^\s*(?:from|import)\s.*$/gm) ?? []).join('\n');
}

/** Returns the route for the server framework in a package.json. */
async function nodeRoute(text: string, has: (folder: string) => Promise<boolean>): Promise<Route | undefined> {
  const names = dependenciesIn(text);
  if (names.has('next')) {
    const usesPages = (await has('pages')) || (await has('src/pages'));
    const usesApp = (await has('app')) || (await has('src/app'));
    return usesPages && !usesApp ? JAVASCRIPT.nextPages : JAVASCRIPT.nextApp;
  }
  return NODE_FRAMEWORKS.find(([name]) => names.has(name))?.[1];
}

/** Returns the names of a package.json's dependencies; none of a file that is not valid JSON. */
function dependenciesIn(text: string): Set<string> {
  try {
    const { dependencies, devDependencies } = JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, object>;
    return new Set(Object.keys({ ...dependencies, ...devDependencies }));
  } catch {
    return new Set();
  }
}

function print({ title, code }: Route, file: string): string {
  const source = file ? `, because of ${file} in this folder` : ', because this folder shows no server framework';
  return `A token route for ${title}${source}:\n\n${code.trim().replace(/^(?=.)/gm, '  ')}`;
}
