import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs one part as a child process. A reporter in the process sends a message for each test and failure. The output is
 * shown only where the process fails without a reported failure.
 */
export async function runPart({ script, args, env: more, isTests, leavesTestsOut }, { root, env, progress }) {
  const counted = { passed: 0, failed: 0, skipped: 0 };
  const output = [];
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  child.on('message', ({ total, passed = 0, failed = 0, skipped = 0, failure }) => {
    if (total !== undefined) progress.total = total;
    counted.passed += passed;
    counted.failed += failed;
    counted.skipped += skipped;
    if (failure) progress.print(failure);
    progress.show(counted);
  });
  const [status] = await once(child, 'close');
  if (
    (status !== 0 && !counted.failed && !(leavesTestsOut && counted.passed)) ||
    (isTests && !counted.passed && !counted.failed)
  ) {
    counted.failed++;
    progress.print(`${Buffer.concat(output)}\n${script} ended with status ${status}.`);
  }
  return counted;
}
