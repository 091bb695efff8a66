// Measures the bytes that a page downloads before a click, and that a click adds: with this library, and with its
// alternatives.
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { eagerOutputs } from '../support/eager.mjs';
import { bundle, EAGER, LAZY, reactApp } from './pages.mjs';
import { table, today, write } from './report.mjs';

const ours = (...names) => names.map((name) => `import '../../dist/define${name}.js';`).join('\n');
const shoelace = (...names) =>
  names.map((name) => `import '@shoelace-style/shoelace/dist/components/${name}/${name}.js';`).join('\n');
const REACT = "import { createRoot } from 'react-dom/client'; import { useState } from 'react';";
const using = (names, code) => `${code}\nconsole.log(${names});`;

const ROWS = [
  ['`define/connect`', ours('/connect')],
  ['`define/item-status`', ours('/item-status')],
  ['`define/error-banner`', ours('/error-banner')],
  ['`define/reauth-prompt`', ours('/reauth-prompt')],
  ['`define/item-card`', ours('/item-card')],
  ['`define/item-list`', ours('/item-list')],
  ['`define/provider`', ours('/provider')],
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
  const rows = [];
  for (const [name, contents, options] of ROWS) {
    const bytes = await measure(contents, options);
    rows.push([name, ...bytes.map((count) => count.toLocaleString('en'))]);
  }
  await write(
    'sizes',
    `## Sizes

${today()}; bundled and minified by esbuild with all dependencies, in bytes. "Later" is the gzipped size of all chunks that can load on demand: for this library the templates of visible elements, and the SDK once a person is about to connect.

${table([['', 'minified', 'gzip', 'brotli', 'later, gzip'], ...rows])}`,
  );
  return true;
}
