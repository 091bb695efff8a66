// The `version` script of package.json. `npm version minor` writes the version into package.json, runs this file, and makes
// the commit and its tag. Everything that names the version follows: the CDN addresses and the README's hash, AGENTS.md,
// and the heading in CHANGELOG. A prerelease leaves "Unreleased" in CHANGELOG as it is.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const CHANGELOG = new URL('../CHANGELOG.md', import.meta.url);
const run = (command, ...args) =>
  execFileSync(command, args, {
    cwd: new URL('..', import.meta.url),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
if (!version.includes('-')) {
  const text = readFileSync(CHANGELOG, 'utf8');
  const [, notes = ''] = text.split(/^## Unreleased\n/m);
  if (!notes.split(/^## /m)[0].trim()) throw new Error('CHANGELOG.md has no changes under "Unreleased".');
  const date = new Date().toISOString().slice(0, 10);
  const released = `## Unreleased\n\n## ${version} (${date})\n`;
  writeFileSync(
    CHANGELOG,
    text.replace(/^## Unreleased\n/m, () => released),
  );
}
// In this order: the hash is that of the build, and AGENTS.md repeats the README's tag.
for (const script of ['build', 'integrity', 'docs']) run('npm', 'run', '--silent', script);
run('git', 'add', 'README.md', 'CHANGELOG.md', 'AGENTS.md', 'llms.txt', 'docs');
