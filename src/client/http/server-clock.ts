/** A difference below this is network latency, not a wrong clock. */
const MIN_SKEW_MS = 60_000;

/**
 * The clock of a backend, learned from the `Date` header of its responses: the device's clock may be minutes or years off. A
 * response from another origin needs `Access-Control-Expose-Headers: Date`. Until a response has told the time, the device's
 * clock counts.
 */
export class ServerClock {
  #skewMs?: number;

  /** Whether a response has told the time. */
  get isKnown(): boolean {
    return this.#skewMs !== undefined;
  }

  /** Reads the time of a response that has just arrived. A cache adds the response's age. */
  read({ headers }: Response): void {
    const [ageSeconds = '0'] = /^\d{1,9}$/.exec(headers.get('age')?.trim() ?? '') ?? [];
    const skewMs = Date.parse(headers.get('date') ?? '') + Number(ageSeconds) * 1000 - Date.now();
    if (!isNaN(skewMs)) this.#skewMs = Math.abs(skewMs) > MIN_SKEW_MS ? skewMs : 0;
  }

  /** The time, in milliseconds since the epoch. */
  now(): number {
    return Date.now() + (this.#skewMs ?? 0);
  }
}
