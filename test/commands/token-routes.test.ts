import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tokenRoutes } from '../../src/cli/token-routes.js';
import { JAVASCRIPT, type Route } from '../../src/cli/token-route-javascript.js';
import { PYTHON } from '../../src/cli/token-route-python.js';
import { JAVA } from '../../src/cli/token-route-samples.js';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index.js';
import { freePort } from '../support/port.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'stack-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

const npm = (...names: string[]) => ({
  'package.json': JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '1'])) }),
});

describe('the token route for the stack of a folder', () => {
  it.each<[Record<string, string>, ...string[]]>([
    [{}, 'Node'],
    [npm('react', 'vite'), 'Node'],
    [{ 'package.json': '{ broken' }, 'Node'],
    [{ 'package.json': '\uFEFF{"devDependencies":{"express":"5"}}' }, 'Express'],
    [npm('fastify'), 'Fastify'],
    [npm('hono'), 'Hono'],
    [npm('koa'), 'Koa'],
    [npm('@nestjs/core', 'express'), 'Nest'],
    [npm('next', 'react'), 'Next.js (app router)'],
    [{ ...npm('next'), 'pages/index.js': '' }, 'Next.js (pages router)'],
    [{ ...npm('next'), 'src/pages/index.js': '', 'src/app/page.js': '' }, 'Next.js (app router)'],
    [npm('nuxt', 'vue'), 'Nuxt'],
    [npm('@sveltejs/kit'), 'SvelteKit'],
    [npm('astro'), 'Astro'],
    [npm('@remix-run/node'), 'React Router'],
    [{ 'requirements.txt': 'Django==5.2\n' }, 'Django'],
    [{ 'requirements.txt': 'flask>=3\r\nrequests\r\n' }, 'Flask'],
    [{ 'pyproject.toml': '[project]\ndependencies = ["fastapi"]' }, 'FastAPI'],
    [{ 'requirements.txt': 'requests' }, 'Python'],
    [{ 'app.py': 'import os\nfrom flask import Flask\napp = Flask(__name__)' }, 'Flask'],
    [{ 'models.py': '', 'main.py': 'import fastapi' }, 'FastAPI'],
    [{ 'manage.py': 'def main():\n    from django.core.management import execute_from_command_line' }, 'Django'],
    [{ 'tool.py': 'print("flask")\nimport sys' }, 'Python'],
    [{ 'go.mod': 'module shop' }, 'Go'],
    [{ 'composer.json': '{"require":{"laravel/framework":"^12"}}' }, 'Laravel'],
    [{ 'composer.json': '{"require":{"symfony/framework-bundle":"7"}}' }, 'Symfony'],
    [{ 'composer.json': '{"require":{}}' }, 'PHP'],
    [{ Gemfile: "gem 'rails', '~> 8'" }, 'Rails'],
    [{ Gemfile: 'gem "sinatra"' }, 'Ruby (Sinatra)'],
    [{ 'pom.xml': '<artifactId>spring-boot-starter-web</artifactId>' }, 'Spring'],
    [{ 'pom.xml': '<project/>' }, 'Java'],
    // A page's tools beside a backend, and two backends.
    [{ ...npm('vite'), 'requirements.txt': 'django' }, 'Django'],
    [{ ...npm('express'), 'go.mod': 'module shop' }, 'Express', 'Go'],
  ])('of %j', async (files, ...titles) => {
    const routes = await tokenRoutes(folderWith(files));
    expect(routes.map((text) => /^A token route for (.+?),/.exec(text)![1])).toEqual(titles);
    const [file] = Object.keys(files);
    if (titles[0] !== 'Node') expect(routes[0]).toContain(titles.length === 1 ? 'in this folder' : file);
  });

  it('is that of Node in a folder that cannot be read', async () => {
    expect(await tokenRoutes('/nowhere/at/all')).toEqual([expect.stringContaining('token.mjs')]);
  });
});

