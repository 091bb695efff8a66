// `npm run integrity`, after `npm run build`: writes the version and the hash of the CDN's entry into the README's tag. The
// release does so: between releases the README names the files that people can load, not those of the next version.
import { readFile, writeFile } from 'node:fs/promises';

const at = (file) => new URL(`../${file}`, import.meta.url);
const { version, files } = JSON.parse(await readFile(at('dist/cdn/integrity.json'), 'utf8'));
const readme = await readFile(at('README.md'), 'utf8');
const released = readme
  .replace(/pluggy-elements@[\w.-]+\/dist/g, `pluggy-elements@${version}/dist`)
  .replace(/integrity="sha384-[^"]*"/, `integrity="${files['pluggy-elements.js']}"`);
if (process.argv.includes('--check')) {
  if (readme !== released)
    throw new Error("README's tag is not that of this build: run npm run integrity and commit it.");
} else {
  await writeFile(at('README.md'), released);
}
