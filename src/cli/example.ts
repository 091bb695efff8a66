import { randomBytes, randomUUID } from 'node:crypto';
import { access, cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Failure } from './failure.js';
import { packageSource } from './source.js';

/** An example of `dist/examples`, which the build writes. */
interface Example {
  readonly title: string;
  /** The folder that the backend serves. */
  readonly page: string;
  /** Whether the page loads the elements from its folder `elements`. */
  readonly hasElements: boolean;
  /** The commands of its README. */
  readonly commands: string;
}

const DIST = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLES = path.join(DIST, 'examples');

/** Writes the folder of `pluggy-elements example <name> [folder]`. */
export async function runExample(args: readonly string[]): Promise<void> {
  const examples = JSON.parse(await readFile(path.join(EXAMPLES, 'examples.json'), 'utf8')) as Record<string, Example>;
  const { values, positionals } = parse(args);
  if (values.help) return console.log(help(examples));
  const [name, given, ...more] = positionals;
  const example = name !== undefined && Object.hasOwn(examples, name) ? examples[name] : undefined;
  if (!name || !example) {
    const fault = name ? `There is no example ${name}.` : 'No example was named.';
    throw new Failure(`${fault} Choose one of ${Object.keys(examples).join(', ')}: npx pluggy-elements example flask`);
  }
  if (more.length) throw new Failure('There is more than one folder. Put quotes around a name with spaces.');
  const folder = given ?? `pluggy-${name}`;
  await claim(folder, name);
  await cp(path.join(EXAMPLES, name), folder, { recursive: true });
  if (example.hasElements) await copyElements(path.join(folder, example.page, 'elements'));
  await writeFile(path.join(folder, '.env'), environment(example), { mode: 0o600 });
  await writeFile(path.join(folder, '.gitignore'), '.env\nnode_modules\n');
  const commands = await withSource(example, folder);
  console.log(describe({ ...example, commands }, folder));
}

/**
 * Lets the example use this package from where it was installed, which may not be the registry: as a dependency, or in the
 * commands of an example without a package.json. Returns the commands.
 */
async function withSource({ commands }: Example, folder: string): Promise<string> {
  const { dependency, file, isFolder } = await packageSource();
  const manifest = path.join(folder, 'package.json');
  const text = await readFile(manifest, 'utf8').catch(() => undefined);
  if (text !== undefined)
    await writeFile(manifest, text.replace(/("pluggy-elements": )".*"/, `$1${JSON.stringify(dependency)}`));
  if (text !== undefined && isFolder) await writeFile(path.join(folder, '.npmrc'), 'install-links=true\n');
  if (text !== undefined || !file) return commands;
  const from = (given: string) =>
    given.replaceAll('npx pluggy-elements', `npx --yes --package=${quoted(file)} pluggy-elements`);
  const readme = path.join(folder, 'README.md');
  await writeFile(readme, from(await readFile(readme, 'utf8')));
  return from(commands);
}

/** Returns a path as a word of a shell. */
const quoted = (file: string) => (/^[\w./@+-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`);

/** Returns the text after an example was written. */
function describe({ title, commands }: Example, folder: string): string {
  const place = path.relative('', folder);
  const lines = [...(place ? [`cd ${quoted(place)}`] : []), ...commands.split('\n')];
  return `Wrote ${title} to ${place || 'this folder'}. To start it:

${lines.map((line) => `  ${line}`).join('\n')}

README.md has the same commands, the login, and what to change for Pluggy itself.`;
}

const help = (examples: Record<string, Example>) => `pluggy-elements example <name> [folder]

Writes a page with the elements and its backend into a new folder (default: pluggy-<name>). Both run against the simulated
banks of "pluggy-elements sandbox".

${Object.entries(examples)
  .map(([name, { title }]) => `  ${name.padEnd(10)}${title}`)
  .join('\n')}`;

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    const [reason = ''] = (error as Error).message.split(/\n|\. (?:To|Did)/);
    throw new Failure(`${reason.replace(/\.$/, '')}. npx pluggy-elements example --help lists the examples.`);
  }
}

/** Creates the folder. A folder with files is left as it is. */
async function claim(folder: string, name: string): Promise<void> {
  try {
    await makeFolder(path.resolve(folder));
    if ((await readdir(folder)).length === 0) return;
  } catch (error) {
    throw new Failure(`The folder ${folder} cannot be written: ${(error as NodeJS.ErrnoException).code}.`);
  }
  const subject = path.relative('', folder) ? `The folder ${folder}` : 'This folder';
  throw new Failure(`${subject} is not empty. Name another one: npx pluggy-elements example ${name} my-folder`);
}

/** Creates a folder and those above it. Node's own recursive `mkdir` never ends in folders such as /proc (Node 20, Linux). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || (await exists(path.dirname(folder)))) throw error;
    await makeFolder(path.dirname(folder));
    await mkdir(folder);
  }
}

const exists = (folder: string) =>
  access(folder).then(
    () => true,
    () => false,
  );

/** Copies the bundle for pages without a build tool. */
async function copyElements(target: string): Promise<void> {
  await cp(path.join(DIST, 'cdn'), target, { recursive: true, filter: (source) => !source.endsWith('.map') });
}

/** Returns the settings of the backend. The keys are for the simulated banks, and new for each folder. */
function environment({ page }: Example): string {
  const secret = () => randomBytes(24).toString('hex');
  const settings = {
    PLUGGY_API_URL: 'http://127.0.0.1:4300',
    PLUGGY_WIDGET_URL: 'http://127.0.0.1:4300',
    PLUGGY_CLIENT_ID: randomUUID(),
    PLUGGY_CLIENT_SECRET: secret(),
    SESSION_SECRET: secret(),
    WEBHOOK_SECRET: secret(),
    PORT: '8000',
    PAGE: page,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
