import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Database } from './database/index.js';

/** Keeps the connect tokens of each user, to prove who connected an Item that Pluggy reports without a `clientUserId`. */
export interface TokenStore {
  keep(userId: string, token: string): Promise<void>;
  /** Returns the user's unexpired tokens, newest first. */
  list(userId: string): Promise<string[]>;
}

/** Lifetime of a connect token at Pluggy. */
const LIFETIME = '30 minutes';
/** Each opening of the widget has a token, and a page may request one before. Each costs a request, eight of them at once. */
const MAX_TOKENS = 200;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Creates the store of connect tokens: encrypted with a key derived from the session secret, for their lifetime only. */
export function createTokens({ query }: Pick<Database, 'query'>, sessionSecret: string) {
  const key = createHmac('sha256', sessionSecret).update('connect tokens').digest();

  function encrypt(userId: string, token: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(userId));
    const content = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), content]).toString('base64');
  }

  /** Returns no token for a row that was encrypted with another secret. */
  function decrypt(userId: string, text: string): string[] {
    const bytes = Buffer.from(text, 'base64');
    const content = bytes.subarray(IV_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
      decipher.setAAD(Buffer.from(userId)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return [Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8')];
    } catch {
      return [];
    }
  }

  return {
    async keep(userId: string, token: string): Promise<void> {
      await query(`INSERT INTO connect_tokens (user_id, token, expires_at) VALUES ($1, $2, now() + $3::interval)`, [
        userId,
        encrypt(userId, token),
        LIFETIME,
      ]);
    },

    async list(userId: string): Promise<string[]> {
      const rows = await query<{ token: string }>(
        `SELECT token FROM connect_tokens WHERE user_id = $1 AND expires_at > now() ORDER BY id DESC LIMIT ${MAX_TOKENS}`,
        [userId],
      );
      return rows.flatMap(({ token }) => decrypt(userId, token));
    },

    async prune(): Promise<void> {
      await query('DELETE FROM connect_tokens WHERE expires_at < now()');
    },
  };
}
