import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { setUpHistory, testRestart } from './restart.js';

setUpHistory();
testRestart('one process on a folder', 1, () => {
  const folder = mkdtempSync(join(tmpdir(), 'restart-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return Promise.resolve({ folder: join(folder, 'data') });
});
