import e2e from '../e2e/playwright.config.js';

/** Tests of code that is built with frameworks' tools. `.ci/frameworks` builds the code and runs the tests. */
export default { ...e2e, testDir: '.' };
