// What the build says of itself: the hash of each file of the CDN bundle, whose code is in them, and what npm installs.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
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

async function describe(folder) {
  const { name, version, license, licenses, dependencies } = await readJson(path.join(folder, 'package.json'));
  // The older field has names instead of SPDX's ids.
  const id = license ?? licenses?.[0].type.replace('Apache 2.0', 'Apache-2.0');
  return { name, version, license: id, dependencies: Object.keys(dependencies ?? {}) };
}

/** Where Node finds a package that one in `folder` asks for. */
function find(name, folder) {
  const found = path.join(folder, 'node_modules', name);
  return existsSync(found) ? found : find(name, path.dirname(folder));
}

/** What npm installs with the package: `npm sbom` leaves out what is a development dependency as well. */
async function installed(root) {
  const own = await describe(root);
  const { peerDependencies, peerDependenciesMeta } = await readJson(path.join(root, 'package.json'));
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  const all = new Map([[root, { ...own, dependencies: [...own.dependencies, ...peers] }]]);
  for (const [folder, used] of all) {
    used.folders = used.dependencies.map((name) => find(name, folder));
    for (const next of used.folders) if (!all.has(next)) all.set(next, await describe(next));
  }
  return [...all.values()].map(({ folders, ...used }) => ({ ...used, uses: folders.map((next) => all.get(next)) }));
}

const purlOf = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** CycloneDX: the first package, and what it is made of. */
async function writeBillOfMaterials(file, packages) {
  const [own, ...components] = packages.map(({ name, version, license, uses }) => {
    const purl = purlOf({ name, version });
    const component = {
      type: 'library',
      'bom-ref': purl,
      name,
      version,
      licenses: [{ license: { id: license } }],
      purl,
    };
    return { component, dependency: uses && { ref: purl, dependsOn: uses.map(purlOf) } };
  });
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: own.component },
    components: components.map(({ component }) => component),
    // Which of a bundle's packages uses which is not looked into.
    dependencies: [own, ...components].flatMap(({ dependency }) => dependency ?? []),
  };
  await writeFile(file, `${JSON.stringify(bill, null, 2)}\n`);
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
    packages.push({ ...(await describe(folder)), text: await licenceOf(folder) });
  }
  const licences = packages.map(
    ({ name, version, license, text }) =>
      `${name} ${version} (${license})\n\n${text || 'No licence file is in the package.'}`,
  );
  const intro = `The files in this folder are ${name} ${version} (${license}), and hold code of these packages.`;
  await writeFile(path.join(cdn, 'LICENSES.txt'), `${[intro, ...licences].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);

  await writeBillOfMaterials(path.join(cdn, 'sbom.json'), [{ name, version, license, uses: packages }, ...packages]);
  await writeBillOfMaterials(path.join(root, 'dist/sbom.json'), await installed(root));
}
