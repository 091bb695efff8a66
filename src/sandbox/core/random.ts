/** Returns the 32-bit FNV-1a hash of a text. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** Returns a mulberry32 generator: repeatable numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns a version 4 UUID from a generator's numbers. */
export function uuidFrom(next: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (slot) => {
    const digit = Math.floor(next() * 16);
    return (slot === 'x' ? digit : (digit & 3) | 8).toString(16);
  });
}

/** Returns a version 4 UUID for a text. Four generators give enough bits to make collisions unlikely. */
export function uuidOf(text: string): string {
  const parts = [0, 1, 2, 3].map((salt) => random(hash(`${salt} ${text}`)));
  let index = 0;
  return uuidFrom(() => parts[index++ % parts.length]?.() ?? 0);
}
