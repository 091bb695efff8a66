import path from 'node:path';
import { send } from './send.mjs';

/** Tells the test command of each test of Vitest. */
export default class VitestReporter {
  #total = 0;

  onTestModuleCollected(module) {
    this.#total += [...module.children.allTests()].length;
    send({ total: this.#total });
  }

  onTestCaseResult(test) {
    const { state, errors } = test.result();
    const failure = state === 'failed' ? describe(test.module, test.fullName, errors) : undefined;
    send({ [state]: 1, failure });
  }

  onTestModuleEnd(module) {
    // A file that does not load, or whose hooks fail, has no failed test.
    const suites = [module, ...module.children.allSuites()];
    for (const suite of suites) {
      const errors = suite.errors();
      if (errors.length) send({ failed: 1, failure: describe(module, suite.fullName ?? 'the file', errors) });
    }
  }

  onTestRunEnd(_, errors) {
    for (const error of errors) send({ failed: 1, failure: `An error outside of the tests:\n${textOf(error)}` });
  }
}

function describe(module, name, errors) {
  return `FAILED ${path.relative(process.cwd(), module.moduleId)}\n${name}\n${errors.map(textOf).join('\n')}`;
}

function textOf({ name, message, stack, stacks, diff }) {
  const places = stacks?.map(
    ({ file, line, column }) => `    at ${path.relative(process.cwd(), file)}:${line}:${column}`,
  );
  return [places ? `${name}: ${message}` : (stack ?? message), ...(places ?? []), diff].filter(Boolean).join('\n');
}
