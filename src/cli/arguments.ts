/**
 * Joins each option with a negative number after it, as `--speed=-1`, which `parseArgs` reads as a value. It takes `-1` alone
 * for an option.
 */
export const withNegativeValues = (args: readonly string[]): string[] =>
  args.reduce<string[]>((joined, arg) => {
    const before = joined.at(-1) ?? '';
    const isValue = /^-[\d.]/.test(arg) && /^--[^=]+$/.test(before);
    return isValue ? [...joined.slice(0, -1), `${before}=${arg}`] : [...joined, arg];
  }, []);
