import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from './clock.js';
import { forbidden } from './errors.js';

const API_KEY_SECONDS = 2 * 60 * 60;
const CONNECT_TOKEN_SECONDS = 30 * 60;

/** `options` of `POST /connect_token`. */
export interface ConnectTokenOptions {
  clientUserId?: string;
  webhookUrl?: string;
  oauthRedirectUri?: string;
  avoidDuplicates?: boolean;
}

/** The content of an `X-API-KEY` header, which carries either an API key or a connect token. */
export type Credential =
  | { kind: 'apiKey'; clientId: string }
  | { kind: 'connectToken'; clientId: string; tokenId: string; itemId?: string; options: ConnectTokenOptions };

/**
 * Issues and verifies API keys and connect tokens. https://docs.pluggy.ai/en/docs/authentication.md
 * Both credentials are JWTs: clients read `exp`, and the widget reads the `clientId` of a connect token.
 */
export class Tokens {
  readonly #key = crypto.getRandomValues(new Uint8Array(32));

  constructor(
    private readonly clientId: string,
    private readonly clock: Clock,
  ) {}

  apiKey(): Promise<string> {
    return this.#sign({ kind: 'apiKey', clientId: this.clientId }, API_KEY_SECONDS);
  }

  connectToken(itemId: string | undefined, options: ConnectTokenOptions): Promise<string> {
    const tokenId = crypto.randomUUID();
    return this.#sign(
      { kind: 'connectToken', clientId: this.clientId, tokenId, ...(itemId && { itemId }), options },
      CONNECT_TOKEN_SECONDS,
    );
  }

  /** Returns the verified credential. Throws 403 when the header is missing, forged or expired. */
  async read(header: string | undefined): Promise<Credential> {
    if (!header) throw forbidden('Missing or invalid authorization token');
    try {
      const { payload } = await jwtVerify<Credential>(header, this.#key, { currentDate: new Date(this.clock.now()) });
      return payload;
    } catch {
      throw forbidden('Missing or invalid authorization token');
    }
  }

  #sign(claims: Credential, seconds: number): Promise<string> {
    const issuedAt = Math.floor(this.clock.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + seconds)
      .sign(this.#key);
  }
}
