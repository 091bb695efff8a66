import { MEU_PLUGGY_ID } from './connector.js';
import type { Consent } from './consents.js';
import { itemView, lastUpdateOf, type ItemLabel, type ItemViewOptions } from './item-view.js';
import type { Item, ProductDetail } from './item-types.js';

/** Pluggy refuses an update within this time after the last successful one. */
const UPDATE_INTERVAL_MS = 3_600_000;
/** The states from which an update may start without the person. */
const UPDATABLE_LABELS = new Set<ItemLabel>(['updated', 'partial', 'permission', 'approval', 'consent', 'unknown']);

/**
 * Whether a request for an update can start a run.
 * Source: https://docs.pluggy.ai/docs/updating-an-item
 */
export function canAskForUpdate(item: Item, options: ItemViewOptions & { now: number }): boolean {
  const { label, action } = itemView(item, options);
  if (item.connector?.id === MEU_PLUGGY_ID) return false;
  if (action === 'update') return true;
  return UPDATABLE_LABELS.has(label) && !(options.now - lastUpdateOf(item, options.now) < UPDATE_INTERVAL_MS);
}

/** The data that a connection shares, as far as its Item says. Times are in milliseconds. */
export interface SharedFacts {
  /** The products that are read, by the names of `statusDetail`. */
  readonly products: readonly string[];
  /** The time of the first connection. */
  readonly since?: number;
  /** The time at which the person has cancelled the last consent that there was. */
  readonly revoked?: number;
  /** The end of the consent; null for a consent without an end. */
  readonly until?: number | null;
  /** Whether the person can also cancel the consent at the institution. */
  readonly isRevocable: boolean;
}

/** Pluggy's names of products that `statusDetail` spells differently. */
const DETAIL_NAMES = new Map([['investmentsTransactions', 'investmentTransactions']]);

/**
 * Returns the data that the connection shares; `undefined` where nothing is known about it. The consents, which not every
 * backend has, know more than the Item. Of several consents, the newest one in force counts. If none is in force, the newest
 * one counts. If the Item names a later end, or says that there is none, the consent was renewed, and the Item's end counts.
 */
export function sharedFacts(item: Item, consents: readonly Consent[] = [], now = 0): SharedFacts | undefined {
  const { products, createdAt, consentExpiresAt, connector } = item;
  const newest = [...consents].sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  const consent = newest.find(({ revokedAt, expiresAt }) => !revokedAt && !hasEnded(expiresAt, now)) ?? newest[0];
  const names = (consent?.products.length ? consent.products : (products ?? [])).map((product) =>
    product.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
  );
  const isGiven = connector?.isOpenFinance === true && !consent?.revokedAt;
  const endless = isGiven && consentExpiresAt === null ? null : undefined;
  const itemEnd = consentExpiresAt ? Date.parse(consentExpiresAt) : endless;
  const until = endOf(consent?.expiresAt, itemEnd, now);
  const since = consent?.createdAt ?? (Date.parse(createdAt ?? '') || undefined);
  if (!names.length && !since && until === undefined) return undefined;
  return {
    products: names.map((name) => DETAIL_NAMES.get(name) ?? name),
    since,
    until,
    isRevocable: isGiven && !hasEnded(until, now),
    revoked: consent?.revokedAt,
  };
}

const hasEnded = (end: number | null | undefined, now: number) => !!end && end <= now;

/** Returns the end of the consent from the end that the consent names, and the Item's. */
function endOf(end: number | null | undefined, itemEnd: number | null | undefined, now: number) {
  if (end === undefined || (itemEnd === null && hasEnded(end, now))) return itemEnd;
  return end && itemEnd ? Math.max(end, itemEnd) : end;
}

/** Returns the state of each requested product. */
export function productsOf({ statusDetail }: Item): [product: string, detail: ProductDetail][] {
  return Object.entries(statusDetail ?? {}).flatMap(([product, detail]) => (detail ? [[product, detail]] : []));
}
