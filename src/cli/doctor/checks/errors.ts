import type { BackendCheck } from '../backend.js';
import { passed } from '../check.js';
import { stackTrace } from './shared.js';

/** The last check: of the answers to all others. */
export const STACK_TRACES: BackendCheck = {
  id: 'errors-stack-trace',
  tried: () => 'the errors in all answers of this run',
  expected: 'no stack trace',
  docs: 'backend.md#what-each-status-means',
  run({ stackTraces }) {
    const [first] = stackTraces;
    return first ? stackTrace(`${first} with a stack trace`) : passed('none');
  },
};
