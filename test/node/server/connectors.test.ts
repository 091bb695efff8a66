import type { Connector } from 'pluggy-sdk';
import { describe, expect, it } from 'vitest';
import { createConnectorList } from '../../../demo/server/connectors.js';

const bank = (fields: object = {}) =>
  ({ id: 201, name: 'Itaú', type: 'PERSONAL_BANK', credentials: [{ name: 'cpf' }], ...fields }) as unknown as Connector;

describe('the list of institutions', () => {
  function listOf(answer: () => Promise<Connector[]>) {
    const asked: boolean[] = [];
    let time = 0;
    const list = createConnectorList(
      {
        listConnectors: (includeSandbox) => {
          asked.push(includeSandbox);
          return answer();
        },
      },
      () => time,
    );
    return { list, asked, wait: (ms: number) => (time += ms) };
  }

  it('has the fields that pages show, and the health without its details', async () => {
    const { list } = listOf(() => Promise.resolve([bank({ health: { status: 'UNSTABLE', stage: 'BETA' } })]));
    const [first] = await list(false);
    expect(first).toMatchObject({ id: 201, name: 'Itaú', type: 'PERSONAL_BANK', health: { status: 'UNSTABLE' } });
    expect(first).not.toHaveProperty('credentials');
    expect(first!.health).not.toHaveProperty('stage');
  });

  it('is read once a minute, with and without the sandbox', async () => {
    const { list, asked, wait } = listOf(() => Promise.resolve([bank()]));
    await list(false);
    await list(false);
    await list(true);
    expect(asked).toEqual([false, true]);
    wait(60_000);
    await list(false);
    expect(asked).toEqual([false, true, false]);
  });

  it('is read again after a failure', async () => {
    let isBroken = true;
    const { list, asked } = listOf(() => (isBroken ? Promise.reject(new Error('No.')) : Promise.resolve([bank()])));
    await expect(list(false)).rejects.toThrow('No.');
    isBroken = false;
    expect(await list(false)).toHaveLength(1);
    expect(asked).toHaveLength(2);
  });
});
