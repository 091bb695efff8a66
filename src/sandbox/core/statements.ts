import { dataOf } from './data/index.js';
import { monthly } from './data/source.js';
import { ApiError, notFound } from './errors.js';
import { uuidOf } from './random.js';
import type { Store } from './store.js';
import type { AccountJson, StatementJson, TransactionJson } from './types.js';

const MONTHS = 6;
const LIFETIME_MS = 30 * 60_000;

/** Monthly account statements, at signed addresses that need no credential and expire after 30 minutes. */
export class Statements {
  readonly #key = crypto.subtle.importKey(
    'raw',
    crypto.getRandomValues(new Uint8Array(32)),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );

  constructor(private readonly store: Store) {}

  list(account: AccountJson, base: string): Promise<StatementJson[]> {
    if (account.type !== 'BANK') return Promise.resolve([]);
    const now = this.store.clock.now();
    const months = Array.from({ length: MONTHS }, (_, back) =>
      new Date(monthly(now, -1 - back, 1)).toISOString().slice(0, 7),
    );
    const expires = String(now + LIFETIME_MS);
    return Promise.all(
      months.map(async (monthYear) => {
        const query = new URLSearchParams({ expires, signature: await this.#sign(account.id, monthYear, expires) });
        return {
          id: uuidOf(`${account.id} statement ${monthYear}`),
          monthYear,
          url: `${base}/sandbox/statements/${account.id}/${monthYear}.csv?${query}`,
        };
      }),
    );
  }

  /** Returns the statement of a signed address. */
  async read(accountId: string, monthYear: string, expires: string, signature: string): Promise<string> {
    const genuine = signature === (await this.#sign(accountId, monthYear, expires));
    if (!genuine || this.store.clock.now() > Number(expires)) throw new ApiError(403, undefined, 'Request has expired');
    for (const data of [...this.store.items.values()].map(dataOf)) {
      if (!data.accounts.some(({ id }) => id === accountId)) continue;
      const entries = data.ledgers.get(accountId)?.transactions ?? [];
      return csv(entries.filter(({ date }) => date.startsWith(monthYear)));
    }
    throw notFound('Statement');
  }

  async #sign(...parts: string[]): Promise<string> {
    const signed = await crypto.subtle.sign('HMAC', await this.#key, new TextEncoder().encode(parts.join(' ')));
    return [...new Uint8Array(signed)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

const csv = (entries: TransactionJson[]) =>
  [
    'data;descrição;valor',
    ...entries.map((entry) => [entry.date.slice(0, 10), entry.description, entry.amount].join(';')),
  ]
    .join('\n')
    .concat('\n');
