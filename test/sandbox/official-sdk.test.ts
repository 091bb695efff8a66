import { PluggyClient } from 'pluggy-sdk';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/node.js';
import { GOOD, refusal, settled, withApiUrl } from './harness.js';

/**
 * The calls of the official SDK's integration tests (github.com/pluggyai/pluggy-node, tests/integration), which Pluggy
 * runs every night against its API, with the sandbox's defaults. The connector of those tests is 0.
 */
const CONNECTOR_ID = 0;
const UNKNOWN_ID = '00000000-0000-0000-0000-000000000000';

let client: PluggyClient;
let itemId: string;

beforeAll(async () => {
  const running: RunningSandbox = await startSandbox({ stepMs: 2, assets: () => Promise.resolve(undefined) });
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  client = withApiUrl(() => new PluggyClient(running.sandbox.keys), running.url);
  const created = await client.createItem(CONNECTOR_ID, GOOD);
  expect((await settled(client, created.id)).status).toBe('UPDATED');
  itemId = created.id;
  return () => running.close();
});

const aYearAgo = () => new Date(Date.now() - 365 * 86_400_000).toISOString().slice(0, 10);
const text = expect.stringMatching(/./) as string;
const accounts = async () => (await client.fetchAccounts(itemId)).results;
const unique = (entries: readonly { id: string }[]) => new Set(entries.map(({ id }) => id)).size;

describe('connectors', () => {
  test('the list with sandbox=true has the sandbox connector', async () => {
    const { results } = await client.fetchConnectors({ sandbox: true });
    expect(results.find(({ id }) => id === CONNECTOR_ID)).toMatchObject({ isSandbox: true });
  });

  test('the list without a filter has institutions outside of the sandbox', async () => {
    const { results } = await client.fetchConnectors();
    expect(results.some(({ isSandbox }) => !isSandbox)).toBe(true);
  });

  test('the sandbox connector has a name and credentials', async () => {
    const connector = await client.fetchConnector(CONNECTOR_ID);
    expect(connector).toMatchObject({ id: CONNECTOR_ID, isSandbox: true, name: text });
    expect(connector.credentials).toBeInstanceOf(Array);
  });

  test('valid credentials have no errors', async () => {
    expect((await client.validateParameters(CONNECTOR_ID, GOOD)).errors).toEqual([]);
  });
});

test('a connect token has a text', async () => {
  expect((await client.createConnectToken(undefined, { clientUserId: 'integration' })).accessToken).toMatch(/./);
});

test('the item is read with dates', async () => {
  expect(await client.fetchItem(itemId)).toMatchObject({
    id: itemId,
    connector: { id: CONNECTOR_ID },
    status: 'UPDATED',
    createdAt: expect.any(Date) as Date,
    updatedAt: expect.any(Date) as Date,
  });
});

describe('accounts', () => {
  test('are of the item, and have a balance, a type and a currency', async () => {
    const results = await accounts();
    expect(results.length).toBeGreaterThan(0);
    for (const account of results) {
      expect(account).toMatchObject({ id: text, itemId, type: text, currencyCode: text });
      expect(account.balance).toBeTypeOf('number');
    }
  });

  test('are the same by id', async () => {
    const [first] = await accounts();
    expect(await client.fetchAccount(first!.id)).toMatchObject({ id: first!.id, itemId, type: first!.type });
  });

  test('have a list of statements', async () => {
    const [first] = await accounts();
    expect((await client.fetchAccountStatements(first!.id)).results).toBeInstanceOf(Array);
  });

  test('of cards have bills, which are the same by id', async () => {
    const card = (await accounts()).find(({ type }) => type === 'CREDIT');
    const { results } = await client.fetchCreditCardBills(card!.id);
    for (const { id } of results) expect(id).toEqual(text);
    expect(await client.fetchCreditCardBill(results[0]!.id)).toMatchObject({ id: results[0]!.id });
  });
});

