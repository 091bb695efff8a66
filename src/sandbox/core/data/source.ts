import { hash, random } from '../random.js';

export const DAY = 86_400_000;

export const round = (value: number) => Math.round(value * 100) / 100;

/** Generates values from a seed text. The same calls in the same order return the same values. */
export class Source {
  readonly #next: () => number;

  constructor(seed: string) {
    this.#next = random(hash(seed));
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  integer(from: number, to: number): number {
    return from + Math.floor(this.#next() * (to - from + 1));
  }

  money(from: number, to: number): number {
    return round(from + this.#next() * (to - from));
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => this.integer(0, 9)).join('');
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.integer(0, list.length - 1)];
    if (picked === undefined) throw new Error('There is nothing to pick from.');
    return picked;
  }
}

/** Returns midnight UTC of a day of the month, `months` after the month of `now`. */
export function monthly(now: number, months: number, day: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, day);
}

export const iso = (ms: number) => new Date(ms).toISOString();
