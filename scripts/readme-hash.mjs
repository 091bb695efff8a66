// `npm run integrity`, after `npm run build`: writes the version into every CDN address of README and docs/, and the
// hash of the CDN's entry into the README's tag. The release runs this script, so that between releases the pages name
// files that can be loaded.
import { readdir, readFile, writeFile } from 'node:fs/promises';

const at = (file) => new URL(`../${file}`, import.meta.url);
const { version, files } = JSON.parse(await readFile(at('dist/cdn/integrity.json'), 'utf8'));
const docs = (await readdir(at('docs'))).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`);
for (const page of ['README.md', ...docs]) {
  const text = await readFile(at(page), 'utf8');
  const released = text
    .replace(/pluggy-elements@[\w.-]+\/dist/g, `pluggy-elements@${version}/dist`)
    .replace(/integrity="sha384-[^"]*"/, `integrity="${files['pluggy-elements.js']}"`);
  if (text === released) continue;
  if (process.argv.includes('--check'))
    throw new Error(`${page} is not of this build: run npm run integrity, and commit.`);
  await writeFile(at(page), released);
}
