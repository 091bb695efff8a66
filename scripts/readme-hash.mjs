// `npm run integrity`: the hash and the version of the CDN's entry, in the README's tag. After `npm run build`.
import { readFile, writeFile } from 'node:fs/promises';

const at = (file) => new URL(`../${file}`, import.meta.url);
const { version, files } = JSON.parse(await readFile(at('dist/cdn/integrity.json'), 'utf8'));
const readme = await readFile(at('README.md'), 'utf8');
await writeFile(
  at('README.md'),
  readme
    .replace(/pluggy-elements@[\w.-]+\/dist/g, `pluggy-elements@${version}/dist`)
    .replace(/integrity="sha384-[^"]*"/, `integrity="${files['pluggy-elements.js']}"`),
);
