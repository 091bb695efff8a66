import { describe, expect, it } from 'vitest';
import type { Item, ProductDetail } from '../../src/model/item-types.js';
import { itemView } from '../../src/model/item-view.js';
import { promptReason } from '../../src/model/prompt.js';
import { isLate, warningReason, type WarningReason } from '../../src/model/warnings.js';

const NOW = Date.parse('2026-11-29T12:00:00.000Z');
const HOUR_AGO = '2026-11-29T11:00:00.000Z';

/** Expected by hand, from the table of Pluggy's documentation. */
const REASONS: [reason: WarningReason, codes: string][] = [
  ['permission', 'ACCT_001 CC_001 TXN_001 TXN_004 INV_001 INV_002'],
  ['approval', 'ACCT_002 CC_002'],
  ['temporary', 'ACCT_003 CC_003'],
  ['never', 'ACCT_004 CC_004 INV_003 INV_005'],
  ['quota', 'TXN_003 TXN_006 INV_004 423'],
  ['part', 'ACCT_005 ACCT_006 CC_005 CC_006 CC_007 TXN_002 TXN_005'],
];
/** Codes that prove nothing: those of direct connectors, new ones of known families, and hostile ones. */
const UNKNOWN = [
  '001',
  '002',
  '003',
  '004',
  'LOAN_001',
  'ID_001',
  'ACCT_099',
  'acct_001',
  '',
  'constructor',
  '__proto__',
];

const detail = (isUpdated: boolean, ...codes: string[]): ProductDetail => ({
  isUpdated,
  lastUpdatedAt: HOUR_AGO,
  warnings: codes.map((code) => ({ code })),
});
const item = (
  products: Record<string, ProductDetail>,
  executionStatus = 'SUCCESS',
  fields: Partial<Item> = {},
): Item => ({
  id: 'item-1',
  status: 'UPDATED',
  executionStatus,
  lastUpdatedAt: HOUR_AGO,
  statusDetail: products,
  ...fields,
});

describe('warningReason', () => {
  for (const [reason, codes] of REASONS) {
    for (const code of codes.split(' ')) it(`${code}: ${reason}`, () => expect(warningReason(code)).to.equal(reason));
  }

  for (const code of UNKNOWN) {
    it(`${code || 'no code'}: makes no claim`, () => expect(warningReason(code)).to.equal('other'));
  }

  it('knows no code that is not listed here', () => {
    const listed = REASONS.flatMap(([, codes]) => codes.split(' '));
    const numbers = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));
    const families = ['', 'ACCT_', 'CC_', 'TXN_', 'INV_', 'LOAN_', 'ID_'];
    const codes = families.flatMap((family) => numbers.map((number) => family + number));
    const known = codes.filter((code) => warningReason(code) !== 'other');
    expect(known.sort()).to.deep.equal(listed.sort());
  });
});

describe('a product is late', () => {
  const rows: [ProductDetail, boolean][] = [
    [detail(true), false],
    [detail(false), true],
    [detail(false, 'CC_004'), false],
    [detail(false, 'INV_003', 'INV_005'), false],
    [detail(false, 'CC_004', 'CC_001'), true],
    [detail(false, '001'), true],
    [detail(false, '423'), true],
    [detail(false, 'ACCT_003'), true],
    [detail(true, '423'), false],
    [detail(true, 'TXN_001'), false],
    [detail(true, 'SOMETHING_NEW'), false],
  ];
  for (const [product, late] of rows) {
    const codes = product.warnings.map(({ code }) => code).join(' ');
    const name = `${product.isUpdated ? 'updated' : 'not updated'}, ${codes || 'without a warning'}: ${late ? 'yes' : 'no'}`;
    it(name, () => expect(isLate(product)).to.equal(late));
  }
});

describe('the state of an Item with warnings', () => {
  const soon = { consentExpiresAt: '2026-12-03T12:00:00.000Z' };
  const ended = { consentExpiresAt: '2026-11-28T12:00:00.000Z' };
  const rows: [Item, string][] = [
    [item({ accounts: detail(false, 'ACCT_001') }, 'PARTIAL_SUCCESS'), 'attention permission reconnect permission'],
    [item({ accounts: detail(true, 'TXN_004') }), 'attention permission reconnect permission'],
    [item({ creditCards: detail(false, 'CC_002') }, 'PARTIAL_SUCCESS'), 'attention approval act-at-bank approval'],
    [
      item({ accounts: detail(false, 'ACCT_002'), investments: detail(false, 'INV_001') }),
      'attention permission reconnect permission',
    ],
    [item({ accounts: detail(false, 'ACCT_003') }, 'PARTIAL_SUCCESS'), 'ok partial none'],
    [item({ transactions: detail(false, 'TXN_003') }, 'PARTIAL_SUCCESS'), 'ok partial none'],
    [item({ transactions: detail(false, '423') }), 'ok partial none'],
    [item({ accounts: detail(true, 'ACCT_005') }), 'ok partial none'],
    [item({ accounts: detail(true), investments: detail(false, 'INV_003') }), 'ok updated none'],
    [item({ accounts: detail(true), creditCards: detail(false, 'CC_004') }, 'PARTIAL_SUCCESS'), 'ok updated none'],
    [item({ loans: detail(false, '001') }, 'PARTIAL_SUCCESS'), 'ok partial none'],
    [item({ loans: detail(true, '002') }), 'ok updated none'],
    [item({ accounts: detail(true, 'SOMETHING_NEW') }), 'ok updated none'],
    [item({ accounts: detail(true) }, 'PARTIAL_SUCCESS'), 'ok partial none'],
    [item({ accounts: detail(false) }, 'PARTIAL_SUCCESS', soon), 'attention consent reconnect consent'],
    [item({ accounts: detail(false, 'ACCT_002') }, 'SUCCESS', soon), 'attention approval act-at-bank consent'],
    [item({ accounts: detail(false, 'ACCT_001') }, 'SUCCESS', soon), 'attention permission reconnect permission'],
    [item({ accounts: detail(false, 'ACCT_001') }, 'SUCCESS', ended), 'attention consentEnded reconnect consentEnded'],
    [item({ accounts: detail(false, 'ACCT_001') }, 'LOGIN_IN_PROGRESS', { status: 'UPDATING' }), 'busy updating wait'],
    [
      item({ accounts: detail(false, 'ACCT_001') }, 'SITE_NOT_AVAILABLE', { status: 'OUTDATED' }),
      'problem outdated retry-later',
    ],
  ];
  for (const [subject, expected] of rows) {
    const products = Object.entries(subject.statusDetail!).map(([name, one]) => {
      const codes = one!.warnings.map(({ code }) => code).join(' ');
      return `${name} ${one!.isUpdated ? 'updated' : 'missing'} ${codes}`.trim();
    });
    const name = [subject.executionStatus, ...products, subject.consentExpiresAt].filter(Boolean).join(', ');
    it(`${name}: ${expected}`, () => {
      const { severity, label, action } = itemView(subject, { now: NOW });
      const reason = promptReason(subject, { now: NOW });
      expect([severity, label, action, reason].filter(Boolean).join(' ')).to.equal(expected);
    });
  }
});
