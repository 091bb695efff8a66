import e2e from '../e2e/playwright.config.js';

/** What is built with other people's tools: run by `.ci/frameworks`, which builds it first. */
export default { ...e2e, testDir: '.' };
