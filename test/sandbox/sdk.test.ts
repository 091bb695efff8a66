import { PluggyClient, type PageResponse, type Transaction } from 'pluggy-sdk';
import { expect, test } from 'vitest';
import { waitingForInput, call, GOOD, settled, start } from './harness.js';

/** Starts a sandbox with an item that has every product, and returns an id of each kind of entry. */
async function opened() {
  const { client, url } = await start({ v1Transactions: true });
  const { body } = await call(url, '/sandbox/items', undefined, {
    method: 'POST',
    body: { connectorId: 600, clientUserId: 'ana' },
  });
  const itemId = body.id as string;
  const accounts = (await client.fetchAccounts(itemId)).results;
  const ofType = (type: string) => accounts.find((account) => (account.type as string) === type)!.id;
  const [bank, card] = [ofType('BANK'), ofType('CREDIT')];
  const first = async <T extends { id: string }>(page: Promise<Pick<PageResponse<T>, 'results'>>) =>
    (await page).results[0]!.id;
  return {
    client,
    itemId,
    bank,
    card,
    transaction: await first<Transaction>(client.fetchTransactions(bank)),
    investment: await first(client.fetchInvestments(itemId)),
    loan: await first(client.fetchLoans(itemId)),
    consent: await first(client.fetchConsents(itemId)),
    identity: (await client.fetchIdentityByItemId(itemId)).id,
    bill: await first(client.fetchCreditCardBills(card)),
    webhook: (await client.createWebhook('all', 'https://hooks.example.com')).id,
    /** Creates an item that a test may change. */
    connect: async (connectorId = 2) => (await client.createItem(connectorId, GOOD, { clientUserId: 'bruno' })).id,
  };
}

type Opened = Awaited<ReturnType<typeof opened>>;

const some = expect.any(String) as string;
const list = (entry: object) => ({ results: expect.arrayContaining([expect.objectContaining(entry)]) as unknown });

/** A call and the expected result for each method of the SDK's client. */
const METHODS: Record<string, (opened: Opened) => [answer: Promise<unknown>, wanted: object]> = {
  fetchConnectors: ({ client }) => [client.fetchConnectors({ sandbox: true }), list({ id: 0, isSandbox: true })],
  fetchConnector: ({ client }) => [client.fetchConnector(600), { id: 600, isOpenFinance: true }],
  validateParameters: ({ client }) => [client.validateParameters(2, GOOD), { errors: [] }],
  fetchItem: ({ client, itemId }) => [client.fetchItem(itemId), { id: itemId, status: 'UPDATED' }],
  createItem: ({ client }) => [client.createItem(2, GOOD), { id: some, status: 'UPDATING' }],
  updateItem: ({ client, connect }) => [
    connect().then(async (id) => {
      await settled(client, id);
      return client.updateItem(id);
    }),
    { status: 'UPDATING' },
  ],
  updateItemMFA: ({ client, connect }) => [
    connect(4).then(async (id) => {
      await waitingForInput(client, id);
      await client.updateItemMFA(id, { token: '123456' });
      return settled(client, id);
    }),
    { status: 'UPDATED' },
  ],
  deleteItem: ({ client, connect }) => [
    connect().then(async (id) => {
      await client.deleteItem(id);
      return client.fetchItem(id).catch((error: unknown) => error);
    }),
    { code: 404 },
  ],
  fetchAccounts: ({ client, itemId, bank }) => [client.fetchAccounts(itemId), list({ id: bank, itemId })],
  fetchAccount: ({ client, card }) => [client.fetchAccount(card), { id: card, type: 'CREDIT' }],
  fetchAccountStatements: ({ client, bank }) => [client.fetchAccountStatements(bank), list({ url: some })],
  fetchTransactions: ({ client, bank, transaction }) => [
    client.fetchTransactions(bank),
    { page: 1, ...list({ id: transaction }) },
  ],
  fetchTransactionsCursor: ({ client, bank, transaction }) => [
    client.fetchTransactionsCursor(bank),
    list({ id: transaction }),
  ],
  fetchAllTransactions: ({ client, bank, transaction }) => [
    client.fetchAllTransactions(bank).then((results) => ({ results })),
    list({ id: transaction, accountId: bank }),
  ],
  fetchTransaction: ({ client, transaction }) => [client.fetchTransaction(transaction), { id: transaction }],
  updateTransactionCategory: ({ client, transaction }) => [
    client.updateTransactionCategory(transaction, '12000000'),
    { id: transaction, categoryId: '12000000' },
  ],
  fetchInvestments: ({ client, itemId, investment }) => [client.fetchInvestments(itemId), list({ id: investment })],
  fetchInvestment: ({ client, investment }) => [client.fetchInvestment(investment), { id: investment }],
  fetchInvestmentTransactions: ({ client, investment }) => [
    client.fetchInvestmentTransactions(investment),
    list({ investmentId: investment }),
  ],
  fetchAllInvestmentTransactions: ({ client, investment }) => [
    client.fetchAllInvestmentTransactions(investment).then((results) => ({ results })),
    list({ investmentId: investment }),
  ],
  fetchLoans: ({ client, itemId, loan }) => [client.fetchLoans(itemId), list({ id: loan })],
  fetchLoan: ({ client, loan }) => [client.fetchLoan(loan), { id: loan }],
  fetchConsents: ({ client, itemId, consent }) => [client.fetchConsents(itemId), list({ id: consent })],
  fetchConsent: ({ client, itemId, consent }) => [client.fetchConsent(consent), { id: consent, itemId }],
  fetchIdentity: ({ client, itemId, identity }) => [client.fetchIdentity(identity), { id: identity, itemId }],
  fetchIdentityByItemId: ({ client, itemId }) => [client.fetchIdentityByItemId(itemId), { itemId }],
  fetchCreditCardBills: ({ client, card, bill }) => [client.fetchCreditCardBills(card), list({ id: bill })],
  fetchCreditCardBill: ({ client, bill }) => [client.fetchCreditCardBill(bill), { id: bill }],
  fetchCategories: ({ client }) => [client.fetchCategories(), list({ id: '12000000', description: 'Travel' })],
  fetchCategory: ({ client }) => [client.fetchCategory('12000000'), { description: 'Travel' }],
  fetchWebhook: ({ client, webhook }) => [client.fetchWebhook(webhook), { id: webhook, event: 'all' }],
  fetchWebhooks: ({ client, webhook }) => [client.fetchWebhooks(), list({ id: webhook })],
  createWebhook: ({ client }) => [
    client.createWebhook('item/error', 'https://hooks.example.com'),
    { id: some, event: 'item/error' },
  ],
  updateWebhook: ({ client, webhook }) => [client.updateWebhook(webhook, { enabled: false }), { id: webhook }],
  deleteWebhook: ({ client }) => [
    client.createWebhook('item/created', 'https://hooks.example.com').then(async ({ id }) => {
      await client.deleteWebhook(id);
      return client.fetchWebhook(id).catch((error: unknown) => error);
    }),
    { code: 404 },
  ],
  createConnectToken: ({ client }) => [client.createConnectToken(), { accessToken: some }],
};

test('every method of the SDK’s client works', async () => {
  // A new method of the SDK fails this test until it has a row above and a route in the sandbox.
  const methods = Object.getOwnPropertyNames(PluggyClient.prototype).filter((name) => name !== 'constructor');
  expect(Object.keys(METHODS).sort()).toEqual(methods.sort());
  const one = await opened();
  for (const [name, row] of Object.entries(METHODS)) {
    const [answer, wanted] = row(one);
    expect(await answer, name).toMatchObject(wanted);
  }
});
