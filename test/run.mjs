// `npm test`: builds, then runs every test of the project, and says how many passed. With --all-engines, a missing
// Firefox or WebKit is a failure (CI); without, they run where they are installed. On its own, so that an old Node can read it.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old for the tests: install Node 20.19 or newer (https://nodejs.org).`,
  );
  process.exit(1);
}
import('./suite.mjs');
