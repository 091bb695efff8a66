import type { ConnectorFilters, Parameters } from 'pluggy-sdk';
import { expect, test } from 'vitest';
import { GOOD, refusal, settled, start } from './harness.js';

async function names(filters: ConnectorFilters & { ids?: number[] }) {
  const { client } = await start();
  return (await client.fetchConnectors(filters)).results.map((connector) => connector.name);
}

test('sandbox connectors are listed on request, and every connector is complete', async () => {
  const { client, url } = await start();
  const withoutSandbox = await client.fetchConnectors();
  expect(withoutSandbox.results.length).toBeGreaterThan(10);
  expect(withoutSandbox.results.filter((connector) => connector.isSandbox)).toEqual([]);

  const { results, total, page, totalPages } = await client.fetchConnectors({ sandbox: true });
  expect({ page, totalPages, total }).toEqual({ page: 1, totalPages: 1, total: results.length });
  const sandbox = results.filter((connector) => connector.isSandbox);
  const count = (what: (connector: (typeof sandbox)[number]) => boolean) => sandbox.filter(what).length;
  expect(count((connector) => connector.name === 'Pluggy Bank')).toBe(1);
  expect(count((connector) => connector.hasMFA && connector.credentials.some((field) => field.mfa))).toBe(1);
  expect(count((connector) => connector.hasMFA && !connector.credentials.some((field) => field.mfa))).toBe(1);
  expect(count((connector) => connector.type === 'BUSINESS_BANK' && !connector.oauth)).toBe(1);
  expect(count((connector) => connector.health.status === 'UNSTABLE')).toBe(1);
  expect(count((connector) => connector.health.status === 'OFFLINE')).toBe(1);
  expect(results.find(({ id }) => id === 200)).toMatchObject({ name: 'MeuPluggy', isSandbox: false, oauth: true });
  expect(results.find(({ id }) => id === 600)).toMatchObject({ name: 'MockBank', isOpenFinance: true, oauth: true });
  for (const connector of results) {
    expect(connector.primaryColor).toMatch(/^[0-9a-f]{6}$/);
    expect(connector.imageUrl).toBe(`${url}/sandbox/logos/${connector.id}.svg`);
    expect(connector.createdAt).toBeInstanceOf(Date);
  }
  const logo = await fetch(results[0]?.imageUrl ?? '');
  expect(logo.headers.get('content-type')).toBe('image/svg+xml');
  expect(await logo.text()).toContain('<svg');
});

test('Pluggy Bank has the ids 0 and 2', async () => {
  const { client } = await start();
  const [zero, two] = await Promise.all([client.fetchConnector(0), client.fetchConnector(2)]);
  expect({ ...zero, id: 2, name: 'Pluggy Bank', imageUrl: two.imageUrl }).toEqual(two);
  const item = await client.createItem(0, GOOD);
  expect(item.connector.id).toBe(0);
  expect((await settled(client, item.id)).executionStatus).toBe('SUCCESS');
});

test.each<[string, ConnectorFilters & { ids?: number[] }, string[]]>([
  ['name, whatever the case and the accents', { name: 'SABIA' }, ['Corretora Sabiá']],
  ['several countries', { countries: ['AR', 'MX'] }, ['Banco Quebracho', 'Banco Ajolote']],
  ['several types', { types: ['INVESTMENT', 'INVOICE'] }, ['Corretora Sabiá', 'Notas Ipê']],
  ['ids', { ids: [9001, 9010] }, ['Banco Jabuticaba', 'Banco Frailejón']],
  ['Open Finance', { isOpenFinance: true }, ['Capivara Pay', 'Cooperativa Araucária']],
  ['all at once', { sandbox: true, isOpenFinance: true, types: ['BUSINESS_BANK'] }, ['MockBank Empresas']],
])('filter by %s', async (_name, filters, expected) => {
  expect(await names(filters)).toEqual(expected);
});

test('health details are returned only on request', async () => {
  const { client } = await start();
  expect((await client.fetchConnector(8)).health).toEqual({ status: 'UNSTABLE', stage: null });
  const filters = { sandbox: true, healthDetails: true } as ConnectorFilters;
  const { results } = await client.fetchConnectors(filters);
  expect(results.find(({ id }) => id === 8)?.health.details).toMatchObject({ connectionRateLast6Hours: 41 });
});

test('an unknown connector is not found', async () => {
  const { client } = await start();
  expect(await refusal(client.fetchConnector(123456))).toMatchObject({ code: 404 });
  expect(await refusal(client.createItem(123456, GOOD))).toMatchObject({ code: 404 });
});

const joint = { ...GOOD, account: '123456', birthDate: '01/02/1990' };

test.each<[string, number, Parameters, [string, string][]]>([
  [
    'nothing',
    2,
    {},
    [
      ['001', 'user'],
      ['001', 'password'],
    ],
  ],
  ['a user without its prefix', 2, { ...GOOD, user: 'ana' }, [['002', 'user']]],
  ['a short password', 2, { ...GOOD, password: 'x' }, [['002', 'password']]],
  ['a missing code', 3, GOOD, [['001', 'token']]],
  ['a code that is none', 3, { ...GOOD, token: '12' }, [['002', 'token']]],
  ['a date of another form', 5, { ...joint, birthDate: '1990-02-01' }, [['002', 'birthDate']]],
  ['a date that does not exist', 5, { ...joint, birthDate: '31/02/1990' }, [['003', 'birthDate']]],
  ['a month that does not exist', 5, { ...joint, birthDate: '01/13/1990' }, [['003', 'birthDate']]],
  ['a date to come', 5, { ...joint, birthDate: '01/01/2999' }, [['003', 'birthDate']]],
  ['an option that is not offered', 5, { ...joint, holder: '9' }, [['002', 'holder']]],
  ['no optional field', 5, joint, []],
  ['a CPF that is none', 600, { cpf: '123' }, [['002', 'cpf']]],
])('validation of %s', async (_name, connectorId, parameters, expected) => {
  const { client } = await start();
  const { errors } = await client.validateParameters(connectorId, { ...parameters });
  expect(errors.map(({ code, parameter }) => [code, parameter])).toEqual(expected);
  for (const error of errors) expect(error.message).not.toBe('');

  const create = client.createItem(connectorId, { ...parameters });
  if (expected.length === 0) return expect(create).resolves.toHaveProperty('id');
  expect(await refusal(create)).toMatchObject({
    code: 400,
    codeDescription: 'CONNECTOR_VALIDATION_ERROR',
    details: errors,
  });
});
