import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Renders a component of the package on a server, after a script. */
function rendered(before: string): string {
  const script = `${before}
    const { createElement } = await import('react');
    const { renderToString } = await import('react-dom/server');
    const { PluggyConnect } = await import('${pathToFileURL(path.join(ROOT, 'dist/react/index.js')).href}');
    console.log(renderToString(createElement(PluggyConnect, { tokenEndpoint: '/api/connect-token', includeSandbox: true }, 'Connect')));`;
  const args = ['--no-warnings', '--input-type=module', '-e', script];
  return execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

it('renders a component on a server without its properties, which are set in the browser', () => {
  expect(rendered('')).toBe('<pluggy-connect>Connect</pluggy-connect>');
});

it('renders the same where another copy of the library has registered the tags', () => {
  const registry = 'globalThis.customElements = { get: () => class {}, define() {} };';
  expect(rendered(registry)).toBe('<pluggy-connect>Connect</pluggy-connect>');
});
