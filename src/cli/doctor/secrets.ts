/** Text in place of a secret. */
const MASK = '•••';

/** Shorter values are not secrets: to replace them would spoil every sentence. */
const MIN_LENGTH = 6;

/** JSON Web Tokens, such as Connect Tokens and API keys. */
const JWT = /\beyJ[\w-]{6,}(\.[\w-]*){0,2}/g;

/** Collects the secrets of a run, and masks them in everything that is printed. */
export class Secrets {
  #values = new Set<string>();

  /** Adds a secret, and its spellings in JSON and in URLs. */
  add(value: string | undefined): void {
    const text = value?.trim() ?? '';
    if (text.length < MIN_LENGTH) return;
    for (const spelling of [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)])
      this.#values.add(spelling);
  }

  mask(text: string): string {
    // A secret may be part of a longer one.
    const values = [...this.#values].sort((a, b) => b.length - a.length);
    return values.reduce((masked, value) => masked.replaceAll(value, MASK), text).replace(JWT, MASK);
  }

  /** Returns a copy of a value of JSON without secrets. */
  maskAll<T>(value: T): T {
    if (typeof value === 'string') return this.mask(value) as T;
    if (Array.isArray(value)) return value.map((part: unknown) => this.maskAll(part)) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.maskAll(part as unknown)])) as T;
  }
}
