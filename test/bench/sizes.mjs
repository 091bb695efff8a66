// Measures the bytes that a page downloads before a click, and that a click adds: with this library, and with its
// alternatives.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { eagerOutputs } from '../support/eager.mjs';
import { bundle, EAGER, LAZY, reactApp } from './pages.mjs';
import { ROOT, table, today, write } from './report.mjs';

const ours = (...names) => names.map((name) => `import '../../dist/define${name}.js';`).join('\n');
const shoelace = (...names) =>
  names.map((name) => `import '@shoelace-style/shoelace/dist/components/${name}/${name}.js';`).join('\n');
const REACT = "import { createRoot } from 'react-dom/client'; import { useState } from 'react';";
const using = (names, code) => `${code}\nconsole.log(${names});`;

/** The elements, each alone. */
const ELEMENTS = readdirSync(`${ROOT}/dist/define`)
  .filter((file) => file.endsWith('.js'))
  .map((file) => path.basename(file, '.js'));

const ROWS = [
  ...ELEMENTS.map((name) => [`\`define/${name}\``, ours(`/${name}`)]),
  ['`define`: every element', ours('')],
  [
    'a badge, a button and an alert: `item-status`, `connect`, `error-banner`',
    ours('/item-status', '/connect', '/error-banner'),
  ],
  ["Shoelace's badge, button and alert", shoelace('badge', 'button', 'alert')],
  ["Shoelace's badge", shoelace('badge')],
  ['the bare SDK', using('PluggyConnect', "import { PluggyConnect } from 'pluggy-connect-sdk';")],
  ['`react-pluggy-connect`, without React', using('PluggyConnect', EAGER), { external: ['react', 'react-dom'] }],
  ['`react-pluggy-connect` and React', reactApp(EAGER, '')],
  ['`react-pluggy-connect` and React, loaded with the token as in its quickstart', reactApp(LAZY, '')],
  [
    '`react-plaid-link` and React',
    using('createRoot, usePlaidLink', `${REACT} import { usePlaidLink } from 'react-plaid-link';`),
  ],
  [
    '`@quiltt/react` and React',
    using('createRoot, QuilttButton', `${REACT} import { QuilttButton } from '@quiltt/react';`),
  ],
  ['`@mxenabled/web-widget-sdk`', using('sdk', "import * as sdk from '@mxenabled/web-widget-sdk';")],
  [
    '`@stripe/connect-js`',
    using('loadConnectAndInitialize', "import { loadConnectAndInitialize } from '@stripe/connect-js';"),
  ],
  ['React alone', using('createRoot, useState', REACT)],
];

/**
 * Returns the bytes of the files that an entry loads at once, zipped together, and of the files that may load later,
 * each zipped by itself.
 */
async function measure(contents, options) {
  const { files, metafile } = await bundle(contents, { splitting: true, ...options });
  const names = Object.keys(metafile.outputs);
  const eager = eagerOutputs(
    metafile,
    names.find((name) => path.basename(name) === 'main.js'),
  );
  const textOf = (name) => files[path.basename(name)];
  const text = Buffer.from(eager.map(textOf).join('\n'));
  const zip = (it) => gzipSync(it, { level: 9 }).length;
  const later = names.filter((name) => !eager.includes(name));
  const more = later.reduce((bytes, name) => bytes + zip(textOf(name)), 0);
  return [text.length, zip(text), brotliCompressSync(text).length, more];
}

export async function sizes() {
  const all = new Map();
  for (const [name, contents, options] of ROWS) all.set(name, await measure(contents, options));
  const kB = (name) => (all.get(name)[1] / 1000).toFixed(0);
  const rows = [...all].map(([name, bytes]) => [name, ...bytes.map((count) => count.toLocaleString('en'))]);
  await write(
    'sizes',
    `A page downloads ${kB('`define/connect`')} kB for the connect button, or ${kB('`define`: every element')} kB for every element, before anybody clicks; with \`react-pluggy-connect\` and React it is ${kB('`react-pluggy-connect` and React')} kB.`,
    `## Sizes

${today()}; bundled and minified by esbuild with all dependencies, in bytes. The last column is the gzipped size of all chunks that can load on demand: for this library the templates of visible elements, each in three languages, and the SDK once a person is about to connect.

The loaders of other providers are small or large for a reason that this table cannot show: at run time, \`react-plaid-link\` and \`@stripe/connect-js\` load a script from their maker's server (cdn.plaid.com, connect-js.stripe.com), and all of them a page in a frame. \`@mxenabled/web-widget-sdk\` has a frame only.

${table([['', 'before a click, minified', 'gzip', 'brotli', 'later, gzip'], ...rows])}`,
  );
  return true;
}
