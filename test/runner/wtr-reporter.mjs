import path from 'node:path';
import { send } from './send.mjs';

/** Tells the test command of each test file of Web Test Runner. */
export function wtrReporter() {
  return {
    reportTestFileResults({ testFile, sessionsForTestFile }) {
      for (const session of sessionsForTestFile) {
        const sum = { passed: 0, failed: 0, skipped: 0 };
        const failures = [];
        const fail = (name, text) => {
          sum.failed++;
          failures.push(
            `FAILED ${path.relative(process.cwd(), testFile)} in ${session.browser.name}\n${name}\n${text}`,
          );
        };
        walk(session.testResults, [], (test, name) => {
          if (test.passed) sum.passed++;
          else if (test.skipped) sum.skipped++;
          // Mocha reports the tests that a name leaves out as neither passed nor skipped.
          else if (!test.error && process.env.GREP) return;
          else fail(name, textOf(test.error));
        });
        for (const error of session.errors) fail('the file', textOf(error));
        if (session.logs.length)
          fail('Console output that no test expects', session.logs.map((log) => log.join(' ')).join('\n'));
        send({ ...sum, failure: failures.join('\n\n') || undefined });
      }
    },
  };
}

function walk(suite, path, visit) {
  for (const test of suite?.tests ?? []) visit(test, [...path, test.name].join(' > '));
  for (const inner of suite?.suites ?? []) walk(inner, [...path, inner.name], visit);
}

function textOf({ message = 'The test did not run.', stack = '', expected, actual } = {}) {
  const difference = expected === undefined ? '' : `\nexpected ${expected}\nactual   ${actual}`;
  return `${stack.includes(message) ? stack : `${message}\n${stack}`}${difference}`;
}
