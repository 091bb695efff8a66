import { Failure } from './failure.js';

/** Reads `Name: value`; undefined for any other text, such as a list of cookies. */
export function readHeader(text: string): { name: string; value: string } | undefined {
  const [, name, value] = /^([\w-]+):\s+(\S.*)$/.exec(text.trim()) ?? [];
  return name && value ? { name, value } : undefined;
}

/** Reads the value of `--webhook-secret`, a header. */
export function readSecret(text: string): { name: string; value: string } {
  const header = readHeader(text);
  if (header) return header;
  throw new Failure(
    '--webhook-secret must be a header with its value: --webhook-secret "X-Webhook-Secret: the secret".',
  );
}
