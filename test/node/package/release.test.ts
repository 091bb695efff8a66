import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../support/docs.js';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

interface Job {
  readonly needs?: string;
  readonly container?: string;
  readonly permissions: Record<string, string>;
  readonly steps: readonly Step[];
}

const TEXT = readFileSync(path.join(ROOT, '.ci/release.yml'), 'utf8');
const { permissions, jobs } = parse(TEXT) as { permissions: object; jobs: Record<string, Job> };
const { build, publish } = jobs as { build: Job; publish: Job };

const stepOf = (job: Job, name: string) => job.steps.find((step) => step.name === name)!;
const actionsOf = (job: Job) => job.steps.flatMap(({ uses }) => (uses ? [uses.split('@')[0]] : []));

function temporaryFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'release-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Runs the script of a step as the runner does. */
function runStep({ run }: Step, cwd: string, env: Record<string, string> = {}) {
  const { status, stdout } = spawnSync('sh', ['-e', '-c', run!], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  return { status, stdout };
}

describe('the release workflow', () => {
  it('builds, and then publishes in a job of its own, which alone can mint a token', () => {
    expect(Object.keys(jobs)).toEqual(['build', 'publish']);
    expect(publish.needs).toBe('build');
    expect([permissions, build.permissions, publish.permissions]).toEqual([
      {},
      { contents: 'read' },
      { 'id-token': 'write' },
    ]);
  });

  it('takes the packed file from one job to the other, and runs no other code in the second', () => {
    expect(actionsOf(publish)).toEqual(['actions/download-artifact', 'actions/setup-node']);
    expect(build.steps.at(-1)).toMatchObject({ with: { name: 'package', path: 'release/*.tgz' } });
    expect(publish.steps[0]).toMatchObject({ with: { name: 'package', path: 'release' } });
    const commands = publish.steps.flatMap(({ run }) => run?.match(/\b(npm|npx|node|git) .*/g) ?? []);
    expect(commands).toEqual([
      expect.stringMatching(/^npm view pluggy-elements dist-tags\.latest /),
      'npm publish ./release/*.tgz --ignore-scripts --provenance --access public --tag "$tag"',
    ]);
  });

  it('leaves no credential in the checkout', () => {
    const checkout = build.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkout?.with).toEqual({ 'persist-credentials': false });
  });

  it('names each action by its commit, with the version beside it, and the image by a version', () => {
    const lines = TEXT.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/uses: actions\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
    expect(build.container).toMatch(/^node:\d+-\w+$/);
    expect(TEXT).toContain(`docker buildx imagetools inspect ${build.container}`);
  });

  it('fails before the gate, with one sentence, while package.json names no repository', () => {
    const name = 'package.json names the repository';
    const first = build.steps.findIndex(({ run }) => !!run);
    expect(build.steps[first]!.name).toBe(name);
    const without = temporaryFolder({ 'package.json': '{ "version": "1.2.3" }' });
    const { status, stdout } = runStep(stepOf(build, name), without);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error::Set "repository" in package\.json [^.]+\.\n$/);
    for (const repository of ['"github:a/b"', '{ "type": "git", "url": "git+https://github.com/a/b.git" }']) {
      const set = temporaryFolder({ 'package.json': `{ "repository": ${repository} }` });
      expect(runStep(stepOf(build, name), set)).toEqual({ status: 0, stdout: '' });
    }
  });

  it('fails for a tag that is not the version', () => {
    const folder = temporaryFolder({ 'package.json': '{ "version": "1.2.3" }' });
    const step = stepOf(build, 'The tag is the version');
    expect(runStep(step, folder, { GITHUB_REF_NAME: 'v1.2.3' }).status).toBe(0);
    const { status, stdout } = runStep(step, folder, { GITHUB_REF_NAME: 'v1.2.4' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error::The tag is v1\.2\.4 and package\.json has 1\.2\.3: .+\.\n$/);
  });

  /** Publishes with an npm that prints its arguments, and whose registry answers `npm view` with the command. */
  function publishStep(tag: string, view: string) {
    const folder = temporaryFolder({
      'release/package-1.2.3.tgz': '',
      'bin/npm': `#!/bin/sh\nif [ "$1" = view ]; then ${view}; else echo "$@"; fi\n`,
    });
    execFileSync('chmod', ['+x', path.join(folder, 'bin/npm')]);
    const env = { PATH: `${folder}/bin:${process.env.PATH}`, GITHUB_REF_NAME: tag };
    return runStep(stepOf(publish, 'Publish'), folder, env);
  }

  it.each([
    ['v1.2.3', '', 'latest'],
    ['v1.2.3', '1.2.2', 'latest'],
    ['v1.10.0', '1.9.4', 'latest'],
    ['v0.1.1', '0.2.0', 'release-0.1'],
    ['v1.9.5', '1.10.0', 'release-1.9'],
    ['v1.2.3-rc.0', '1.2.2', 'next'],
  ])('publishes %s after "%s" under the dist-tag %s', (tag, latest, distTag) => {
    const { stdout } = publishStep(tag, latest ? `echo ${latest}` : 'echo "npm error code E404" >&2; exit 1');
    expect(stdout).toBe(
      `publish ./release/package-1.2.3.tgz --ignore-scripts --provenance --access public --tag ${distTag}\n`,
    );
  });

  it('publishes nothing while the registry does not answer', () => {
    const { status, stdout } = publishStep('v1.2.3', 'echo "npm error code ECONNRESET" >&2; exit 1');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error::The registry [^.]+\.\n$/);
  });
});

