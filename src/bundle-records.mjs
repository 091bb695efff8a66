// What goes beside the CDN bundle: the hash of each of its files, and whose code is in it.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));

/** The packages whose code is in the bundle, by its source maps. */
async function bundled(cdn, files) {
  const maps = await Promise.all(files.map((file) => readJson(path.join(cdn, `${file}.map`))));
  const names = maps.flatMap(({ sources }) => sources).map((source) => PACKAGE.exec(source)?.[1]);
  return [...new Set(names)].filter(Boolean).sort();
}

async function licenceOf(folder) {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  return file ? (await readFile(path.join(folder, file), 'utf8')).trim() : '';
}

export async function writeBundleRecords(root) {
  const cdn = path.join(root, 'dist/cdn');
  const { name, version, license } = await readJson(path.join(root, 'package.json'));
  const files = (await readdir(cdn)).filter((file) => file.endsWith('.js')).sort();

  const hashes = {};
  for (const file of files) {
    const hash = createHash('sha384')
      .update(await readFile(path.join(cdn, file)))
      .digest('base64');
    hashes[file] = `sha384-${hash}`;
  }
  await writeFile(path.join(cdn, 'integrity.json'), `${JSON.stringify({ version, files: hashes }, null, 2)}\n`);

  const packages = [];
  for (const used of await bundled(cdn, files)) {
    const folder = path.join(root, 'node_modules', used);
    const { version, license, licenses } = await readJson(path.join(folder, 'package.json'));
    // The older field has names instead of SPDX's ids.
    const id = license ?? licenses?.[0].type.replace('Apache 2.0', 'Apache-2.0');
    packages.push({ name: used, version, license: id, text: await licenceOf(folder) });
  }
  const licences = packages.map(
    ({ name, version, license, text }) =>
      `${name} ${version} (${license})\n\n${text || 'No licence file is in the package.'}`,
  );
  const intro = `The files in this folder are ${name} ${version} (${license}), and hold code of these packages.`;
  await writeFile(path.join(cdn, 'LICENSES.txt'), `${[intro, ...licences].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);

  const component = ({ name, version, license }) => {
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    return { type: 'library', 'bom-ref': purl, name, version, licenses: [{ license: { id: license } }], purl };
  };
  const own = component({ name, version, license });
  const components = packages.map(component);
  const sbom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: own },
    components,
    dependencies: [{ ref: own.purl, dependsOn: components.map(({ purl }) => purl) }],
  };
  await writeFile(path.join(cdn, 'sbom.json'), `${JSON.stringify(sbom, null, 2)}\n`);
}
