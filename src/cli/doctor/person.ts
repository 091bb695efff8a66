import { readHeader } from '../header.js';
import type { Secrets } from './secrets.js';

/** A sender of requests: the person of `--cookie`, the other person of `--as`, or a visitor without a session. */
export class Person {
  readonly #cookies = new Map<string, string>();
  readonly #headers = new Map<string, string>();
  readonly #secrets: Secrets;
  /** Whether an answer has replaced a cookie, as a page does for a session that has ended. */
  isReplaced = false;
  /** The header that the elements add to `POST`, `PATCH` and `DELETE`. */
  csrf?: { readonly name: string; readonly value: string };

  /**
   * @param session - Cookies, `name=value; …`, or a header, `Name: value`; empty for no session.
   */
  constructor(session: string, secrets: Secrets) {
    this.#secrets = secrets;
    const header = readHeader(session);
    secrets.add(header?.value ?? session);
    secrets.add(header?.value.replace(/^\w+ /, ''));
    if (header && header.name.toLowerCase() !== 'cookie') this.#headers.set(header.name, header.value);
    else for (const pair of (header?.value ?? session).split(';')) this.#setCookie(pair);
  }

  /** Whether requests carry anything that stands for a person. */
  get hasSession(): boolean {
    return this.#cookies.size + this.#headers.size > 0;
  }

  /** Whether requests of another site would carry the session, too. */
  get hasCookies(): boolean {
    return this.#cookies.size > 0;
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  /** Takes over the cookies of an answer, as a browser does. */
  receive(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const before = new Map(this.#cookies);
      this.#setCookie(line.split(';')[0] ?? '');
      this.isReplaced ||= [...before].some(([name, value]) => this.#cookies.get(name) !== value);
    }
  }

  /** The cookies, which a browser sends with requests of any site. */
  cookieHeader(): Record<string, string> {
    const pairs = [...this.#cookies].map(([name, value]) => `${name}=${value}`);
    return pairs.length ? { Cookie: pairs.join('; ') } : {};
  }

  /** The headers of a request that a page of the same site sends. */
  headers(method: string): Record<string, string> {
    const csrf = method !== 'GET' && this.csrf ? { [this.csrf.name]: this.csrf.value } : {};
    return { ...this.cookieHeader(), ...csrf, ...Object.fromEntries(this.#headers) };
  }

  #setCookie(pair: string): void {
    const [, name, value = ''] = /^\s*([^=\s]+)=(.*?)\s*$/.exec(pair) ?? [];
    if (!name) return;
    this.#secrets.add(value);
    this.#cookies.set(name, value);
  }
}
