import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox, type SandboxOptions } from '../../../src/sandbox/index.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');

const start = async (options?: SandboxOptions) => {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
};

describe('startSandbox of pluggy-elements/sandbox', () => {
  it('runs several sandboxes in one process, each with its own keys and Items', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect(one.url).not.toBe(two.url);
    expect(one.keys.clientSecret).not.toBe(two.keys.clientSecret);
    await fetch(`${one.url}/sandbox/items`, { method: 'POST', body: '{"connectorId":2}' });
    const count = async ({ url }: { url: string }) =>
      ((await (await fetch(`${url}/sandbox/items`)).json()) as { results: unknown[] }).results.length;
    expect([await count(one), await count(two)]).toEqual([1, 0]);
    expect((await fetch(one.controlUrl)).status).toBe(200);
    const body = JSON.stringify(one.keys);
    const sign = (url: string) => fetch(`${url}/auth`, { method: 'POST', body }).then(({ status }) => status);
    expect([await sign(one.env.PLUGGY_API_URL), await sign(two.url)]).toEqual([200, 401]);
  });

  it('frees the port, timers and connections with close(), which may be called twice', async () => {
    const script = `import { startSandbox } from './src/sandbox/index.ts';
      const all = await Promise.all([startSandbox(), startSandbox({ autoSyncMs: 1e9 })]);
      for (const { url } of all) await fetch(url + '/sandbox/items', { method: 'POST', body: '{"connectorId":2,"preset":"mfa-number"}' });
      await Promise.all(all.map((one) => one.close()));
      await Promise.all(all.map((one) => one.close()));
      const port = Number(new URL(all[0].url).port);
      await (await startSandbox({ port })).close();
      console.log('free');`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    // The process ends by itself only when nothing is left.
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, timeout: 60_000 });
    expect(stdout.trim()).toBe('free');
  });

  it("leaves the process's Request and Response as they are", async () => {
    const script = `const { Request, Response } = globalThis;
      const { startSandbox } = await import('./src/sandbox/index.ts');
      const { url, close } = await startSandbox();
      await fetch(url);
      await close();
      console.log(Request === globalThis.Request, Response === globalThis.Response);`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, timeout: 60_000 });
    expect(stdout.trim()).toBe('true true');
  });

  it('takes the settings of the control page, and undefined for a default', async () => {
    const { url } = await start({ trial: false, stepMs: 5, latencyMs: undefined, speed: 2 });
    expect(await (await fetch(`${url}/sandbox/settings`)).json()).toMatchObject({
      trial: false,
      stepMs: 5,
      latencyMs: 0,
      actionMs: 4500,
    });
  });

  it.each([
    [{ port: 70_000 }, 'port must be a whole number'],
    [{ port: '4001' as never }, 'port must be a whole number'],
    [{ speed: 0 }, 'speed must be a number above 0'],
    [{ seed: 1.5 }, 'seed must be a whole number'],
    [{ keys: { clientId: 'a' } as never }, 'keys must have a clientId and a clientSecret'],
    [{ latencyMs: -1 }, 'The value of the setting latencyMs is not valid'],
    [{ fail: ['bogus'] }, 'The setting fail has no route "bogus". Use these names: auth, connect_token,'],
    [{ fail: ['items:999'] }, 'The setting fail has the status "999" for items'],
    [{ fail: 'items' as never }, "The setting fail is a list, such as ['auth', 'items:429']."],
    [{ latency: 5 } as never, 'There is no setting latency'],
    [{ webhook: 'ftp://localhost' }, 'Webhook url'],
  ])('refuses %j', async (options, message) => {
    await expect(startSandbox(options)).rejects.toThrow(message);
  });
});
