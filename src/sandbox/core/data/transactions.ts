import { uuidOf } from '../random.js';
import type { AccountJson, TransactionJson } from '../types.js';
import { categoryById } from './categories.js';
import { DAY, iso, round, Source } from './source.js';

/** The number of days that Pluggy collects for a new item. */
const HISTORY_DAYS = 365;

/** The number of days before the connection in which a performance user's additional transactions are pending. */
const PENDING_DAYS = 30;

/** The number of transactions per `x` in the name of a performance user. */
export const BULK = 10;

/** The transactions of an account, newest first. */
export interface Ledger {
  transactions: TransactionJson[];
  /** The day after the last collected day, in days since 1970. */
  collectedDay?: number;
  /** The number of collections so far. */
  syncs: number;
}

export interface LedgerChanges {
  created: TransactionJson[];
  updated: TransactionJson[];
  deleted: TransactionJson[];
}

interface Kind {
  text: string;
  category: string;
  from: number;
  to: number;
  credit?: true;
  method?: 'PIX' | 'TED' | 'BOLETO';
  mcc?: number;
  cnpj?: string;
}

const PEOPLE = ['Rui Jatobá', 'Célia Ipê', 'Bruno Aroeira', 'Dora Peroba', 'Ivo Umbuzeiro', 'Nair Buriti'];

const BANK: readonly Kind[] = [
  { text: 'PIX ENVIADO', category: '05070000', from: 8, to: 400, method: 'PIX' },
  { text: 'PIX ENVIADO', category: '05070000', from: 8, to: 120, method: 'PIX' },
  { text: 'PIX RECEBIDO', category: '05070000', from: 10, to: 600, credit: true, method: 'PIX' },
  { text: 'TED ENVIADA', category: '05080000', from: 100, to: 900, method: 'TED' },
  { text: 'PAGAMENTO DE BOLETO', category: '05010000', from: 40, to: 350, method: 'BOLETO' },
  { text: 'COMPRA DEBITO MERCADO CAJUEIRO', category: '10000000', from: 15, to: 280 },
  { text: 'COMPRA DEBITO PADARIA JATOBA', category: '11010000', from: 6, to: 45 },
  { text: 'COMPRA DEBITO FARMACIA GUARANA', category: '18020000', from: 12, to: 130 },
  { text: 'POSTO ARAPONGA', category: '19050100', from: 50, to: 260 },
  { text: 'TARIFA PACOTE DE SERVICOS', category: '16000000', from: 19.9, to: 19.9 },
];
const SALARY: Kind = { text: 'CREDITO DE SALARIO', category: '01010000', from: 4_200, to: 4_200, credit: true };
const RENT: Kind = { text: 'ALUGUEL', category: '17010000', from: 1_450, to: 1_450, method: 'BOLETO' };
const POWER: Kind = { text: 'CONTA DE LUZ', category: '17020200', from: 90, to: 220, method: 'BOLETO' };

const CARD: readonly Kind[] = [
  { text: 'MERCADO CAJUEIRO', category: '10000000', from: 30, to: 420, mcc: 5411, cnpj: '11222333000181' },
  { text: 'ENTREGA TUCANO', category: '11020000', from: 22, to: 110, mcc: 5812, cnpj: '22333444000181' },
  { text: 'RESTAURANTE DENDE', category: '11010000', from: 35, to: 190, mcc: 5812, cnpj: '33444555000181' },
  { text: 'CORRIDA JABUTI', category: '19010000', from: 9, to: 60, mcc: 4121, cnpj: '44555666000181' },
  { text: 'LOJA PITANGA', category: '08010000', from: 40, to: 600, mcc: 5311, cnpj: '55666777000181' },
  { text: 'FARMACIA GUARANA', category: '18020000', from: 12, to: 160, mcc: 5912, cnpj: '66777888000181' },
  { text: 'CINEMA ARARA', category: '21000000', from: 24, to: 90, mcc: 7832, cnpj: '77888999000181' },
];
const STREAMING: Kind = { text: 'SABIA FILMES', category: '09020000', from: 39.9, to: 39.9, mcc: 4899 };