describe('a token route', () => {
  let sandbox: RunningSandbox;
  let itemId: string;
  beforeAll(async () => {
    sandbox = await startSandbox();
    const created = await fetch(`${sandbox.url}/sandbox/items`, { method: 'POST', body: '{"connectorId":2}' });
    itemId = ((await created.json()) as { id: string }).id;
  });
  afterAll(() => sandbox.close());

  /** Expects a token that the sandbox accepts. */
  async function expectToken(token: unknown): Promise<void> {
    const response = await fetch(`${sandbox.url}/connectors`, { headers: { 'X-API-KEY': String(token) } });
    expect([typeof token, response.status]).toEqual(['string', 200]);
  }

  /** Expects a token for an update of the Item, which is a claim of the offline Pluggy's tokens. */
  async function expectUpdate(token: unknown): Promise<void> {
    await expectToken(token);
    const claims = JSON.parse(Buffer.from(String(token).split('.')[1]!, 'base64url').toString()) as { itemId?: string };
    expect(claims.itemId).toBe(itemId);
  }

  /** Writes a sample and runs a program that serves it. */
  async function serve({ code }: Route, file: string, program: string): Promise<void> {
    const folder = mkdtempSync(path.join(ROOT, 'test-results/route-'));
    writeFileSync(path.join(folder, file), code.trim());
    const port = await freePort();
    const child = spawn(program, [file], { cwd: folder, env: { ...process.env, ...sandbox.env, PORT: String(port) } });
    onTestFinished(() => {
      child.kill();
      rmSync(folder, { recursive: true });
    });
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    const url = `http://127.0.0.1:${port}/api/connect-token`;
    const answer = (body = '{}') => fetch(url, { method: 'POST', body }).catch(() => undefined);
    await expect.poll(async () => (await answer())?.status ?? String(errors), { timeout: 60_000 }).toBe(200);
    const response = (await answer())!;
    expect(response.headers.get('cache-control')).toBe('no-store');
    await expectToken(((await response.json()) as { accessToken: string }).accessToken);
    const updating = (await answer(JSON.stringify({ itemId })))!;
    await expectUpdate(((await updating.json()) as { accessToken: string }).accessToken);
  }

  beforeAll(() => void mkdirSync(path.join(ROOT, 'test-results'), { recursive: true }));

  it('for Node runs as it is printed', () => serve(JAVASCRIPT.plain, 'token.mjs', process.execPath));
  it('for Python runs as it is printed', () => serve(PYTHON.plain, 'token_server.py', 'python3'));
  it('for Java runs as it is printed', () => serve(JAVA.plain, 'ConnectToken.java', 'java'));

  /** Loads a sample for a framework of JavaScript, with stand-ins for the names that the framework or the app provides. */
  async function load(route: Route, names: Record<string, unknown>, suffix = ''): Promise<Record<string, unknown>> {
    Object.assign(process.env, sandbox.env);
    const folder = mkdtempSync(path.join(ROOT, 'test-results/route-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'route.mjs');
    Object.assign(globalThis, names);
    onTestFinished(() => Object.keys(names).forEach((name) => Reflect.deleteProperty(globalThis, name)));
    writeFileSync(file, route.code + suffix);
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>;
  }

  type Handler = (...args: unknown[]) => Promise<unknown>;
  const recorded = () => {
    const handlers: Record<string, Handler> = {};
    return { handlers, post: (route: string, ...given: Handler[]) => void (handlers[route] = given.at(-1)!) };
  };

  it.each(['express', 'fastify', 'koa'] as const)('for %s answers with a token', async (name) => {
    const app = recorded();
    await load(JAVASCRIPT[name], { app, fastify: app, router: app, express: { json: () => undefined } });
    /** Returns the token for the parsed body of a request. */
    const tokenFor = async (given?: object) => {
      const request = { body: given };
      const context: { body?: { accessToken: string }; [name: string]: unknown } = { request };
      let sent: { accessToken: string } | undefined;
      context.set = context.header = () => context;
      context.json = (body: typeof sent) => (sent = body);
      const handle = app.handlers['/api/connect-token']!;
      const returned = (await handle(name === 'koa' ? context : request, context)) as typeof sent;
      return (sent ?? context.body ?? returned)?.accessToken;
    };
    await expectToken(await tokenFor());
    await expectUpdate(await tokenFor({ itemId }));
  });

  it('for Hono answers with a token', async () => {
    const { Hono } = await import('hono');
    const app = new Hono();
    await load(JAVASCRIPT.hono, { app });
    const response = await app.request('/api/connect-token', { method: 'POST' });
    expect(response.headers.get('cache-control')).toBe('no-store');
    await expectToken(((await response.json()) as { accessToken: string }).accessToken);
    const updating = await app.request('/api/connect-token', { method: 'POST', body: JSON.stringify({ itemId }) });
    await expectUpdate(((await updating.json()) as { accessToken: string }).accessToken);
  });

  it.each([
    ['nextApp', 'POST'],
    ['sveltekit', 'POST'],
    ['astro', 'POST'],
    ['reactRouter', 'action'],
  ] as const)('for %s exports %s, which answers with a token', async (name, exported) => {
    const module = await load(JAVASCRIPT[name], {});
    const answerTo = async (body: string) => {
      const request = new Request('http://localhost/api/connect-token', { method: 'POST', body });
      return (await (module[exported] as Handler)(name === 'nextApp' ? request : { request })) as Response;
    };
    const response = await answerTo('');
    expect(response.headers.get('cache-control')).toBe('no-store');
    await expectToken(((await response.json()) as { accessToken: string }).accessToken);
    const updating = await answerTo(JSON.stringify({ itemId }));
    await expectUpdate(((await updating.json()) as { accessToken: string }).accessToken);
  });

  it('for the pages router of Next.js and for Nuxt answers with a token', async () => {
    const pages = await load(JAVASCRIPT.nextPages, {});
    let sent: { accessToken: string } | undefined;
    const response = { setHeader: () => {}, json: (body: typeof sent) => (sent = body) };
    await (pages.default as Handler)({ method: 'POST' }, response);
    await expectToken(sent?.accessToken);
    await (pages.default as Handler)({ method: 'POST', body: { itemId } }, response);
    await expectUpdate(sent?.accessToken);
    const nuxt = await load(JAVASCRIPT.nuxt, {
      defineEventHandler: (handler: Handler) => handler,
      setHeader: () => {},
      readBody: (event: { body?: object }) => Promise.resolve(event.body),
    });
    const nuxtToken = async (event: object) =>
      ((await (nuxt.default as Handler)(event)) as { accessToken: string }).accessToken;
    await expectToken(await nuxtToken({}));
    await expectUpdate(await nuxtToken({ body: { itemId } }));
  });

  it('for a Python framework defines a view that returns a token', async () => {
    const stubs = `
class App:
    def post(self, route):
        return lambda view: view
app = App()
class request:
    body = {}
    def get_json(silent):
        return request.body
`;
    const body = `{"itemId": "${itemId}"}`;
    const calls = [
      [PYTHON.flask, `print(token()["accessToken"])\nrequest.body = ${body}\nprint(token()["accessToken"])`],
      [PYTHON.fastapi, `print(token()["accessToken"])\nprint(token(${body})["accessToken"])`],
    ] as const;
    for (const [{ code }, call] of calls) {
      const program = `${stubs}${code.replace('from flask import request', '')}\n${call}`;
      const child = spawn('python3', ['-c', program], { env: { ...process.env, ...sandbox.env } });
      let printed = '';
      for await (const chunk of child.stdout) printed += String(chunk);
      const [token, updating] = printed.trim().split('\n');
      await expectToken(token);
      await expectUpdate(updating);
    }
  });
});
