import type { DialogText, ErrorText } from '../model/code-types.js';
import type { ItemLabel } from '../model/item-view.js';
import type { PromptReason } from '../model/prompt.js';

/**
 * What we say, grouped by element, so that an element carries only its own texts. Each language implements the same
 * interfaces: a missing key does not compile.
 */
export type Locale = 'pt-BR' | 'en' | 'es';

/** The texts of `<pluggy-connect>`, and of its dialog until the widget's chunk is there. */
export interface ConnectMessages {
  connect: string;
  reconnect: string;
  connected: string;
  required: string;
  preparing: string;
  cancel: string;
  failed: string;
}

/** The texts around the widget, which come with it: `<language>.widget.ts`. */
export interface WidgetMessages {
  frame: string;
  slow: string;
  /** Another run takes the place of the one that was begun. */
  loading: string;
  close: string;
  question: string;
  explanation: string;
  stay: string;
  hide: string;
  leave: string;
  background: string;
  attention: string;
  /** The institution that was chosen is connected; its name goes in, empty where it is not known. */
  already: (bank: string) => string;
  update: string;
  another: string;
  failed: Record<DialogText, string>;
}

/** The texts of `<pluggy-item-status>`. */
export interface StatusMessages {
  /** What the state of an Item is called. */
  labels: Record<Exclude<ItemLabel, 'consent'>, string>;
  /** The consent ends in so many days; 0: within a day. */
  consent: (days: number) => string;
  /** Not read yet. */
  checking: string;
  /** Could not be read. */
  unreachable: string;
  /** The backend no longer has it. */
  gone: string;
  /** Under way for longer than we ask. */
  stalled: string;
  /** Last read from the institution: "3 hours ago" and the like goes in. */
  updated: (ago: string) => string;
  /** The next automatic run: a time, or a day and a time, goes in. */
  next: (when: string) => string;
}

/** The texts of `<pluggy-error-banner>`, which come when there is something to say: `<language>.errors.ts`. */
export interface ErrorsMessages {
  /** What went wrong, and why or what to do. The institution's name goes in; it is empty where it is not known. */
  texts: Record<ErrorText, { title: string; text: (bank: string) => string }>;
  actions: Record<'reconnect' | 'connect' | 'again' | 'bank', string>;
  /** While what was asked for is tried again. */
  trying: string;
  /** A pause: what is left of it ("12:34") and the time of day at its end go in. */
  until: (left: string, time: string) => string;
  /** When it is tried again without anybody's help. */
  next: (time: string) => string;
  /** Before what the bank said. */
  quote: (bank: string) => string;
  /** Of a link. */
  newTab: string;
  dismiss: string;
}

/** The texts of `<pluggy-reauth-prompt>`, which come when there is something to ask for: `<language>.mfa.ts`. */
export interface MfaMessages {
  /** In place of an institution's name that is not known, in the middle of a sentence. */
  bank: string;
  /** Why it is there, in one sentence; of consents, with the day. */
  why: Record<Exclude<PromptReason, 'consent' | 'consentEnded'> | 'notWaiting', (bank: string) => string> &
    Record<'consent' | 'consentToday' | 'consentEnded', (bank: string, when: string) => string>;
  actions: Record<'continue' | 'reconnect' | 'renew' | 'restart' | 'send' | 'check', string>;
  /** Its value has been sent, or is being looked at. */
  checking: (bank: string) => string;
  /** Nothing is needed, or not any more. */
  fine: (bank: string) => string;
  /** Read again, and the bank still waits. */
  notYet: (bank: string) => string;
  /** It could not be read again. */
  unread: string;
  /** Before what the bank said. */
  quote: (bank: string) => string;
  /** While an Item or a value is on its way. */
  wait: string;
  /** Where the bank gives the field no name. */
  value: string;
  optional: string;
  choose: string;
  /** What the picture is, for those who do not see it. */
  picture: string;
  qr: (bank: string) => string;
  /** "4:59" goes in. */
  left: (time: string) => string;
  /** The same to be read aloud: "5 minutes" goes in. */
  leftSpoken: (time: string) => string;
  /** What is wrong with a value, and what to do. */
  failed: Record<'required' | 'invalid' | 'rejected' | 'used' | 'changed' | 'offline' | 'network' | 'server', string>;
}

