// Records of the build: the hash of each file of the CDN bundle, and a bill of materials of the packages that npm installs.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'));

async function describe(folder) {
  const { name, version, license, licenses, dependencies } = await readJson(path.join(folder, 'package.json'));
  // The older `licenses` field has names instead of SPDX ids.
  const id = license ?? licenses?.[0].type.replace('Apache 2.0', 'Apache-2.0');
  return { name, version, license: id, dependencies: Object.keys(dependencies ?? {}) };
}

/** Returns the folder in which Node finds a package that a module in `folder` imports. */
function find(name, folder) {
  const found = path.join(folder, 'node_modules', name);
  return existsSync(found) ? found : find(name, path.dirname(folder));
}

/**
 * Returns the package and all packages that npm installs with it. `npm sbom` and CycloneDX's tool leave out a peer that is
 * also a development dependency, as the SDK is here.
 */
async function installed(root) {
  const rootPackage = await describe(root);
  const { peerDependencies, peerDependenciesMeta } = await readJson(path.join(root, 'package.json'));
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  const all = new Map([[root, { ...rootPackage, dependencies: [...rootPackage.dependencies, ...peers] }]]);
  for (const [folder, used] of all) {
    used.folders = used.dependencies.map((name) => find(name, folder));
    for (const next of used.folders) if (!all.has(next)) all.set(next, await describe(next));
  }
  return [...all.values()].map(({ folders, ...used }) => ({ ...used, uses: folders.map((next) => all.get(next)) }));
}

const purlOf = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** Writes a CycloneDX document about the first package and the packages that it consists of. */
async function writeDocument(file, packages) {
  const [component, ...components] = packages.map((used) => {
    const { name, version, license } = used;
    const purl = purlOf(used);
    return { type: 'library', 'bom-ref': purl, name, version, licenses: [{ license: { id: license } }], purl };
  });
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: component },
    components,
    dependencies: packages.map((used) => ({ ref: purlOf(used), dependsOn: used.uses.map(purlOf) })),
  };
  await writeFile(file, `${JSON.stringify(bill, null, 2)}\n`);
}

/** Writes the hash of each file of the CDN bundle. */
export async function writeIntegrity(root) {
  const cdn = path.join(root, 'dist/cdn');
  const { version } = await readJson(path.join(root, 'package.json'));
  const files = (await readdir(cdn)).filter((file) => file.endsWith('.js')).sort();
  const hashes = {};
  for (const file of files) {
    const hash = createHash('sha384')
      .update(await readFile(path.join(cdn, file)))
      .digest('base64');
    hashes[file] = `sha384-${hash}`;
  }
  await writeFile(path.join(cdn, 'integrity.json'), `${JSON.stringify({ version, files: hashes }, null, 2)}\n`);
}

/** Writes the bill of materials of the package. */
export async function writeBillOfMaterials(root) {
  await writeDocument(path.join(root, 'dist/sbom.json'), await installed(root));
}
