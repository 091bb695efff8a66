import type { Item, PluggyClient, Transaction } from 'pluggy-sdk';
import { expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.js';
import { call, clientOf, GOOD, KEYS, refusal, settled, start, virtualTime } from './harness.js';
import { receiver } from './receiver.js';

const DAY = 86_400_000;
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

/** Starts a sandbox with an item of the Open Finance connector, which has every product. */
async function opened(options = {}) {
  const running = await start({ allowLoopbackWebhooks: true, v1Transactions: true, ...options });
  const add = async (body: object = {}) => {
    const answer = await call(running.url, '/sandbox/items', undefined, {
      method: 'POST',
      body: { connectorId: 600, clientUserId: 'ana', ...body },
    });
    return answer.body as unknown as Item;
  };
  const key = async () => {
    const { body } = await call(running.url, '/auth', undefined, { method: 'POST', body: KEYS });
    return body.apiKey as string;
  };
  return { ...running, add, key };
}

async function accountsOf(client: PluggyClient, itemId: string) {
  const { results } = await client.fetchAccounts(itemId);
  const [bank, card] = [results.find(({ type }) => type === 'BANK'), results.find(({ type }) => type === 'CREDIT')];
  if (!bank || !card) throw new Error('There is no account of each kind.');
  return { bank, card };
}

test('lists the same transactions by page and by cursor', async () => {
  const { client, add } = await opened();
  const { id } = await add();
  const { bank, card } = await accountsOf(client, id);
  for (const account of [bank, card]) {
    const all = await client.fetchAllTransactions(account.id);
    expect(all.length).toBeGreaterThan(100);
    expect(new Set(all.map((entry) => entry.id)).size).toBe(all.length);
    expect(all.every(({ accountId }) => accountId === account.id)).toBe(true);
    expect(all.map(({ date }) => +date)).toEqual(all.map(({ date }) => +date).sort((a, b) => b - a));

    const first = await client.fetchTransactions(account.id);
    expect(first).toMatchObject({ page: 1, total: all.length, totalPages: 1 });
    expect(first.results).toEqual(all.slice(0, 500));
    const second = await client.fetchTransactions(account.id, { page: 2, pageSize: 50 });
    expect(second.results).toEqual(all.slice(50, 100));
    const beyond = await client.fetchTransactions(account.id, { page: 99 });
    expect(beyond).toMatchObject({ results: [], page: 99, total: all.length });
    expect(await client.fetchTransaction(all[7]?.id ?? '')).toEqual(all[7]);
  }
});

test('keeps a cursor valid while transactions are added', async () => {
  const { client, add, url } = await opened();
  const { id } = await add({ connectorId: 2, user: 'user-ok-perf-70x' });
  const { bank } = await accountsOf(client, id);
  const before = await client.fetchAllTransactions(bank.id);
  expect(before.length).toBeGreaterThan(700);
  const page = await client.fetchTransactionsCursor(bank.id);
  expect(page.results).toHaveLength(500);
  await call(url, `/sandbox/items/${id}/sync`, undefined, { method: 'POST' });
  await settled(client, id);
  const after = new URLSearchParams(page.next ?? '').get('after') ?? '';
  const rest = await client.fetchTransactionsCursor(bank.id, { after });
  expect(rest.next).toBeNull();
  expect([...page.results, ...rest.results].map((entry) => entry.id)).toEqual(before.map((entry) => entry.id));
  expect(await refusal(client.fetchTransactionsCursor(bank.id, { after: 'nonsense' }))).toMatchObject({ code: 400 });
});

test('filters both lists of transactions', async () => {
  const { client, add } = await opened();
  const { id } = await add();
  const { bank } = await accountsOf(client, id);
  const all = await client.fetchAllTransactions(bank.id);
  const day = (ago: number) => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
  const within = (entry: Transaction) =>
    entry.date.toISOString().slice(0, 10) >= day(60) && entry.date.toISOString().slice(0, 10) <= day(30);
  const wanted = all.filter(within);
  expect(wanted.length).toBeGreaterThan(5);
  expect(await client.fetchAllTransactions(bank.id, { dateFrom: day(60), dateTo: day(30) })).toEqual(wanted);
  const paged = await client.fetchTransactions(bank.id, { from: day(60), to: day(30), pageSize: 500 });
  expect(paged.results).toEqual(wanted);
  const ids = [all[3]?.id ?? '', all[9]?.id ?? ''];
  expect((await client.fetchTransactions(bank.id, { ids })).results.map((entry) => entry.id)).toEqual(ids);
  expect((await client.fetchTransactionsCursor(bank.id, { ids })).results.map((entry) => entry.id)).toEqual(ids);
  const later = new Date(Date.now() + DAY).toISOString();
  expect(await client.fetchAllTransactions(bank.id, { createdAtFrom: later })).toEqual([]);
  for (const wrong of [{ dateFrom: 'x' }, { dateFrom: day(1), createdAtFrom: day(1) }]) {
    expect(await refusal(client.fetchTransactionsCursor(bank.id, wrong))).toMatchObject({ code: 400 });
  }
});

test('GET /transactions answers 410 by default, and a switch brings the list back', async () => {
  const { client, add, url } = await opened({ v1Transactions: undefined });
  const { id } = await add();
  const { bank } = await accountsOf(client, id);
  expect(await refusal(client.fetchTransactions(bank.id))).toMatchObject({
    code: 410,
    codeDescription: 'ENDPOINT_DEPRECATED',
  });
  const [first] = (await client.fetchTransactionsCursor(bank.id)).results;
  expect(await client.fetchTransaction(first?.id ?? '')).toEqual(first);
  await call(url, '/sandbox/settings', undefined, { method: 'POST', body: { v1Transactions: true } });
  expect((await client.fetchTransactions(bank.id)).results[0]).toEqual(first);
});

test('GET /v2/transactions has 500 a page and refuses unknown parameters', async () => {
  const { client, add, url, key } = await opened();
  const { id } = await add({ connectorId: 2, user: 'user-ok-perf-70x' });
  const { bank } = await accountsOf(client, id);
  const list = async (query: string) => call(url, `/v2/transactions?accountId=${bank.id}${query}`, await key());
  expect((await list('')).body.results).toHaveLength(500);
  for (const name of ['pageSize', 'page', 'from', 'cursor', 'billId']) {
    const message = `property ${name} should not exist`;
    expect(await list(`&${name}=1`)).toMatchObject({ status: 400, body: { code: 400, message } });
  }
  expect((await list('&after=%25')).body).toEqual({ code: 400, message: 'Invalid cursor' });
});

test('lists without a page size have up to 500 entries', async () => {
  const { client, add, url, key } = await opened();
  const { id } = await add({ connectorId: 2, user: 'user-ok-perf-70x' });
  const { bank } = await accountsOf(client, id);
  expect((await client.fetchTransactions(bank.id)).results).toHaveLength(500);
  const { results } = await client.fetchInvestments(id);
  for (const path of [`/investments?itemId=${id}`, `/investments/${results[0]?.id}/transactions`]) {
    const { body } = await call(url, path, await key());
    expect(body.totalPages).toBe(1);
    expect((body.results as unknown[]).length).toBe(body.total);
  }
});

test('up to 500 ids fit into a request, and more are refused with the API’s own error', async () => {
  const { client, add } = await opened();
  const { id } = await add();
  const { bank } = await accountsOf(client, id);
  const known = (await client.fetchAllTransactions(bank.id)).map((entry) => entry.id);
  const ids = (count: number) => [...known, ...Array<string>(count).fill(UNKNOWN_ID)].slice(0, count);
  // The request line of 500 ids has 18 kB.
  for (const count of [400, 500]) {
    const { results } = await client.fetchTransactionsCursor(bank.id, { ids: ids(count) });
    expect(results).toHaveLength(Math.min(known.length, count));
  }
  const tooMany = { code: 400, codeDescription: 'IDS_PARAMETER_EXCEEDS_MAX_LENGTH' };
  for (const count of [501, 1_000]) {
    expect(await refusal(client.fetchTransactionsCursor(bank.id, { ids: ids(count) }))).toMatchObject(tooMany);
  }
});

test('ids in webhooks come in blocks of 400, each of which fits into one request', async () => {
  const { client } = await start({ allowLoopbackWebhooks: true });
  const hook = await receiver();
  const { id } = await client.createItem(2, { ...GOOD, user: 'user-ok-perf-1000x' });
  await settled(client, id);
  await client.createWebhook('transactions/updated', hook.url);
  await client.updateItem(id);
  await settled(client, id);
  await waitFor(() => expect(hook.received.length).toBeGreaterThan(1));
  const blocks = hook.received.map(({ payload }) => payload.transactionIds as string[]);
  expect(Math.max(...blocks.map((ids) => ids.length))).toBe(400);
  expect(new Set(blocks.flat()).size).toBe(blocks.flat().length);
  expect(new Set(hook.received.map(({ payload }) => payload.eventId)).size).toBe(blocks.length);
  const { bank } = await accountsOf(client, id);
  const full = blocks.find((ids) => ids.length === 400) ?? [];
  const { results } = await client.fetchTransactionsCursor(bank.id, { ids: full });
  expect(results.map((entry) => entry.id).sort()).toEqual([...full].sort());
  expect(results.every(({ status }) => String(status) === 'POSTED')).toBe(true);
});

test('the balance of an account is read without an update', async () => {
  const { add, client, url, key } = await opened();
  const { id } = await add();
  const { bank, card } = await accountsOf(client, id);
  for (const account of [bank, card]) {
    const { status, body } = await call(url, `/accounts/${account.id}/balance`, await key());
    expect(status).toBe(200);
    expect(body).toMatchObject({ balance: account.balance, currencyCode: 'BRL' });
    expect(Date.parse(String(body.updateDateTime))).toBeGreaterThan(Date.now() - 60_000);
  }
  const unknown = await call(url, `/accounts/${UNKNOWN_ID}/balance`, await key());
  expect(unknown).toMatchObject({ status: 404, body: { code: 404 } });
  await call(url, `/sandbox/items/${id}/preset`, undefined, { method: 'POST', body: { name: 'consent-revoked' } });
  const denied = await call(url, `/accounts/${bank.id}/balance`, await key());
  expect(denied).toMatchObject({ status: 403, body: { codeDescription: 'BALANCE_CONSENT_ERROR' } });
});

test('after a revoked consent lists answer 200 with nothing, before the item says so', async () => {
  const { add, client, url, key } = await opened();
  const { id } = await add();
  const { bank, card } = await accountsOf(client, id);
  const [investment] = (await client.fetchInvestments(id)).results;
  const put = (name: string) => call(url, `/sandbox/items/${id}/preset`, undefined, { method: 'POST', body: { name } });
  const lists = [
    ...[`/accounts?itemId=${id}`, `/investments?itemId=${id}`, `/loans?itemId=${id}`],
    ...[`/transactions?accountId=${bank.id}`, `/v2/transactions?accountId=${bank.id}`],
    ...[`/bills?accountId=${card.id}`, `/accounts/${bank.id}/statements`],
  ];
  const counts = async () => {
    const found: number[] = [];
    for (const path of lists) {
      const { status, body } = await call(url, path, await key());
      expect(status, path).toBe(200);
      found.push((body.results as unknown[]).length);
    }
    return found;
  };
  expect(Math.min(...(await counts()))).toBeGreaterThan(0);
  await put('consent-revoked-at-bank');
  expect(await client.fetchItem(id)).toMatchObject({ status: 'UPDATED', executionStatus: 'SUCCESS' });
  expect(await counts()).toEqual(lists.map(() => 0));
  expect(await refusal(client.fetchInvestment(investment?.id ?? ''))).toMatchObject({ code: 404 });

  await client.updateItem(id);
  expect(await settled(client, id)).toMatchObject({
    status: 'LOGIN_ERROR',
    executionStatus: 'USER_AUTHORIZATION_REVOKED',
  });
  expect((await client.fetchConsents(id)).results[0]?.revokedAt).toBeInstanceOf(Date);
  expect(await counts()).toEqual(lists.map(() => 0));
  await put('updated');
  expect(Math.min(...(await counts()))).toBeGreaterThan(0);
});

test('returns amounts and details that add up to the balances', async () => {
  const { client, add } = await opened();
  const { id } = await add();
  const { bank, card } = await accountsOf(client, id);
  const entries = await client.fetchAllTransactions(bank.id);
  expect(entries[0]?.balance).toBe(bank.balance);
  entries.slice(0, -1).forEach((entry, index) => {
    expect(entry.balance - entry.amount).toBeCloseTo(entries[index + 1]?.balance ?? NaN, 2);
    expect(Math.sign(entry.amount)).toBe(entry.type === 'CREDIT' ? 1 : -1);
  });
  const pix = entries.find(({ description }) => description.startsWith('PIX ENVIADO'));
  expect(pix).toMatchObject({
    categoryId: '05070000',
    category: 'Transfer - PIX',
    paymentData: { paymentMethod: 'PIX', payer: { name: bank.owner } },
    creditCardMetadata: null,
  });
  expect(entries.find(({ description }) => description === 'CREDITO DE SALARIO')).toMatchObject({ amount: 4_200 });

  const bills = await client.fetchCreditCardBills(card.id);
  expect(bills.results).toHaveLength(6);
  const purchases = await client.fetchAllTransactions(card.id);
  for (const bill of bills.results) {
    const ofBill = purchases.filter((entry) => entry.creditCardMetadata?.billId === bill.id);
    expect(ofBill.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(bill.totalAmount, 2);
    expect(await client.fetchCreditCardBill(bill.id)).toEqual(bill);
  }
  expect((await client.fetchCreditCardBills(card.id, { pageSize: 2, page: 3 })).results).toEqual(
    bills.results.slice(4),
  );
});

test('keeps a changed category of a transaction', async () => {
  const { client, add, url } = await opened();
  const { id } = await add();
  const { bank } = await accountsOf(client, id);
  const [, entry] = (await client.fetchTransactionsCursor(bank.id)).results;
  const changed = await client.updateTransactionCategory(entry?.id ?? '', '12000000');
  expect(changed).toMatchObject({ id: entry?.id, category: 'Travel', categoryId: '12000000' });
  await call(url, `/sandbox/items/${id}/sync`, undefined, { method: 'POST' });
  await client.fetchItem(id);
  expect(await client.fetchTransaction(entry?.id ?? '')).toMatchObject({ categoryId: '12000000' });
  expect(await refusal(client.updateTransactionCategory(entry?.id ?? '', '77'))).toMatchObject({ code: 400 });
});

test('lists categories with their parents', async () => {
  const { client } = await start();
  const { results, total } = await client.fetchCategories();
  expect(results).toHaveLength(total);
  const internet = results.find(({ id }) => id === '07010100');
  expect(internet).toEqual({
    id: '07010100',
    description: 'Internet',
    parentId: '07010000',
    parentDescription: 'Telecommunications',
  });
  expect(results.find(({ id }) => id === '01000000')).not.toHaveProperty('parentId');
  expect(await client.fetchCategory('07010100')).toEqual(internet);
});

test('lists investments and their transactions', async () => {
  const { client, add } = await opened();
  const { id } = await add();
  const { results, total } = await client.fetchInvestments(id);
  expect(total).toBe(results.length);
  expect(new Set(results.map(({ type }) => type))).toEqual(
    new Set(['FIXED_INCOME', 'MUTUAL_FUND', 'EQUITY', 'SECURITY']),
  );
  const equity = await client.fetchInvestments(id, 'EQUITY', { pageSize: 1 });
  expect(equity).toMatchObject({ total: 2, totalPages: 2, results: [{ type: 'EQUITY' }] });
  for (const investment of results) {
    expect(await client.fetchInvestment(investment.id)).toEqual(investment);
    const moves = await client.fetchAllInvestmentTransactions(investment.id);
    expect(moves.reduce((sum, { amount }) => sum + (amount ?? 0), 0)).toBeCloseTo(investment.amountOriginal ?? NaN, 2);
    expect(moves.every(({ investmentId, date }) => investmentId === investment.id && date instanceof Date)).toBe(true);
  }
  const moves = await client.fetchInvestmentTransactions(results[0]?.id ?? '', { pageSize: 2, page: 2 });
  expect(moves).toMatchObject({ page: 2, total: 6, totalPages: 3 });
});

test('returns loans, the identity and consents', async () => {
  const { client, add } = await opened();
  const { id } = await add();
  const loans = await client.fetchLoans(id);
  expect(loans.results.map(({ kind }) => kind)).toEqual(['LOAN', 'FINANCING']);
  expect(await client.fetchLoan(loans.results[1]?.id ?? '')).toEqual(loans.results[1]);
  expect((await client.fetchLoans(id, { pageSize: 1, page: 2 })).results).toEqual([loans.results[1]]);

  const identity = await client.fetchIdentityByItemId(id);
  const { bank } = await accountsOf(client, id);
  expect(identity).toMatchObject({ itemId: id, documentType: 'CPF', fullName: bank.owner, document: bank.taxNumber });
  expect(await client.fetchIdentity(identity.id)).toEqual(identity);

  const [consent] = (await client.fetchConsents(id)).results;
  expect(consent).toMatchObject({ itemId: id, revokedAt: null });
  expect(await client.fetchConsent(consent?.id ?? '')).toEqual(consent);

  const company = await client.fetchIdentityByItemId((await add({ connectorId: 601 })).id);
  expect(company).toMatchObject({ documentType: 'CNPJ', birthDate: null, parties: [{ type: 'PARTNER' }] });
});

test('serves statements without a key for half an hour', async () => {
  const time = virtualTime();
  const { client, add } = await opened(time.options);
  const { id } = await add();
  const { bank, card } = await accountsOf(client, id);
  const { results } = await client.fetchAccountStatements(bank.id);
  expect(results).toHaveLength(6);
  expect((await client.fetchAccountStatements(card.id)).results).toEqual([]);
  const [newest] = results;
  const url = newest?.url ?? '';
  const file = await fetch(url);
  expect(file.headers.get('content-type')).toContain('text/csv');
  const lines = (await file.text()).trim().split('\n');
  const month = (await client.fetchAllTransactions(bank.id)).filter(({ date }) =>
    date.toISOString().startsWith(newest?.monthYear ?? ''),
  );
  expect(lines).toHaveLength(month.length + 1);
  expect((await fetch(url.replace(/\d\d\.csv/, '01.csv').replace(/signature=./, 'signature='))).status).toBe(403);
  await time.advance(30 * 60_000 + 1);
  expect((await fetch(url)).status).toBe(403);
});

test('returns no data of products that were not requested', async () => {
  const { client, add } = await opened();
  const { id } = await add({ products: ['ACCOUNTS'] });
  const { results } = await client.fetchAccounts(id);
  expect(results.map(({ type }) => type)).toEqual(['BANK']);
  expect(await client.fetchAllTransactions(results[0]?.id ?? '')).toEqual([]);
  expect((await client.fetchInvestments(id)).total).toBe(0);
  expect((await client.fetchLoans(id)).total).toBe(0);
  expect((await client.fetchAccountStatements(results[0]?.id ?? '')).total).toBe(0);
  expect(await refusal(client.fetchIdentityByItemId(id))).toMatchObject({ code: 404, message: 'Identity not found' });
});

test('responds with 404 to an unknown id, and with 400 to a missing one', async () => {
  const { client } = await start({ v1Transactions: true });
  const reads: [string, () => Promise<unknown>][] = [
    ['Account', () => client.fetchAccount(UNKNOWN_ID)],
    ['Account', () => client.fetchTransactions(UNKNOWN_ID)],
    ['Account', () => client.fetchTransactionsCursor(UNKNOWN_ID)],
    ['Account', () => client.fetchAccountStatements(UNKNOWN_ID)],
    ['Account', () => client.fetchCreditCardBills(UNKNOWN_ID)],
    ['Bill', () => client.fetchCreditCardBill(UNKNOWN_ID)],
    ['Transaction', () => client.fetchTransaction(UNKNOWN_ID)],
    ['Transaction', () => client.updateTransactionCategory(UNKNOWN_ID, '01000000')],
    ['Investment', () => client.fetchInvestment(UNKNOWN_ID)],
    ['Investment', () => client.fetchInvestmentTransactions(UNKNOWN_ID)],
    ['Loan', () => client.fetchLoan(UNKNOWN_ID)],
    ['Identity', () => client.fetchIdentity(UNKNOWN_ID)],
    ['Consent', () => client.fetchConsent(UNKNOWN_ID)],
    ['Category', () => client.fetchCategory(UNKNOWN_ID)],
    ['Webhook', () => client.fetchWebhook(UNKNOWN_ID)],
    ['Item', () => client.fetchAccounts(UNKNOWN_ID)],
    ['Item', () => client.fetchInvestments(UNKNOWN_ID)],
    ['Item', () => client.fetchLoans(UNKNOWN_ID)],
    ['Item', () => client.fetchIdentityByItemId(UNKNOWN_ID)],
    ['Item', () => client.fetchConsents(UNKNOWN_ID)],
  ];
  for (const [what, read] of reads) {
    expect(await refusal(read())).toMatchObject({ code: 404, message: `${what} not found` });
  }
  expect(await refusal(client.fetchTransactions(''))).toMatchObject({ code: 400 });
});

test('refuses a connect token', async () => {
  const { client, add, url } = await opened();
  const { id } = await add();
  const { bank } = await accountsOf(client, id);
  const { accessToken } = await client.createConnectToken(id);
  for (const path of [
    `/transactions?accountId=${bank.id}`,
    `/v2/transactions?accountId=${bank.id}`,
    `/accounts/${bank.id}`,
    `/accounts/${bank.id}/statements`,
    `/bills?accountId=${bank.id}`,
    `/investments?itemId=${id}`,
    `/loans?itemId=${id}`,
    `/identity?itemId=${id}`,
    `/consents?itemId=${id}`,
    '/categories',
  ]) {
    expect((await call(url, path, accessToken)).status, path).toBe(403);
    expect((await call(url, path)).status, path).toBe(403);
  }
});

test('returns the same data for the same item, in any sandbox and order', async () => {
  const id = '44444444-4444-4444-8444-444444444444';
  const now = Date.UTC(2026, 10, 23, 12);
  const read = async () => {
    const seed = { items: [{ id, connectorId: 600, parameters: { cpf: '76109277673' } }] };
    const { client } = await start({ seed, now: () => now });
    const { bank, card } = await accountsOf(client, id);
    return {
      bank,
      card,
      entries: await client.fetchAllTransactions(bank.id),
      bills: await client.fetchCreditCardBills(card.id),
      investments: await client.fetchInvestments(id),
      loans: await client.fetchLoans(id),
      identity: await client.fetchIdentityByItemId(id),
    };
  };
  const [first, second] = [await read(), await read()];
  expect(second).toEqual(first);
});

test('adds, posts and deletes transactions over time, with a webhook for each kind of change', async () => {
  const time = virtualTime();
  const { add, url, ...running } = await opened({ ...time.options, stepMs: 0 });
  let { client } = running;
  const hook = await receiver();
  const { id } = await add();
  const { bank } = await accountsOf(client, id);
  await client.createWebhook('all', hook.url);
  let known = await client.fetchAllTransactions(bank.id);
  let pending: string[] = [];
  for (let sync = 1; sync <= 6; sync++) {
    await time.advance(3 * DAY);
    // The API key has expired.
    client = clientOf(url);
    hook.received.length = 0;
    await call(url, `/sandbox/items/${id}/sync`, undefined, { method: 'POST' });
    await time.advance(1_000);
    const now = await client.fetchAllTransactions(bank.id);
    const ids = (entries: { id: string }[]) => entries.map((entry) => entry.id).sort();
    const created = now.filter((entry) => !known.some((old) => old.id === entry.id));
    const deleted = known.filter((old) => !now.some((entry) => entry.id === old.id));
    const booked = now.filter((entry) => pending.includes(entry.id));
    expect(created.length).toBeGreaterThan(0);
    expect(booked.every(({ status }) => String(status) === 'POSTED')).toBe(true);
    expect([...ids(booked), ...ids(deleted)].sort()).toEqual(pending.sort());

    const expected = ['item/login_succeeded', 'item/updated', 'transactions/created', 'transactions/created'];
    if (sync > 1) expected.push(...(deleted.length ? ['transactions/deleted', 'transactions/deleted'] : []));
    if (sync > 1 && booked.length) expected.push('transactions/updated', 'transactions/updated');
    await hook.arrive(expected);
    const payloadsOf = (event: string) =>
      hook.received.find(({ payload }) => payload.event === event && payload.accountId === bank.id)?.payload;
    const link = new URL(String(payloadsOf('transactions/created')?.createdTransactionsLink));
    expect(`${link.origin}${link.pathname}`).toBe(`${url}/v2/transactions`);
    const createdAtFrom = link.searchParams.get('createdAtFrom') ?? '';
    expect(ids(await client.fetchAllTransactions(bank.id, { createdAtFrom }))).toEqual(ids(created));
    expect(payloadsOf('transactions/created')).toMatchObject({
      itemId: id,
      clientUserId: 'ana',
      triggeredBy: 'SYNC',
      transactionsCount: created.length,
      transactionsCreatedAtFrom: createdAtFrom,
      transactionsMinDate: created.at(-1)?.date.toISOString(),
    });
    expect(payloadsOf('transactions/updated')?.transactionIds ?? []).toEqual(ids(booked));
    expect(payloadsOf('transactions/deleted')?.transactionIds ?? []).toEqual(ids(deleted));
    expect(payloadsOf('transactions/deleted') ?? {}).not.toHaveProperty('triggeredBy');
    expect(now[0]?.balance).toBe((await client.fetchAccount(bank.id)).balance);
    pending = ids(now.filter(({ status }) => String(status) === 'PENDING'));
    known = now;
  }
});

test('keeps earlier data when a collection fails', async () => {
  const { client } = await start();
  const { id } = await client.createItem(2, GOOD);
  await settled(client, id);
  const before = await client.fetchAccounts(id);
  await client.updateItem(id, { user: 'user-locked' });
  expect((await settled(client, id)).status).toBe('LOGIN_ERROR');
  expect(await client.fetchAccounts(id)).toEqual(before);
});
