// `npm run integrity`: the version of the package in every CDN address of README and docs/, and the hash of the entry in
// the README's tag. After `npm run build`.
import { readdir, readFile, writeFile } from 'node:fs/promises';

const at = (file) => new URL(`../${file}`, import.meta.url);
const { version, files } = JSON.parse(await readFile(at('dist/cdn/integrity.json'), 'utf8'));
const pages = (await readdir(at('docs'))).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`);
for (const page of ['README.md', ...pages]) {
  const text = await readFile(at(page), 'utf8');
  await writeFile(
    at(page),
    text
      .replace(/pluggy-elements@[\w.-]+\/dist/g, `pluggy-elements@${version}/dist`)
      .replace(/integrity="sha384-[^"]*"/, `integrity="${files['pluggy-elements.js']}"`),
  );
}