describe('transactions', () => {
  const list = async () => {
    const { id } = (await accounts())[0]!;
    return { id, page: await client.fetchTransactionsCursor(id, { dateFrom: aYearAgo() }) };
  };

  test('have a cursor or null, and are of the account', async () => {
    const { id, page } = await list();
    expect(page).toHaveProperty('next');
    expect(page.results.length).toBeGreaterThan(0);
    for (const entry of page.results) {
      expect(entry).toMatchObject({ id: text, accountId: id, date: expect.any(Date) as Date });
      expect(entry.amount).toBeTypeOf('number');
    }
  });

  test('are complete and unique over all pages', async () => {
    const { id, page } = await list();
    const all = await client.fetchAllTransactions(id, { dateFrom: aYearAgo() });
    expect(unique(all)).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(page.results.length);
  });

  test('are the same by id', async () => {
    const { id, page } = await list();
    expect(await client.fetchTransaction(page.results[0]!.id)).toMatchObject({
      id: page.results[0]!.id,
      accountId: id,
    });
  });

  test('keep a new category', async () => {
    const [entry] = (await list()).page.results;
    const { results } = await client.fetchCategories();
    const category = results.find(({ id }) => id !== entry!.categoryId);
    const changed = await client.updateTransactionCategory(entry!.id, category!.id);
    expect(changed).toMatchObject({ id: entry!.id, categoryId: category!.id });
  });
});

test('categories have a description, and are the same by id', async () => {
  const { results } = await client.fetchCategories();
  expect(results.length).toBeGreaterThan(0);
  for (const { id, description } of results) expect([id, description]).toEqual([text, expect.any(String)]);
  const { id, description } = results[0]!;
  expect(await client.fetchCategory(id)).toMatchObject({ id, description });
});

test('investments are of the item, the same by id, and have unique transactions', async () => {
  const { results } = await client.fetchInvestments(itemId);
  for (const investment of results) {
    expect(investment).toMatchObject({ id: text, itemId });
    expect(investment.balance).toBeTypeOf('number');
  }
  const { id } = results[0]!;
  expect(await client.fetchInvestment(id)).toMatchObject({ id, itemId });
  const all = await client.fetchAllInvestmentTransactions(id);
  expect(unique(all)).toBe(all.length);
});

test('the identity has a document or a name, and is the same by id', async () => {
  const { id, document, fullName } = await client.fetchIdentityByItemId(itemId);
  expect(document ?? fullName).toEqual(text);
  expect(await client.fetchIdentity(id)).toMatchObject({ id });
});

test('consents and loans are lists', async () => {
  expect((await client.fetchConsents(itemId)).results).toBeInstanceOf(Array);
  expect((await client.fetchLoans(itemId)).results).toBeInstanceOf(Array);
});

test('webhooks are created, listed, read, changed and deleted', async () => {
  const url = 'https://example.com/webhooks/integration';
  const created = await client.createWebhook('item/updated', url);
  expect(created).toMatchObject({ id: text, url, event: 'item/updated' });
  expect((await client.fetchWebhooks()).results.map(({ id }) => id)).toContain(created.id);
  expect(await client.fetchWebhook(created.id)).toMatchObject({ id: created.id, url });
  const change = { url: `${url}-updated`, event: 'all' } as const;
  expect(await client.updateWebhook(created.id, change)).toMatchObject({ id: created.id, ...change });
  await client.deleteWebhook(created.id);
  expect((await client.fetchWebhooks()).results).toEqual([]);
});

test.each<[string, () => Promise<unknown>]>([
  ['item', () => client.fetchItem(UNKNOWN_ID)],
  ['account', () => client.fetchAccount(UNKNOWN_ID)],
  ['transaction', () => client.fetchTransaction(UNKNOWN_ID)],
  ['connector', () => client.fetchConnector(99_999_999)],
])('an unknown %s is an error with a code and a message', async (_, read) => {
  expect(await refusal(read())).toMatchObject({ code: expect.any(Number) as number, message: text });
});
