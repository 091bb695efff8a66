import type { CardMessages, Locale } from '../../locales/index.js';
import type { Item } from '../../model/item-types.js';
import { isLate } from '../../model/warnings.js';
import type { Badge } from '../item-status/item-status.template.js';
import { at, isSameDay } from '../shared/time.js';
import type { CardFacts } from './item-card.facts.js';

/** The products that a run is reading, by its execution status without `_IN_PROGRESS`. */
const PRODUCTS_IN_PROGRESS: Readonly<Record<string, keyof CardMessages['products']>> = {
  ACCOUNTS: 'accounts',
  CREDITCARDS: 'creditCards',
  TRANSACTIONS: 'transactions',
  INVESTMENTS: 'investments',
  INVESTMENTS_TRANSACTIONS: 'investmentTransactions',
  PAYMENT_DATA: 'paymentData',
  IDENTITY: 'identity',
  LOANS: 'loans',
  ACCOUNT_STATEMENTS: 'accountStatements',
};

/** The Item and the facts that a line describes. */
export interface LineSubject {
  readonly item?: Item;
  readonly facts: CardFacts;
  /** The institution's name; empty while it is unknown. */
  readonly name: string;
  readonly now: number;
  readonly locale: Locale;
}

/** Returns the one line about a connection: the badge's words, made precise where the card knows more. */
export function statusLine(badge: Badge, subject: LineSubject, messages: CardMessages): Badge {
  const { item, facts, name, now, locale } = subject;
  const { line } = messages;
  const { view: { label, since } = {}, reason, failure, health } = facts;
  if (!item || facts.isUnsaved) return badge;
  // A problem of the institution explains why a run takes long or fails, and comes before a request for an update.
  const hint = health && messages.health[health](name || messages.bank.name);
  if (badge.isStill) return hint ? { ...badge, detail: hint } : badge;
  if (failure && label === 'outdated') {
    const { next } = failure;
    const isDown = failure.text === 'bankDown' || health === 'offline';
    const details = [
      next ? line.retry(at(next, now, locale), isSameDay(next, now)) : since && badge.detail,
      !isDown && hint,
    ];
    return {
      ...badge,
      label: isDown ? line.down : line.failed,
      detail: details.filter((text) => !!text).join(' · ') || undefined,
    };
  }
  if (label === 'updating') {
    const [, product = ''] = /^(\w+)_IN_PROGRESS$/.exec(item.executionStatus ?? '') ?? [];
    const known = Object.hasOwn(PRODUCTS_IN_PROGRESS, product) && PRODUCTS_IN_PROGRESS[product];
    const words = known ? line.fetching(productInText(known, messages, locale)) : `${badge.label}…`;
    return { ...badge, label: words, detail: hint };
  }
  if (label === 'partial') {
    const names = facts.products.flatMap(([product, detail]) =>
      isLate(detail) ? productInText(product, messages, locale) : [],
    );
    const list = new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
    return names.length ? { ...badge, label: line.partial(list), detail: hint } : badge;
  }
  if (reason && Object.hasOwn(line, reason)) {
    // A wrong password is no fault of the institution.
    return { ...badge, label: line[reason as 'credentials'], detail: reason === 'credentials' ? undefined : hint };
  }
  // A request to the person comes before the age of the data.
  if (badge.severity === 'attention') return { ...badge, detail: hint };
  return hint ? { ...badge, detail: hint } : badge;
}

/** Returns the product's name within a sentence. */
const productInText = (product: string, messages: CardMessages, locale: Locale) =>
  productName(product, messages).toLocaleLowerCase(locale);

/** Returns the product's name. A product that is newer than this library keeps Pluggy's name, in words. */
export function productName(product: string, { products }: CardMessages): string {
  if (Object.hasOwn(products, product)) return products[product as keyof typeof products];
  const words = product.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