describe('npm version', () => {
  const README = 'https://cdn.example/pluggy-elements@0.1.0/dist/cdn/pluggy-elements.js\nintegrity="sha384-old"\n';
  const CHANGES = '# Changelog\n\n## Unreleased\n\n### Added\n\n- A thing.\n\n## 0.1.0 (2026-01-01)\n\n- The first.\n';
  /** Builds a file of hashes, as the build does. */
  const BUILD = `const { writeFileSync } = require('node:fs'); const { version } = require('./package.json');
    writeFileSync('dist/cdn/integrity.json', JSON.stringify({ version, files: { 'pluggy-elements.js': 'sha384-new' } }));`;

  /** A repository in which the build and the docs take no time. */
  function repository(changelog = CHANGES) {
    const scripts = {
      version: 'node scripts/release.mjs',
      build: 'node build.cjs',
      integrity: 'node scripts/readme-hash.mjs',
      docs: 'cp README.md AGENTS.md',
    };
    const folder = temporaryFolder({
      'package.json': JSON.stringify({ name: 'thing', version: '0.1.0', type: 'module', scripts }),
      'README.md': README,
      'AGENTS.md': '',
      'llms.txt': '',
      'CHANGELOG.md': changelog,
      'docs/page.md': README,
      'build.cjs': BUILD,
      '.gitignore': 'dist\n',
      'dist/cdn/integrity.json': '',
    });
    cpSync(path.join(ROOT, '.npmrc'), path.join(folder, '.npmrc'));
    for (const script of ['release.mjs', 'readme-hash.mjs'])
      cpSync(path.join(ROOT, 'scripts', script), path.join(folder, 'scripts', script));
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    git('init', '-q');
    git('config', 'user.name', 'A');
    git('config', 'user.email', 'a@example.com');
    git('add', '.');
    git('commit', '-qm', 'first');
    const version = (...args: string[]) => spawnSync('npm', ['version', ...args], { cwd: folder, encoding: 'utf8' });
    return { folder, git, version };
  }

  it('is a release in one command: every page names the version and the hash, and the notes have a date', () => {
    const { git, version } = repository();
    expect(version('minor').status).toBe(0);
    expect(git('status', '--porcelain')).toBe('');
    expect(git('tag').trim()).toBe('v0.2.0');
    expect(git('log', '-1', '--format=%s').trim()).toBe('build: release 0.2.0');
    const shown = (file: string) => git('show', `v0.2.0:${file}`);
    for (const page of ['README.md', 'AGENTS.md']) {
      expect(shown(page), page).toContain('pluggy-elements@0.2.0/dist');
      expect(shown(page), page).toContain('integrity="sha384-new"');
    }
    expect(shown('docs/page.md')).toContain('pluggy-elements@0.2.0/dist');
    const today = new Date().toISOString().slice(0, 10);
    expect(shown('CHANGELOG.md')).toBe(CHANGES.replace('Unreleased\n', `Unreleased\n\n## 0.2.0 (${today})\n`));
  });

  it('keeps the notes under "Unreleased" for a prerelease', () => {
    const { git, version } = repository();
    expect(version('preminor', '--preid', 'rc').status).toBe(0);
    expect(git('show', 'v0.2.0-rc.0:CHANGELOG.md')).toBe(CHANGES);
    expect(git('show', 'v0.2.0-rc.0:README.md')).toContain('pluggy-elements@0.2.0-rc.0/dist');
  });

  it('makes no release without notes', () => {
    const { git, version } = repository(CHANGES.replace('### Added\n\n- A thing.\n\n', ''));
    const { status, stderr } = version('minor');
    expect(status).not.toBe(0);
    expect(stderr).toContain('CHANGELOG.md has no changes under "Unreleased".');
    expect(git('tag')).toBe('');
  });
});
