import type { ItemParameter, ItemUserAction } from './item-types.js';

/** How a value is asked for. `widget`: only Pluggy's widget can. */
export type InputKind = 'number' | 'password' | 'text' | 'select' | 'widget';

/** Source: https://docs.pluggy.ai/en/reference/items/items-send-mfa, whose own sample has a type that is in no list. */
export function inputKind({ type, options }: ItemParameter): InputKind {
  if (type === 'hcaptcha') return 'widget';
  if (type === 'password') return 'password';
  if (type === 'number') return 'number';
  return options?.length ? 'select' : 'text';
}

/** What makes a prompt another one: a run may ask for the same parameter twice. */
export function promptKey({ name, expiresAt }: ItemParameter): string {
  return `${name} ${expiresAt ?? ''}`;
}

/** Milliseconds until it is too late; without a deadline it never is. */
export function timeLeft(what: ItemParameter | ItemUserAction | null | undefined, now: number): number {
  const end = Date.parse(what?.expiresAt ?? '');
  return isNaN(end) ? Infinity : end - now;
}

/** What is sent for what was typed: digits may be pasted in groups, and a password may well begin with a space. */
export function sentValue(kind: InputKind, typed: string): string {
  if (kind === 'password' || kind === 'select') return typed;
  return kind === 'number' ? typed.replace(/\s/g, '') : typed.trim();
}

/** Whether the value can be the one that is asked for. What we cannot check, the bank does. */
export function isAccepted({ validation, optional, options }: ItemParameter, value: string): boolean {
  if (!value) return !!optional;
  if (options?.some((option) => option.value === value)) return true;
  const pattern = value.length <= MAX_VALUE ? admitted(validation) : undefined;
  return !pattern || pattern.test(value);
}

const MAX_VALUE = 64;
/** In how many ways a pattern may be tried at one place: what is above could hang the page. */
const MAX_WAYS = 1000;

/** A class, a literal or an escape of one; a quantifier with its bounds; an anchor, a dot, a group or an alternative. */
const TOKEN =
  /(?<atom>\\[dDwWsS\W]|\[\^?(?:\\[dDwWsS\W]|[^\\[\]])+\]|[^\\[\](){}|*+?^$])|\{(?<least>\d{1,2})(?:,(?<most>\d{1,2}))?\}|(?<may>\?)|(?<mark>\((?:\?:)?|[)|^$])/y;

/**
 * The expression, if no value can make it slow: anchors, literals, classes and groups, and quantifiers with an upper bound
 * on single characters only. A regular expression cannot be interrupted.
 */
export function admitted(pattern: string | undefined): RegExp | undefined {
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

/** What a picture begins with, in base64. */
const PICTURES: [start: string, type: string][] = [
  ['iVBORw0KGgo', 'png'],
  ['R0lGOD', 'gif'],
  ['/9j/', 'jpeg'],
  ['UklGR', 'webp'],
  ['Qk', 'bmp'],
];

/** The picture as an address, whether or not it came as one; nothing for what is no picture. */
export function imageUrl(data: string | undefined): string | undefined {
  const base64 = data
    ?.trim()
    .replace(/^data:image\/[\w.+-]+;base64,/i, '')
    .replace(/\s/g, '');
  const type = PICTURES.find(([start]) => base64?.startsWith(start))?.[1];
  if (!base64 || !type || base64.length < 32 || !/^[\w+/]+={0,2}$/.test(base64)) return undefined;
  return `data:image/${type};base64,${base64}`;
}

/** More than the largest QR code can hold is none. */
const MAX_QR = 2000;

/**
 * The QR code to show: a picture, or the text for one. The keys of `attributes` are not documented: a picture is known by
 * what it is, and a text by its key, else by being the only one.
 */
export function qrOf({ type, attributes = {} }: ItemUserAction): { image?: string; text?: string } | undefined {
  const entries = Object.entries(attributes);
  const image = entries.map(([, value]) => imageUrl(value)).find(Boolean);
  if (image) return { image };
  const named = entries.filter(([key]) => /qr|code|payload/i.test(key));
  const [, text] = named[0] ?? (entries.length === 1 ? entries[0]! : []);
  return type === 'qr' && text && text.length <= MAX_QR ? { text } : undefined;
}
