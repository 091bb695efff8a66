import type { ItemParameter, ItemUserAction } from './item-types.js';

/** The field for a value. `widget`: only Pluggy's widget can ask for the value. */
export type InputKind = 'number' | 'password' | 'text' | 'select' | 'widget';

/**
 * Returns the field for a parameter. Pluggy's own sample has a type outside of the documented list, so unknown types are text.
 * Source: https://docs.pluggy.ai/en/reference/items/items-send-mfa
 */
export function inputKind({ type, options }: ItemParameter): InputKind {
  if (type === 'hcaptcha') return 'widget';
  if (type === 'password') return 'password';
  if (type === 'number') return 'number';
  return options?.length ? 'select' : 'text';
}

/** Returns the identity of a question: a run may ask for the same parameter twice. */
export function promptKey({ name, expiresAt }: ItemParameter): string {
  return `${name} ${expiresAt ?? ''}`;
}

/** Returns the milliseconds until the deadline; Infinity without one. */
export function timeLeft(request: ItemParameter | ItemUserAction | null | undefined, now: number): number {
  const end = Date.parse(request?.expiresAt ?? '');
  return isNaN(end) ? Infinity : end - now;
}

/** Characters that people and their apps put between the groups of a code: spaces, dashes and dots. */
const SEPARATORS = /[\s.·\p{Pd}]/gu;

/**
 * Returns the value to send for the typed text. Digits may be pasted in groups, also where the bank calls the code a text:
 * there, the separators go only if the bank's pattern refuses them. A password may begin with a space.
 */
export function sentValue(parameter: ItemParameter, typed: string): string {
  const kind = inputKind(parameter);
  if (kind === 'password' || kind === 'select') return typed;
  const digits = typed.replace(SEPARATORS, '');
  if (kind === 'number') return digits;
  const text = typed.trim();
  return !isAccepted(parameter, text) && isAccepted(parameter, digits) ? digits : text;
}

/** Whether the value can be right. The bank checks the rest. */
export function isAccepted({ validation, optional, options }: ItemParameter, value: string): boolean {
  if (!value) return !!optional;
  if (options?.some((option) => option.value === value)) return true;
  const pattern = value.length <= MAX_TESTED_LENGTH ? safePattern(validation) : undefined;
  return !pattern || pattern.test(value);
}

const MAX_TESTED_LENGTH = 64;
/** Bound for the number of ways to match at one position: beyond it, a pattern could hang the page. */
const MAX_WAYS = 1000;

/** A class, a literal or an escape of one; a quantifier with its bounds; an anchor, a dot, a group or an alternative. */
const TOKEN =
  /(?<atom>\\[dDwWsS\W]|\[\^?(?:\\[dDwWsS\W]|[^\\[\]])+\]|[^\\[\](){}|*+?^$])|\{(?<least>\d{1,2})(?:,(?<most>\d{1,2}))?\}|(?<may>\?)|(?<mark>\((?:\?:)?|[)|^$])/y;

/**
 * Compiles a pattern if no value can make it slow: anchors, literals, classes and groups, and quantifiers with an upper
 * bound on single characters only. A regular expression cannot be interrupted.
 */
export function safePattern(pattern: string | undefined): RegExp | undefined {
  if (!pattern || pattern.length > 500) return undefined;
  let ways = 1;
  let isAfterAtom = false;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < pattern.length;) {
    const found = TOKEN.exec(pattern)?.groups;
    if (!found) return undefined;
    const { atom, least, most = least, may } = found;
    if (least !== undefined || may) {
      if (!isAfterAtom) return undefined;
      ways *= may ? 2 : Math.max(1, Number(most) - Number(least) + 1);
      if (ways > MAX_WAYS) return undefined;
    }
    isAfterAtom = atom !== undefined;
  }
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}

/** The first bytes of each picture format, in base64. */
const PICTURES: [start: string, type: string][] = [
  ['iVBORw0KGgo', 'png'],
  ['R0lGOD', 'gif'],
  ['/9j/', 'jpeg'],
  ['UklGR', 'webp'],
  ['Qk', 'bmp'],
];

/** Returns a data URL for a picture in base64, with or without `data:` prefix; undefined for any other data. */
export function imageUrl(data: string | undefined): string | undefined {
  const base64 = data
    ?.trim()
    .replace(/^data:image\/[\w.+-]+;base64,/i, '')
    .replace(/\s/g, '');
  const type = PICTURES.find(([start]) => base64?.startsWith(start))?.[1];
  if (!base64 || !type || base64.length < 32 || !/^[\w+/]+={0,2}$/.test(base64)) return undefined;
  return `data:image/${type};base64,${base64}`;
}

/** A longer text does not fit into a QR code. */
const MAX_QR_LENGTH = 2000;

/**
 * Returns the QR code to show: a picture, or the text to encode. The keys of `attributes` are not documented, so a picture is
 * recognized by its format, and a text by its key or as the only value.
 */
export function qrOf({ type, attributes = {} }: ItemUserAction): { image?: string; text?: string } | undefined {
  const entries = Object.entries(attributes);
  const image = entries.map(([, value]) => imageUrl(value)).find(Boolean);
  const named = entries.filter(([key]) => /qr|code|payload/i.test(key));
  const texts = (named.length ? named : entries.length === 1 ? entries : []).map(([, value]) => value);
  const text = texts.find((value) => !!value && value.length <= MAX_QR_LENGTH && !imageUrl(value));
  if (image) return { image, ...(text && { text }) };
  return type === 'qr' && text ? { text } : undefined;
}
