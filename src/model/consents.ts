import { listIn } from './parse-items.js';
import { isRecord } from './sanitize.js';

/** A consent that a person has given at an institution. Source: https://docs.pluggy.ai/en/docs/reference/consents.md */
export interface Consent {
  /** Pluggy's names of the products that the consent allows. */
  readonly products: readonly string[];
  /** Times are in milliseconds since the epoch. */
  readonly createdAt?: number;
  /** The end of the consent; null for a consent without an end. */
  readonly expiresAt?: number | null;
  /** The time at which the person has cancelled the consent. */
  readonly revokedAt?: number;
}

/**
 * Reads the consents in a response, with fields in camelCase or with underscores.
 *
 * @throws PluggyError `items-malformed` when there is no list.
 */
export function parseConsents(value: unknown): Consent[] {
  return listIn(value, 'consents')
    .filter(isRecord)
    .map((fields) => ({
      products: Array.isArray(fields.products) ? fields.products.filter((name) => typeof name === 'string') : [],
      createdAt: timeOf(fields.createdAt ?? fields.created_at),
      expiresAt: endOf(fields.expiresAt === undefined ? fields.expires_at : fields.expiresAt),
      revokedAt: timeOf(fields.revokedAt ?? fields.revoked_at),
    }));
}

const endOf = (value: unknown) => (value === null ? null : timeOf(value));
const timeOf = (value: unknown) => (typeof value === 'string' && Date.parse(value)) || undefined;