/** What is collected of an Item, by Pluggy's names. */
type Product =
  | 'accounts'
  | 'creditCards'
  | 'transactions'
  | 'investments'
  | 'investmentTransactions'
  | 'identity'
  | 'paymentData'
  | 'loans'
  | 'accountStatements';

/** The texts of `<pluggy-item-card>` and `<pluggy-item-list>`, which come with their looks: `<language>.card.ts`. */
export interface CardMessages {
  /** In place of an institution's name that is not known: by itself, and in the middle of a sentence. */
  bank: Record<'name' | 'inText', string>;
  update: string;
  /** Asks how far a run is. */
  check: string;
  /** What came of asking for an update, or how far a run is. */
  asked: Record<'asking' | 'recent' | 'failed' | 'going', (bank: string) => string>;
  /** Some products are behind: a list of them goes in. */
  partial: (products: string) => string;
  /** Opens what is known of each product. */
  details: string;
  products: Record<Product, string>;
  /** "3 hours ago" goes in. */
  productUpdated: (ago: string) => string;
  productLate: (ago: string) => string;
  productFine: string;
  productNever: string;
  warnings: Record<'001' | '002' | '423' | 'other', string>;
  /** Before what the bank said. */
  quote: string;
  disconnect: string;
  question: {
    title: (bank: string) => string;
    erased: (bank: string) => string;
    rights: string;
    keep: string;
    confirm: string;
    working: string;
    failed: string;
  };
  disconnected: (bank: string) => string;
  list: {
    label: string;
    loading: string;
    emptyTitle: string;
    emptyText: string;
    /** Read aloud: an institution and how its connection is doing. */
    change: (bank: string, label: string) => string;
    changes: (count: number) => string;
    /** To somebody who comes back from the institution's page: what came of the connection there. */
    returned: Record<'checking' | 'going' | 'done' | 'open' | 'refused' | 'unknown', (bank: string) => string>;
    /** Takes that away. */
    dismiss: string;
  };
}

/** Texts of the page's own, in place of ours: any part, grouped by element as ours are. */
export interface Messages {
  connect?: Partial<ConnectMessages>;
  widget?: Partial<Omit<WidgetMessages, 'failed'>> & { failed?: Partial<WidgetMessages['failed']> };
  status?: Partial<Omit<StatusMessages, 'labels'>> & { labels?: Partial<StatusMessages['labels']> };
  errors?: Partial<Omit<ErrorsMessages, 'texts' | 'actions'>> & {
    texts?: { [Text in ErrorText]?: Partial<ErrorsMessages['texts'][Text]> };
    actions?: Partial<ErrorsMessages['actions']>;
  };
  mfa?: Partial<Omit<MfaMessages, 'why' | 'actions' | 'failed'>> & {
    why?: Partial<MfaMessages['why']>;
    actions?: Partial<MfaMessages['actions']>;
    failed?: Partial<MfaMessages['failed']>;
  };
  card?: Partial<Omit<CardMessages, CardGroup>> & { [Group in CardGroup]?: Partial<CardMessages[Group]> };
}

type CardGroup = 'bank' | 'asked' | 'products' | 'warnings' | 'question' | 'list';

/** Ours with the page's own in their place. */
export function withOverrides<T extends object>(messages: T, own: object | undefined): T {
  if (!own) return messages;
  const merged = { ...messages } as Record<string, unknown>;
  for (const [key, value] of Object.entries(own)) {
    const before = merged[key];
    if (typeof before === 'object' && typeof value === 'object' && value) {
      merged[key] = withOverrides(before as object, value as object);
    } else if (typeof value === typeof before) merged[key] = value;
  }
  return merged as T;
}

/** The exact language, else another variety of the same one, else English. */
export function resolveLocale(tag: string): Locale {
  const [language] = tag.toLowerCase().split(/[-_]/);
  return language === 'pt' ? 'pt-BR' : language === 'es' ? 'es' : 'en';
}
