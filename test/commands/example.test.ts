import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXAMPLES, filesOf } from '../../scripts/examples.mjs';
import { command } from './command.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const cwd = mkdtempSync(path.join(tmpdir(), 'example-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const read = (file: string) => readFileSync(path.join(cwd, file), 'utf8');
/** The files of a folder, without the elements' chunks. */
const filesIn = (folder: string) =>
  readdirSync(path.join(cwd, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(cwd, folder), path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('page/elements/'))
    .sort();

describe('pluggy-elements example', () => {
  it.each(Object.keys(EXAMPLES))(
    'writes %s with its page, its backend, a README of ten lines and settings',
    async (name) => {
      const { code, error } = await command(['example', name], { cwd }).ended;
      expect([code, error]).toEqual([0, '']);
      const folder = `pluggy-${name}`;
      // From a clone, npm has to copy the package.
      const settings = filesOf(name).includes('package.json') ? ['.npmrc'] : [];
      expect(filesIn(folder)).toEqual([...filesOf(name), ...settings, '.env', '.gitignore'].sort());
      const lines = read(`${folder}/README.md`)
        .split('\n')
        .filter((line) => line && !line.startsWith('```'));
      expect(lines.length).toBeLessThanOrEqual(10);
      const page = path.join(cwd, folder, 'page');
      expect(existsSync(path.join(page, 'elements/pluggy-elements.js'))).toBe(existsSync(page));
    },
  );

  it('depends on the copy of the package that wrote it, which may not be published', async () => {
    await command(['example', 'express', 'from-clone'], { cwd }).ended;
    const { devDependencies } = JSON.parse(read('from-clone/package.json')) as { devDependencies: object };
    expect(devDependencies).toEqual({ 'pluggy-elements': `file:${ROOT}` });
    const { out } = await command(['example', 'go', 'go-from-clone'], { cwd }).ended;
    expect(out).toContain(`npx --yes --package=${ROOT} pluggy-elements sandbox`);
    expect(read('go-from-clone/README.md')).toContain(`npx --yes --package=${ROOT} pluggy-elements sandbox`);
  });

  it('gives each folder its own keys, which only their owner can read', async () => {
    for (const folder of ['one', 'two']) await command(['example', 'go', folder], { cwd }).ended;
    const keys = (folder: string) => read(`${folder}/.env`).match(/(?<=^(PLUGGY_CLIENT_ID|\w+_SECRET)=).+$/gm)!;
    expect(keys('one')).toHaveLength(4);
    expect(keys('one').filter((key) => keys('two').includes(key))).toEqual([]);
    expect(statSync(path.join(cwd, 'one/.env')).mode & 0o077).toBe(0);
    expect(read('one/.gitignore')).toContain('.env\n');
  });

  it('leaves a folder with files as it is', async () => {
    await command(['example', 'go', 'mine'], { cwd }).ended;
    writeFileSync(path.join(cwd, 'mine/main.go'), 'mine');
    const { code, error } = await command(['example', 'go', 'mine'], { cwd }).ended;
    expect(code).toBe(1);
    expect(error).toContain('The folder mine is not empty. Name another one: npx pluggy-elements example go my-folder');
    const inside = await command(['example', 'go', '.'], { cwd: path.join(cwd, 'mine') }).ended;
    expect(inside.error).toContain('This folder is not empty. Name another one: npx pluggy-elements example go my');
    expect(read('mine/main.go')).toBe('mine');
  });

  it('prints the commands of the README, after a change to the folder', async () => {
    const { out } = await command(['example', 'go', 'a folder/inside'], { cwd }).ended;
    expect(out).toMatch(/^Wrote Go to a folder\/inside\. To start it:\n\n {2}cd 'a folder\/inside'\n/);
    const [, commands] = /```sh\n(.*?)```/s.exec(read('a folder/inside/README.md'))!;
    expect(out).toContain(commands!.trim().replace(/^/gm, '  '));
    mkdirSync(path.join(cwd, 'empty'));
    const inside = await command(['example', 'go', '.'], { cwd: path.join(cwd, 'empty') }).ended;
    expect(inside.out).toMatch(/^Wrote Go to this folder\. To start it:\n\n {2}set -a/);
  });

  it.each([
    [[], 'No example was named. Choose one of plain, react,'],
    [['rails'], 'There is no example rails. Choose one of plain,'],
    [['toString'], 'There is no example toString.'],
    [['go', 'a', 'b'], 'There is more than one folder.'],
    [['go', '--force'], '--help lists the examples.'],
    [['go', 'taken/inside'], 'The folder taken/inside cannot be written: ENOTDIR.'],
    [['go', 'taken'], 'The folder taken cannot be written: ENOTDIR.'],
    [['go', '/proc/x/y'], 'The folder /proc/x/y cannot be written: ENOENT.'],
  ])('refuses %j', async (args, message) => {
    writeFileSync(path.join(cwd, 'taken'), '');
    const { code, error } = await command(['example', ...args], { cwd }).ended;
    expect(code).toBe(1);
    expect(error).toContain(message);
    expect(error).not.toContain('    at ');
  });

  it('lists the examples', async () => {
    const { out } = await command(['example', '--help'], { cwd }).ended;
    for (const [name, { title }] of Object.entries(EXAMPLES))
      expect(out).toMatch(new RegExp(`^  ${name} +${title}$`, 'm'));
  });
});
