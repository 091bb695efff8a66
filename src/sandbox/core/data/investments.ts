import { uuidOf } from '../random.js';
import type { InvestmentJson, InvestmentTransactionJson } from '../types.js';
import type { Holder } from './accounts.js';
import { DAY, iso, monthly, round, Source } from './source.js';

/** An investment and its deposits. */
export interface Position {
  investment: InvestmentJson;
  transactions: InvestmentTransactionJson[];
}

interface Product extends Pick<InvestmentJson, 'type' | 'subtype' | 'name'> {
  issuer?: string;
  /** The yearly yield in percent. */
  yearly: number;
  rate?: [number, string];
  /** The purchase price of a quota or share. A position without a price has a single unit. */
  price?: number;
  /** The years until the investment is due. */
  years?: number;
  isin?: string;
}

const PRODUCTS: readonly Product[] = [
  {
    type: 'FIXED_INCOME',
    subtype: 'CDB',
    name: 'CDB Banco Ipê',
    issuer: 'Banco Ipê S.A.',
    yearly: 11,
    rate: [102, 'CDI'],
    years: 2,
  },
  {
    type: 'FIXED_INCOME',
    subtype: 'TREASURY',
    name: 'Tesouro Selic 2029',
    issuer: 'Tesouro Nacional',
    yearly: 10.6,
    rate: [100, 'SELIC'],
    years: 4,
  },
  {
    type: 'FIXED_INCOME',
    subtype: 'LCI',
    name: 'LCI Cooperativa Araucária',
    issuer: 'Cooperativa Araucária',
    yearly: 9.4,
    rate: [92, 'CDI'],
    years: 1,
  },
  { type: 'MUTUAL_FUND', subtype: 'MULTIMARKET_FUND', name: 'Sabiá Multimercado FIC FIM', yearly: 8.1, price: 2.4 },
  { type: 'EQUITY', subtype: 'STOCK', name: 'IPEA3 Companhia Ipê ON', yearly: 4.5, price: 31.2, isin: 'BRIPEAACNOR0' },
  {
    type: 'EQUITY',
    subtype: 'REAL_ESTATE_FUND',
    name: 'JATB11 Jatobá Logística',
    yearly: 7.2,
    price: 98.5,
    isin: 'BRJATBCTF000',
  },
  { type: 'SECURITY', subtype: 'RETIREMENT', name: 'Previdência Aroeira VGBL', yearly: 7.8, price: 1.9 },
];

/** The number of monthly deposits per position. */
const DEPOSITS = 6;

/** Returns a login's portfolio, whose value grows daily. */
export function collectInvestments({ itemId, loginKey, owner, now }: Holder): Position[] {
  return PRODUCTS.map((product, index) => position(product, index, { itemId, loginKey, owner, now }));
}

function position(product: Product, index: number, holder: Omit<Holder, 'taxNumber'>): Position {
  const { itemId, loginKey, owner, now } = holder;
  const { type, subtype, name, issuer, yearly, rate, price, years, isin } = product;
  const source = new Source(`${loginKey} investment ${index}`);
  const id = uuidOf(`${itemId} investment ${index}`);
  const number = source.digits(8);
  const deposit = source.money(200, 1_500);
  // A fixed first month keeps the dates of a login's deposits stable.
  const bought = (months: number) => monthly(Date.UTC(2025, 0, 1), months, 4 + index);
  const today = Math.floor(now / DAY) * DAY;
  const grown = (since: number) => (1 + yearly / 100) ** ((today - since) / (365 * DAY));
  const quota = price === undefined ? 1 : round(deposit / price);

  const transactions = Array.from({ length: DEPOSITS }, (_, months): InvestmentTransactionJson => {
    const date = bought(months);
    return {
      id: uuidOf(`${id} ${months}`),
      type: 'BUY',
      movementType: 'CREDIT',
      description: `Aplicação em ${name}`,
      investmentId: id,
      quantity: quota,
      value: round(deposit / quota),
      amount: deposit,
      netAmount: deposit,
      date: iso(date),
      tradeDate: iso(date + 2 * DAY),
      brokerageNumber: type === 'EQUITY' ? source.digits(6) : null,
      agreedRate: rate?.[0] ?? null,
      expenses: type === 'EQUITY' ? { ...NO_EXPENSES, brokerageFee: 2.5, clearingFee: 0.3 } : null,
    };
  }).reverse();

  const amount = round(transactions.reduce((sum, { date }) => sum + deposit * grown(Date.parse(date)), 0));
  const quantity = price === undefined ? 1 : round(quota * DEPOSITS);
  const original = round(deposit * DEPOSITS);
  const taxes = round(Math.max(0, amount - original) * 0.15);
  const investment: InvestmentJson = {
    id,
    code: `${source.digits(2)}.${source.digits(3)}.${source.digits(3)}/0001-${source.digits(2)}`,
    issuerCNPJ: issuer ? source.digits(14) : null,
    number,
    isin: isin ?? null,
    itemId,
    type,
    subtype,
    name,
    currencyCode: 'BRL',
    date: iso(today),
    value: round(amount / quantity),
    quantity,
    taxes,
    taxes2: 0,
    balance: round(amount - taxes),
    amount,
    amountWithdrawal: round(amount - taxes),
    amountProfit: round(amount - original),
    amountOriginal: original,
    dueDate: years === undefined ? null : iso(bought(12 * years)),
    issuer: issuer ?? null,
    issueDate: issuer ? iso(bought(0)) : null,
    purchaseDate: iso(bought(0)),
    rate: rate?.[0] ?? null,
    rateType: rate?.[1] ?? null,
    fixedAnnualRate: null,
    lastMonthRate: round(yearly / 12),
    annualRate: yearly,
    lastTwelveMonthsRate: yearly,
    status: 'ACTIVE',
    // Pluggy returns `null` for applications created since 2023.
    transactions: null,
    metadata: type === 'SECURITY' ? { taxRegime: 'REGRESSIVO', proposalNumber: number, processNumber: null } : null,
    owner,
    institution: { name: 'Corretora Sabiá', number: '12345678000195' },
  };
  return { investment, transactions };
}

const NO_EXPENSES = {
  serviceTax: null,
  brokerageFee: null,
  incomeTax: null,
  other: null,
  tradingAssetsNoticeFee: null,
  maintenanceFee: null,
  settlementFee: null,
  clearingFee: null,
  stockExchangeFee: null,
  custodyFee: null,
  operatingFee: null,
};
