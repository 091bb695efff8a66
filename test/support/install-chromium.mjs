// For a machine without Chrome or Chromium: a headless one from the npm registry, in npm's cache, without root.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The newest that runs on Node 20. */
const PACKAGE = '@sparticuz/chromium@141.0.0';

const HELP = 'Install Chrome or Chromium (Debian, Ubuntu: sudo apt-get install chromium) or set CHROME_PATH to one.';

/** Its path, once it has started. Throws one line that says what to do. */
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
      // It unpacks into the temporary folder; the second variable adds the shared libraries that a bare machine lacks.
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

/** The binary itself where the system has its libraries, else a script that brings them. */
function withLibraries(folder, target) {
  const missing = execFileSync('ldd', [target], { encoding: 'utf8' }).includes('not found');
  if (!missing) return target;
  const script = path.join(folder, 'chromium-with-libraries');
  const libraries = path.join(folder, 'al2023', 'lib');
  writeFileSync(script, `#!/bin/sh\nLD_LIBRARY_PATH='${libraries}' exec '${target}' "$@"\n`, { mode: 0o755 });
  return script;
}
