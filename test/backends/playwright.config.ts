import e2e from '../e2e/playwright.config.js';

/** Tests of the example backends in other languages. `.ci/backends` installs the languages and runs the tests. */
export default { ...e2e, testDir: '.', fullyParallel: false };
