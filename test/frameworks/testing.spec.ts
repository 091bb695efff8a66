import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT, sample } from '../support/docs.js';

/** Versions of the tools that the samples for Jest are run with. */
const TOOLS = ['jest@30.2.0', 'jest-environment-jsdom@30.2.0'];

test('the samples for Jest pass in an application that has installed the package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'jest-'));
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
  try {
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    for (const name of ['jest.config.js', 'connect.jest.js']) writeFileSync(path.join(folder, name), sample(name));
    const [packed] = JSON.parse(run('npm', 'pack', ROOT, '--json', '--pack-destination', folder)) as [
      { filename: string },
    ];
    run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', `./${packed.filename}`, ...TOOLS);
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
      // Playwright asks for colours.
      { cwd: folder, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '0' } },
    );
    expect(stderr).toContain('Tests:       1 passed');
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
