// `npm test`, `npm run test:all` and their parts: see runner/main.mjs. An old Node can read this file, and gets a sentence
// instead of a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old for the tests: install Node 20.19 or newer (https://nodejs.org).`,
  );
  process.exit(1);
}
import('./runner/main.mjs');