/** Returns the kinds of transactions of a day. */
function kindsOf(account: AccountJson, source: Source, dayOfMonth: number): Kind[] {
  const kinds: Kind[] = [];
  if (account.type === 'CREDIT') {
    if (dayOfMonth === 3) kinds.push(STREAMING);
    if (source.chance(0.45)) kinds.push(source.pick(CARD));
    return kinds;
  }
  if (dayOfMonth === 5) kinds.push(SALARY);
  if (dayOfMonth === 10) kinds.push(RENT);
  if (dayOfMonth === 18) kinds.push(POWER);
  if (source.chance(0.4)) kinds.push(source.pick(BANK));
  return kinds;
}

interface Collection {
  account: AccountJson;
  ledger: Ledger;
  /** The seed of the transactions: a login and an account. */
  key: string;
  now: number;
  /** The number of additional transactions. */
  bulk: number;
  withPaymentData: boolean;
}

/**
 * Updates an account's ledger and balance. The first collection adds a year of transactions. Each later collection adds
 * the days since, adds one to three current transactions, and posts or deletes pending transactions.
 */
export function collectTransactions(collection: Collection): LedgerChanges {
  const { account, ledger, key, now, bulk } = collection;
  const today = Math.floor(now / DAY);
  const first = ledger.collectedDay === undefined;
  const changes: LedgerChanges = {
    created: [],
    ...(first ? { updated: [], deleted: [] } : resolvePending(collection)),
  };

  for (let day = ledger.collectedDay ?? today - HISTORY_DAYS; day < today; day++) {
    const source = new Source(`${key} ${day}`);
    const kinds = kindsOf(account, source, new Date(day * DAY).getUTCDate());
    const extra = first ? share(bulk, day - (today - HISTORY_DAYS)) : 0;
    const usual = kinds.length;
    for (let i = 0; i < extra; i++) kinds.push(source.pick(account.type === 'CREDIT' ? CARD : BANK));
    kinds.forEach((kind, index) => {
      const at = day * DAY + source.integer(9 * 60, 22 * 60) * 60_000;
      const made = transaction(collection, kind, source, at, `${day} ${index}`);
      if (index >= usual && day >= today - PENDING_DAYS) made.status = 'PENDING';
      changes.created.push(made);
    });
  }
  if (!first) {
    const source = new Source(`${key} sync ${ledger.syncs}`);
    const count = source.integer(1, 3);
    for (let i = 0; i < count; i++) {
      const kind = source.pick(account.type === 'CREDIT' ? CARD : BANK);
      const made = transaction(collection, kind, source, now - (count - i) * 60_000, `sync ${ledger.syncs} ${i}`);
      if (i === count - 1) made.status = 'PENDING';
      changes.created.push(made);
    }
  }

  ledger.collectedDay = today;
  ledger.syncs++;
  ledger.transactions.push(...changes.created);
  ledger.transactions.sort(byDate);
  balance(account, changes, first ? ledger.transactions : changes.created, first);
  return changes;
}

/** Sorts transactions by date, newest first, and by id. */
const byDate = (a: TransactionJson, b: TransactionJson) =>
  a.date === b.date ? (a.id < b.id ? 1 : -1) : a.date < b.date ? 1 : -1;

/** Returns the number of additional transactions on the nth day of the history. */
const share = (bulk: number, nth: number) =>
  Math.floor((bulk * (nth + 1)) / HISTORY_DAYS) - Math.floor((bulk * nth) / HISTORY_DAYS);

