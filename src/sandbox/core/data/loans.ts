import { uuidOf } from '../random.js';
import type { LoanJson } from '../types.js';
import type { Holder } from './accounts.js';
import { DAY, iso, monthly, round, Source } from './source.js';

interface Contract {
  name: string;
  type: string;
  kind: LoanJson['kind'];
  amount: [number, number];
  installments: number;
  /** The monthly interest rate, where 1 is 100 %. */
  rate: number;
  amortization: 'PRICE' | 'SAC';
  warranty?: [type: string, subtype: string];
}

const CONTRACTS: readonly Contract[] = [
  {
    name: 'Crédito Pessoal',
    type: 'CREDITO_PESSOAL_SEM_CONSIGNACAO',
    kind: 'LOAN',
    amount: [3_000, 12_000],
    installments: 24,
    rate: 0.029,
    amortization: 'PRICE',
  },
  {
    name: 'Financiamento de Veículo',
    type: 'AQUISICAO_BENS_VEICULOS_AUTOMOTORES',
    kind: 'FINANCING',
    amount: [30_000, 70_000],
    installments: 48,
    rate: 0.017,
    amortization: 'SAC',
    warranty: ['ALIENACAO_FIDUCIARIA', 'VEICULOS_AUTOMOTORES'],
  },
];

/** Returns a login's loans, with an installment paid on each due date so far. */
export const collectLoans = (holder: Holder): LoanJson[] =>
  CONTRACTS.map((contract, index) => loan(contract, index, holder));

function loan(contract: Contract, index: number, { itemId, loginKey, now }: Holder): LoanJson {
  const source = new Source(`${loginKey} loan ${index}`);
  const id = uuidOf(`${itemId} loan ${index}`);
  // A fixed first month keeps the contract's dates stable.
  const signed = monthly(Date.UTC(2025, 8, 1), source.integer(0, 8), 12);
  const amount = source.money(...contract.amount);
  const due = (nth: number) => monthly(signed, nth, 15);
  const total = contract.installments;
  const paid = Array.from({ length: total }, (_, nth) => due(nth + 1)).filter((date) => date < now).length;
  const installment = round((amount * contract.rate) / (1 - (1 + contract.rate) ** -total));
  const contractNumber = source.digits(10);
  return {
    id,
    itemId,
    contractNumber,
    ipocCode: `${source.digits(14)}${contractNumber}`,
    productName: contract.name,
    type: contract.type,
    kind: contract.kind,
    date: iso(Math.floor(now / DAY) * DAY),
    contractDate: iso(signed),
    disbursementDates: [iso(signed + 2 * DAY)],
    settlementDate: null,
    contractAmount: amount,
    currencyCode: 'BRL',
    dueDate: iso(due(total)),
    installmentPeriodicity: 'MONTHLY',
    installmentPeriodicityAdditionalInfo: null,
    firstInstallmentDueDate: iso(due(1)),
    CET: round(((1 + contract.rate) ** 12 - 1) * 100) / 100,
    amortizationScheduled: contract.amortization,
    amortizationScheduledAdditionalInfo: null,
    cnpjConsignee: null,
    interestRates: [
      {
        taxType: 'EFFECTIVE',
        interestRateType: 'COMPOUND',
        taxPeriodicity: 'MONTHLY',
        calculation: '30/360',
        referentialRateIndexerType: 'PRE_FIXADO',
        referentialRateIndexerSubType: 'PRE_FIXADO',
        referentialRateIndexerAdditionalInfo: null,
        preFixedRate: contract.rate,
        postFixedRate: null,
        additionalInfo: null,
      },
    ],
    contractedFees: [
      { name: 'Tarifa de cadastro', code: 'CADASTRO', chargeType: 'UNIQUE', charge: 'FIXED', amount: 120, rate: null },
    ],
    contractedFinanceCharges: [{ type: 'MULTA_ATRASO_PAGAMENTO', additionalInfo: null, rate: 0.02 }],
    warranties: contract.warranty
      ? [{ currencyCode: 'BRL', type: contract.warranty[0], subtype: contract.warranty[1], amount }]
      : [],
    installments: {
      typeNumberOfInstallments: 'MONTH',
      totalNumberOfInstallments: total,
      typeContractRemaining: 'MONTH',
      contractRemainingNumber: total - paid,
      paidInstallments: paid,
      dueInstallments: total - paid,
      pastDueInstallments: 0,
      balloonPayments: [],
    },
    payments: {
      contractOutstandingBalance: round((amount * (total - paid)) / total),
      releases: Array.from({ length: paid }, (_, nth) => ({
        isOverParcelPayment: false,
        installmentId: `${contractNumber}-${nth + 1}`,
        paidDate: iso(due(nth + 1)),
        currencyCode: 'BRL' as const,
        paidAmount: installment,
        overParcel: null,
      })),
    },
  };
}
