// Installs a headless Chromium from the npm registry into npm's cache, without root, on a machine without Chrome or
// Chromium.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The newest version that runs on Node 20. */
const PACKAGE = '@sparticuz/chromium@141.0.0';

const HELP = 'Install Chrome or Chromium (Debian, Ubuntu: sudo apt-get install chromium) or set CHROME_PATH to one.';

/** Returns the path of a Chromium that has started. Throws an error of one line with the next step. */
export function installChromium() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(`No Chrome or Chromium found. ${HELP}`);
  try {
    const npm = (...args) => execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const folder = path.join(npm('config', 'get', 'cache').trim(), '_pluggy-elements', PACKAGE.replace('/', '-'));
    const target = path.join(folder, 'chromium');
    const done = path.join(folder, 'done');
    if (!existsSync(done)) {
      console.log(`No Chrome or Chromium found: installing ${PACKAGE} into ${folder}`);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'package.json'), '{"private":true,"type":"module"}');
      npm('install', '--prefix', folder, '--no-save', PACKAGE);
      // The package unpacks into the temporary folder; the second variable adds the shared libraries that a minimal
      // machine lacks.
      const env = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' };
      const script = 'import("@sparticuz/chromium").then((m) => m.default.executablePath())';
      execFileSync(process.execPath, ['-e', script], { cwd: folder, env });
      writeFileSync(done, '');
    }
    return withLibraries(folder, target);
  } catch (cause) {
    throw new Error(`No Chrome or Chromium found, and none could be installed. ${HELP}`, { cause });
  }
}

/** Returns the path of the binary where the system has its libraries, otherwise of a script that sets their path. */
function withLibraries(folder, target) {
  const missing = execFileSync('ldd', [target], { encoding: 'utf8' }).includes('not found');
  if (!missing) return target;
  const script = path.join(folder, 'chromium-with-libraries');
  const libraries = path.join(folder, 'al2023', 'lib');
  writeFileSync(script, `#!/bin/sh\nLD_LIBRARY_PATH='${libraries}' exec '${target}' "$@"\n`, { mode: 0o755 });
  return script;
}