/** Posts the pending transactions. Every third collection deletes one of the pending transactions instead. */
function resolvePending({ ledger, now }: Collection): Pick<LedgerChanges, 'updated' | 'deleted'> {
  const pending = ledger.transactions.filter(({ status }) => status === 'PENDING');
  const deleted = ledger.syncs % 3 === 0 ? pending.slice(0, 1) : [];
  const updated = pending.filter((entry) => !deleted.includes(entry));
  for (const entry of updated) {
    entry.status = 'POSTED';
    entry.updatedAt = iso(now);
  }
  ledger.transactions = ledger.transactions.filter((entry) => !deleted.includes(entry));
  return { updated, deleted };
}

/** Sets the running balances: backwards from the account's balance at first, forwards with new transactions later. */
function balance(account: AccountJson, { deleted }: LedgerChanges, entries: TransactionJson[], first: boolean): void {
  if (first) {
    let running = account.balance;
    for (const entry of entries) {
      entry.balance = running;
      running = round(running - entry.amount);
    }
    return;
  }
  let running = round(account.balance - deleted.reduce((sum, { amount }) => sum + amount, 0));
  for (const entry of [...entries].sort(byDate).reverse()) {
    running = round(running + entry.amount);
    entry.balance = running;
  }
  account.balance = running;
}

function transaction(
  { account, now, withPaymentData }: Collection,
  kind: Kind,
  source: Source,
  at: number,
  name: string,
): TransactionJson {
  const amount = source.money(kind.from, kind.to);
  const person = kind.method === 'PIX' || kind.method === 'TED' ? source.pick(PEOPLE) : undefined;
  const text = person ? `${kind.text} ${person.toUpperCase()}` : kind.text;
  const card = account.type === 'CREDIT';
  return {
    id: uuidOf(`${account.id} ${name}`),
    accountId: account.id,
    date: iso(at),
    description: text,
    descriptionRaw: text,
    type: kind.credit ? 'CREDIT' : 'DEBIT',
    // Expenses are negative on a bank account and positive on a card, whose balance is a debt.
    amount: kind.credit || card ? amount : -amount,
    amountInAccountCurrency: null,
    balance: 0,
    currencyCode: 'BRL',
    category: categoryById(kind.category)?.description ?? null,
    categoryId: kind.category,
    status: 'POSTED',
    providerCode: kind.method ?? (card ? 'COMPRA' : 'DEBITO'),
    operationType: kind.method ?? null,
    operationTypeAdditionalInfo: null,
    providerId: null,
    ...(withPaymentData && kind.method && { paymentData: payment(account, kind, source, person, amount) }),
    creditCardMetadata: card
      ? {
          cardNumber: account.number,
          payeeMCC: kind.mcc,
          installmentNumber: 1,
          totalInstallments: 1,
          purchaseDate: iso(at),
        }
      : null,
    ...(kind.cnpj && { merchant: { name: kind.text, businessName: `${kind.text} LTDA`, cnpj: kind.cnpj } }),
    createdAt: iso(now),
    updatedAt: iso(now),
  };
}

function payment(account: AccountJson, kind: Kind, source: Source, person: string | undefined, amount: number) {
  const holder = {
    name: account.owner ?? undefined,
    documentNumber: { type: 'CPF' as const, value: account.taxNumber ?? undefined },
    accountNumber: account.number,
  };
  const other = {
    name: person ?? 'Boletos Aroeira S.A.',
    documentNumber: { type: person ? ('CPF' as const) : ('CNPJ' as const), value: source.digits(person ? 11 : 14) },
    branchNumber: '0001',
    accountNumber: source.digits(6),
    routingNumber: '999',
    routingNumberISPB: source.digits(8),
  };
  const line = source.digits(47);
  return {
    payer: kind.credit ? other : holder,
    receiver: kind.credit ? holder : other,
    paymentMethod: kind.method,
    referenceNumber: source.digits(12),
    boletoMetadata:
      kind.method === 'BOLETO'
        ? {
            digitableLine: line,
            barcode: line.slice(0, 44),
            baseAmount: amount,
            penaltyAmount: null,
            interestAmount: null,
            discountAmount: null,
          }
        : null,
  };
}
