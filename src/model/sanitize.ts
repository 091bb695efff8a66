/** Data with unknown fields, in camelCase. */
export type Fields = Record<string, unknown>;

/** Keys that belong to the application, and keys that would reach into an object's prototype. */
const PRIVATE_KEYS = /^(_*(webhook[-_]*url|client[-_]*user[-_]*id)|_+proto_+|constructor|prototype)$/i;
const MAX_TEXT_LENGTH = 2000;
const MAX_DEPTH = 12;

type ReadText = (value: string) => string | undefined;

/** Readers of text values, by key. */
const TEXT_READERS: [keys: RegExp, read: ReadText][] = [
  [/At$|Date$/, readDate],
  [/^imageUrl$/, (value) => (/^data:image\//i.test(value) ? value : linkUrl(value))],
  [/Url$/, linkUrl],
  [/Color$/, (value) => (/^#?([\da-f]{3}){1,2}$/i.test(value) ? value.replace('#', '') : undefined)],
  // Texts that are shown to a person. A message is quoted, so that it cannot change the text around it.
  [/^(message|providerMessage|validationMessage)$/, cut],
  [
    /^(name|label|instructions|placeholder|assistiveText)$/,
    (value) => visible(cut(value).replace(UNSAFE_CHARACTERS, '')),
  ],
];

interface Key {
  /** The name in the copy; empty for a private key. */
  readonly name: string;
  readonly read?: ReadText;
  /** Whether the value may be JSON as text, as in a column of a table. */
  readonly isNested: boolean;
}

/** Keys of objects and lists. */
const NESTED_KEYS = /^(connector|error|statusDetail|warnings|parameter|userAction|products|accounts)$/;

function describeKey(name: string): Key {
  return {
    name: PRIVATE_KEYS.test(name) ? '' : name,
    read: TEXT_READERS.find(([keys]) => keys.test(name))?.[1],
    isNested: NESTED_KEYS.test(name),
  };
}

/** Returns the object, the list or the `null` that a text contains as JSON; undefined for another text. */
function parsed(text: string): unknown {
  try {
    return /^\s*([[{]|null)/.test(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Keys by their original spelling. Pages read the same few keys again and again; the bound is a guard against abuse. */
const knownKeys = new Map<string, Key>();
const MAX_KNOWN_KEYS = 500;

/** Returns the key in camelCase. */
function keyFor(original: string): Key {
  let key = knownKeys.get(original);
  if (!key) {
    key = describeKey(original.replace(/(?!^)_+([a-z\d])/g, (_, letter: string) => letter.toUpperCase()));
    if (knownKeys.size < MAX_KNOWN_KEYS) knownKeys.set(original, key);
  }
  return key;
}

/**
 * Returns frozen plain data that shares nothing with `value`. Keys are camelCase, dates ISO strings; unusable URLs and
 * colours, and private keys, are left out.
 */
export function plainCopy(value: unknown): unknown {
  return deepFreeze(mutableCopy(value));
}

/** Returns the same copy as `plainCopy`, not frozen yet. */
export function mutableCopy(value: unknown, key?: Key, ancestors: unknown[] = []): unknown {
  if (typeof value === 'string') {
    if (key?.isNested) {
      const nested = parsed(value);
      if (nested !== undefined) return mutableCopy(nested, key, ancestors);
    }
    return key?.read ? key.read(value) : value;
  }
  if (typeof value === 'number') return key?.read === readDate ? readTime(value) : value;
  if (typeof value !== 'object') return typeof value === 'boolean' ? value : undefined;
  if (value === null) return null;
  if (value instanceof Date) return isoDate(value);
  if (ancestors.length > MAX_DEPTH || ancestors.includes(value)) return undefined;
  ancestors.push(value);
  let copy: Fields | unknown[];
  if (Array.isArray(value)) copy = value.map((part) => mutableCopy(part, undefined, ancestors) ?? null);
  else {
    copy = {};
    for (const original of Object.keys(value)) {
      // The institution's own keys keep their spelling.
      const part = key?.name === 'attributes' ? describeKey(original) : keyFor(original);
      const { name } = part;
      const field = name ? mutableCopy((value as Fields)[original], part, ancestors) : undefined;
      if (field !== undefined && (name === original || !Object.hasOwn(copy, name))) copy[name] = field;
    }
  }
  ancestors.pop();
  return copy;
}

export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) if (typeof part === 'object') deepFreeze(part);
  return Object.freeze(value);
}

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the ISO form of a date. A database writes spaces, no time zone for UTC, or only the hours of a time zone. */
export function readDate(value: string): string | undefined {
  const iso = value
    .trim()
    .replace(/ UTC$/, '')
    .replace(/^(\S{10}) +/, '$1T')
    .replace(/ ([+-])/, '$1')
    .replace(/T\d\d:[\d:.]+$/, '$&Z')
    .replace(/T.+[+-]\d\d$/, '$&:00');
  return isoDate(new Date(iso));
}

/** Returns the ISO form of a date in seconds, or in milliseconds where the number is too large for seconds. */
const readTime = (value: number) => isoDate(new Date(value < 1e11 ? value * 1000 : value));

/** Control characters other than tabs and line breaks, and characters that reverse the text around them. */
const UNSAFE_CHARACTERS = /[^\P{Cc}\t\n]|[\u202A-\u202E\u2066-\u2069]/gu;
/** A character with a shape. */
const VISIBLE = /[^\s\p{C}]/u;

const visible = (text: string) => (VISIBLE.test(text) ? text : undefined);

function cut(value: string): string {
  return value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value;
}

const isoDate = (date: Date) => (isNaN(date.getTime()) ? undefined : date.toISOString());

/** An address without a user: the part before an `@` reads as the host. */
const LINK = /^https?:\/\/[^/?#@]+([/?#]|$)/i;
/** White space, backslashes, and control and format characters, such as marks of text direction. */
const DECEPTIVE = /[\s\\\p{C}]/u;

/** Returns a server's URL if a page may link to it: http(s), and nothing in it hides where it leads. */
export function linkUrl(value: string): string | undefined {
  try {
    return LINK.test(value) && !DECEPTIVE.test(value) && new URL(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
