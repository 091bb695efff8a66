import path from 'node:path';
import { send } from './send.mjs';

/** Tells the test command of each test of Playwright. */
export default class PlaywrightReporter {
  onBegin(_, suite) {
    send({ total: suite.allTests().length });
  }

  onTestEnd(test, { status, errors }) {
    if (status === 'skipped') return send({ skipped: 1 });
    if (status === test.expectedStatus) return send({ passed: 1 });
    const place = `${path.relative(process.cwd(), test.location.file)}:${test.location.line}`;
    const name = test.titlePath().slice(3).join(' > ');
    send({ failed: 1, failure: `FAILED ${place}\n${name}\n${errors.map(textOf).join('\n')}` });
  }

  onError(error) {
    send({ failed: 1, failure: `An error outside of the tests:\n${textOf(error)}` });
  }
}

const textOf = ({ message, value, stack, snippet }) => [stack ?? message ?? value, snippet].filter(Boolean).join('\n');
