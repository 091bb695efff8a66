import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { createAdaptorServer } from '@hono/node-server';
import { createServer as createViteServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { contentSecurityPolicy, policyText } from '../../../demo/server/policy.js';
import { createSandbox } from '../../../src/sandbox/core/index.js';
import { codeBlocks, PAGES, readPage, ROOT, sample } from '../../support/docs.js';
import { freePort } from '../../support/port.js';

const run = promisify(execFile);
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const packageJson = JSON.parse(read('package.json')) as { version: string; scripts: Record<string, string> };

/** Files of the tests that run samples. A test names each sample that it runs. */
const TESTS = [
  'test/node/docs/samples.test.ts',
  'test/node/docs/rules.test.ts',
  'test/node/docs/rules-dom.test.ts',
  'test/commands/testing-samples.test.ts',
  'test/frameworks/testing.spec.ts',
  'test/e2e/samples.spec.ts',
  'test/e2e/support/samples.ts',
  'test/frameworks/forms.spec.ts',
];
const ITEM = { id: 'c6ed8a1e', status: 'UPDATED', connector: { id: 201, name: 'Itaú' } };

describe('the code on the pages', () => {
  const blocks = PAGES.flatMap(codeBlocks);

  it('has a name in every block, and a test for every name', () => {
    const tests = TESTS.map(read).join('\n');
    const code = blocks.filter(({ language }) => language !== 'sh');
    expect(code.length).toBeGreaterThan(30);
    expect(code.filter(({ name }) => !name)).toEqual([]);
    expect(code.filter(({ name }) => !tests.includes(`'${name}'`)).map(({ name }) => name)).toEqual([]);
  });

  it('has commands that exist', () => {
    const commands = [...blocks, ...codeBlocks('AGENTS.md')]
      .filter(({ language }) => language === 'sh')
      .flatMap(({ code }) => code.trim().split('\n'))
      .filter((line) => !line.startsWith('#'));
    const parts = commands.flatMap((line) =>
      line
        .split('#')[0]!
        .split('&&')
        .map((part) => part.trim()),
    );
    expect(parts.length).toBeGreaterThan(5);
    for (const part of parts) {
      const [, script] = /^npm (?:run )?(start|test|[a-z:-]+)$/.exec(part) ?? [];
      const [, file] = /^(?:npx tsx|npm --prefix) (\S+)(?: ci| run build)?$/.exec(part) ?? [];
      const isKnown =
        /^(npm install( pluggy-elements)?|npx pluggy-elements (sandbox( --.+)?|example (plain|flask)|doctor .+))$/.test(
          part,
        ) || !!(script && packageJson.scripts[script]);
      expect(isKnown || (file && existsSync(path.join(ROOT, file))), part).toBe(true);
    }
  });

  it('names the version of the package in every CDN address', () => {
    const versions = PAGES.flatMap((page) => [...readPage(page).matchAll(/npm\/pluggy-elements(@[\w.-]+)?\//g)]);
    expect(versions.length).toBeGreaterThan(5);
    expect([...new Set(versions.map(([, version]) => version))]).toEqual([`@${packageJson.version}`]);
  });

  it('has the template of the Angular app, which the app compiles', () => {
    const name = 'connect-bank.component.html';
    expect(sample(name)).toBe(read(`demo/frameworks/angular/src/${name}`));
  });

  it('has the policy that the demo sends', () => {
    expect(sample('policy.txt').trim()).toBe(policyText(contentSecurityPolicy(undefined)));
  });

  it('has editor settings that name files of the package', () => {
    const settings = JSON.parse(sample('settings.json')) as Record<string, string[]>;
    for (const file of Object.values(settings).flat())
      expect(existsSync(path.join(ROOT, file.replace('./node_modules/pluggy-elements/', ''))), file).toBe(true);
  });
});

describe('the samples for Node', () => {
  let folder: string;
  beforeAll(() => {
    // A folder inside the project: imports of `pluggy-elements` resolve to this package.
    mkdirSync(path.join(ROOT, 'test-results'), { recursive: true });
    folder = mkdtempSync(path.join(ROOT, 'test-results/samples-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a script beside a sample, and returns what it prints. */
  async function runBeside(name: string, script: string, env: Record<string, string> = {}): Promise<string> {
    writeFileSync(path.join(folder, name), sample(name));
    const file = path.join(folder, `run-${name}.mjs`);
    writeFileSync(file, script);
    const { stdout } = await run(process.execPath, ['--no-warnings', file], { env: { ...process.env, ...env } });
    return stdout.trim();
  }

  describe('that request tokens', () => {
    const bodies: Record<string, unknown>[] = [];
    const sandbox = createSandbox({ publicUrl: 'http://127.0.0.1' });
    const server = createAdaptorServer({
      async fetch(request) {
        const body = await request.clone().text();
        bodies.push({ path: new URL(request.url).pathname, ...(body ? (JSON.parse(body) as object) : {}) });
        return sandbox.fetch(request);
      },
    }) as Server;
    let env: Record<string, string>;

    beforeAll(async () => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      env = {
        PLUGGY_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        PLUGGY_CLIENT_ID: sandbox.keys.clientId,
        PLUGGY_CLIENT_SECRET: sandbox.keys.clientSecret,
      };
    });
    afterAll(() => {
      sandbox.close();
      server.close();
    });

    const OPTIONS = {
      clientUserId: 'user-1',
      oauthRedirectUri: 'https://shop.example/connections',
      avoidDuplicates: true,
    };

    it('token-route.js requests a token with every option', async () => {
      const script = `import { connectToken } from './token-route.js';
        console.log((await connectToken('user-1')).accessToken);`;
      expect(await runBeside('token-route.js', script, env)).toMatch(/^\S{16,}$/);
      expect(bodies.splice(0).map((body) => [body.path, body.options])).toEqual([
        ['/auth', undefined],
        ['/connect_token', OPTIONS],
      ]);
    });

    it('express.js requests a token with every option, and refuses an Item of another person', async () => {
      const script = `import express from 'express';
        globalThis.app = express();
        app.use((request, _, next) => ((request.session = { userId: 'user-1' }), next()));
        globalThis.ownsItem = async (userId, itemId) => userId === 'user-1' && itemId === 'own';
        await import('./express.js');
        const server = app.listen(0, '127.0.0.1', async () => {
          const answers = [];
          for (const body of ['{}', undefined, '{"itemId":"other"}']) {
            const headers = body ? { 'Content-Type': 'application/json' } : {};
            const url = 'http://127.0.0.1:' + server.address().port + '/api/connect-token';
            const response = await fetch(url, { method: 'POST', headers, body });
            const { accessToken } = response.ok ? await response.json() : {};
            answers.push([response.status, response.headers.get('cache-control'), typeof accessToken]);
          }
          console.log(JSON.stringify(answers));
          process.exit();
        });`;
      const answers = JSON.parse(await runBeside('express.js', script, env)) as unknown;
      expect(answers).toEqual([
        [200, 'no-store', 'string'],
        [200, 'no-store', 'string'],
        [403, null, 'undefined'],
      ]);
      expect(bodies.splice(0).find((body) => body.path === '/connect_token')).toMatchObject({ options: OPTIONS });
    });
  });

  it('vite.config.mjs forwards the routes to the backend', async () => {
    const backend = createServer(({ method, url }, response) => response.end(`${method} ${url}`));
    onTestFinished(() => void backend.close());
    backend.listen(0);
    await once(backend, 'listening');
    const { port } = backend.address() as AddressInfo;
    const configFile = path.join(folder, 'vite.config.mjs');
    writeFileSync(configFile, sample('vite.config.mjs').replace('3000', String(port)));
    const server = { port: await freePort(), host: '127.0.0.1' };
    const vite = await createViteServer({ configFile, root: folder, logLevel: 'silent', server });
    onTestFinished(() => vite.close());
    await vite.listen();
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/connect-token`, { method: 'POST' });
    expect(await answer.text()).toBe('POST /api/connect-token');
  });

  it('imports.js and install.js import existing exports', async () => {
    const script = `import { itemView } from './imports.js'; console.log(typeof itemView);`;
    expect(await runBeside('imports.js', script)).toBe('function');
    expect(await runBeside('install.js', `import './install.js'; console.log('imported');`)).toBe('imported');
  });

  it('item-view.js describes an Item', async () => {
    const script = `import { describe } from './item-view.js'; console.log(describe(${JSON.stringify(ITEM)}));`;
    expect(await runBeside('item-view.js', script)).toBe('ok: updated, none');
  });

  it('fire-events.js fires the events of a connection', async () => {
    const script = `import { pretendConnected } from './fire-events.js';
      const element = new EventTarget();
      element.addEventListener('pluggy-success', ({ item, itemId }) => console.log(item.id, itemId));
      pretendConnected(element, { id: 'a' });`;
    expect(await runBeside('fire-events.js', script)).toBe('a a');
  });

  it('ssr.js renders the badge, with the nonce', async () => {
    const script = `import { page } from './ssr.js';
      let text = '';
      for await (const part of page(${JSON.stringify(ITEM)}, 'abc')) text += part;
      console.log(text);`;
    const markup = await runBeside('ssr.js', script);
    expect(markup).toContain('Atualizado');
    expect(markup).toContain('<style nonce="abc"');
  });

  it('the samples in TypeScript compile with the strictest options', { timeout: 60_000 }, async () => {
    const names = ['messages.ts', 'types.ts', 'connect-bank.tsx'];
    for (const name of names) writeFileSync(path.join(folder, name), sample(name));
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const strict = ['--strict', '--noEmit', '--exactOptionalPropertyTypes', '--skipLibCheck', '--ignoreConfig'];
    const modules = ['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler', '--jsx', 'react-jsx'];
    const failed = await run(process.execPath, [tsc, ...strict, ...modules, ...names], { cwd: folder }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    expect(failed).toBe('');
  });
});
