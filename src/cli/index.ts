#!/usr/bin/env node
/** The command `pluggy-elements`. An old Node reads only this file, and prints a sentence instead of a syntax error. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 20 || (major === 20 && minor >= 19)) {
  void import('./main.js');
} else {
  console.error(
    `pluggy-elements needs Node 20.19 or newer, and this is ${process.versions.node}. Install it from https://nodejs.org.`,
  );
  process.exitCode = 1;
}
