import { uuidOf } from '../random.js';
import type { AccountJson, BillJson, TransactionJson } from '../types.js';
import { CLOSING_DAY } from './accounts.js';
import { DAY, iso, monthly, round } from './source.js';

const MONTHS = 6;

/** Returns a card's closed bills, newest first, and sets the bill id of each billed transaction. */
export function collectBills(
  account: AccountJson,
  transactions: TransactionJson[],
  known: BillJson[],
  now: number,
): BillJson[] {
  const bills: BillJson[] = [];
  for (let back = 0; bills.length < MONTHS; back++) {
    const closing = monthly(now, -back, CLOSING_DAY);
    if (closing > now) continue;
    const opening = monthly(closing, -1, CLOSING_DAY);
    const id = uuidOf(`${account.id} bill ${closing}`);
    const ofBill = transactions.filter(({ date }) => Date.parse(date) >= opening && Date.parse(date) < closing);
    for (const { creditCardMetadata } of ofBill) if (creditCardMetadata) creditCardMetadata.billId = id;
    const total = round(ofBill.reduce((sum, { amount }) => sum + amount, 0));
    const due = closing + 7 * DAY;
    const before = known.find((bill) => bill.id === id);
    const paid = due < now;
    bills.push({
      id,
      dueDate: iso(due),
      billClosingDate: iso(closing),
      totalAmount: total,
      totalAmountCurrencyCode: 'BRL',
      minimumPaymentAmount: round(total * 0.2),
      allowsInstallments: true,
      financeCharges: [],
      payments: paid
        ? [
            {
              id: uuidOf(`${id} payment`),
              valueType: 'FULL_PAYMENT',
              paymentDate: iso(due),
              paymentMode: 'PIX',
              amount: total,
              currencyCode: 'BRL',
            },
          ]
        : [],
      createdAt: before?.createdAt ?? iso(now),
      updatedAt: before && before.payments.length > 0 === paid ? before.updatedAt : iso(now),
    });
  }
  return bills;
}
