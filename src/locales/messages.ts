import type { DialogText, ErrorText } from '../model/code-types.js';
import type { HealthProblem } from '../model/health.js';
import type { ItemLabel } from '../model/item-view.js';
import type { PromptReason } from '../model/prompt.js';
import type { WarningReason } from '../model/warnings.js';

/** The texts of `<pluggy-connect>`, and of its dialog while the widget's chunk loads. */
export interface ConnectMessages {
  connect: string;
  reconnect: string;
  /** Label in the place of an inline widget that has ended. */
  again: string;
  connected: string;
  required: string;
  preparing: string;
  /** Title of the dialog around the widget. */
  title: string;
  close: string;
  failed: string;
}

/** The texts around the widget; loaded on demand. */
export interface WidgetMessages {
  frame: string;
  slow: string;
  /** Text while an update replaces the connection that was started. */
  loading: string;
  question: string;
  explanation: string;
  stay: string;
  hide: string;
  leave: string;
  background: string;
  attention: string;
  /** Text on the button of a hidden widget whose bank waits for the person. */
  waiting: string;
  /** Offer for an institution that is connected already. `bank` is empty when not known. */
  already: (bank: string) => string;
  update: string;
  another: string;
  /** Notice for an institution with several connections, of which none can be offered. */
  several: (bank: string, count: number) => string;
  /** Notice for an account that belongs to another login of the page. `bank` is empty when not known. */
  elsewhere: (bank: string) => string;
  failed: Record<DialogText, string>;
}

/** The texts of `<pluggy-item-status>`. */
export interface StatusMessages {
  /** The names of the states of an Item. */
  labels: Record<Exclude<ItemLabel, 'consent' | 'stalled' | 'old'>, string>;
  /** Label of a consent that ends soon. `days` is 0 on the last day. */
  consent: (days: number) => string;
  /** Label until the first response. */
  checking: string;
  /** Label after a failed request. */
  unreachable: string;
  /** Label of an Item that the backend no longer has. */
  gone: string;
  /** Label of a new Item that the backend has not saved. */
  unsaved: string;
  /** Label of a run, or of an approval at the bank, that takes longer than usual. */
  stalled: string;
  /**
   * The time of the last successful read, after a label; for old data, the label itself. `ago` is a relative time;
   * `isUpToDate`: the label is `updated`.
   */
  updated: (ago: string, isUpToDate: boolean) => string;
  /**
   * The next automatic run. `when` is a time of today with `isToday`, otherwise a day and a time. `isShort`: the words before
   * already speak of an update.
   */
  next: (when: string, isToday: boolean, isShort: boolean) => string;
}

/** The texts of `<pluggy-error-banner>`; loaded on demand. */
export interface ErrorsMessages {
  /** The failure in a few words, and its explanation. `bank` is empty when not known. */
  texts: Record<ErrorText, { title: string; text: (bank: string) => string }>;
  actions: Record<'reconnect' | 'solved' | 'connect' | 'again' | 'bank', string>;
  /** Text while the failed request is repeated. */
  trying: string;
  /** The end of a pause: the remaining time ("12:34") and the time of day. */
  until: (left: string, time: string) => string;
  /** The time of the next automatic run. */
  next: (time: string) => string;
  /** A problem of the institution that may be the reason of a failed run. */
  health: Record<HealthProblem, (bank: string) => string>;
  /** Introduces the bank's own message. */
  quote: (bank: string) => string;
  /** Hint for a link. */
  newTab: string;
  dismiss: string;
}

/** The texts of `<pluggy-reauth-prompt>`; loaded on demand. */
export interface MfaMessages {
  /** Replaces an unknown institution's name in the middle of a sentence. */
  bank: string;
  /** The title names what is needed, or what happens now, in at most 40 characters; for consents, the text has the day. */
  texts: Record<
    | Exclude<PromptReason, 'consent' | 'consentEnded'>
    | 'qrOnPhone'
    | 'notWaiting'
    | 'checking'
    | 'codeAccepted'
    | 'approved'
    | 'fine',
    { title: string; text: (bank: string) => string }
  > &
    Record<
      'consent' | 'consentToday' | 'consentEnded',
      { title: string; text: (bank: string, when: string) => string }
    >;
  actions: Record<'continue' | 'reconnect' | 'renew' | 'restart' | 'send' | 'check' | 'solved' | 'bank', string>;
  /** Answer to a check, while the bank still waits. */
  notYet: (bank: string) => string;
  /** Answer to a check that failed. */
  unread: string;
  /** Introduces the bank's own request for a value. */
  asks: (bank: string) => string;
  /** Introduces the bank's own message. */
  quote: (bank: string) => string;
  /** Says of a link that it opens a new tab. */
  newTab: string;
  /** Text while a request is pending. */
  wait: string;
  /** Label of a field that the bank does not name. */
  value: string;
  optional: string;
  choose: string;
  /** Alternative text of the picture. */
  picture: string;
  qr: (bank: string) => string;
  /** The ways around a QR code on a phone, which cannot scan its own screen, and their results. */
  onPhone: {
    copy: string;
    open: string;
    show: string;
    copied: (bank: string) => string;
    linkCopied: string;
    byHand: string;
    code: string;
    link: string;
  };
  /** The remaining time, such as "4:59". */
  left: (time: string) => string;
  /** The remaining time for screen readers, such as "5 minutes" or "1 minute, 57 seconds". */
  leftSpoken: (time: string) => string;
  /** The reason why a value was not accepted, and the remedy. */
  failed: Record<'required' | 'invalid' | 'rejected' | 'used' | 'changed' | 'offline' | 'network' | 'server', string>;
}

/** The products of an Item, by Pluggy's names. */
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

/** The texts of `<pluggy-item-card>` and `<pluggy-item-list>`; loaded on demand. */
export interface CardMessages {
  /** Replaces an unknown institution's name: alone, and in the middle of a sentence. */
  bank: Record<'name' | 'inText', string>;
  update: string;
  /** Button that reads the state of a run. */
  check: string;
  /**
   * The result of a request for an update, or the state of a run. `recent` has the time of the next possible update, such as
   * "14:30", when known. `later` says that another update is not possible yet, although the data is not recent. `impossible`:
   * neither the backend nor the widget can update the connection.
   */
  asked: Record<
    'asking' | 'recent' | 'later' | 'failed' | 'impossible' | 'going',
    (bank: string, time?: string) => string
  >;
  /** A problem of the institution, before an update and during a run. */
  health: Record<HealthProblem, (bank: string) => string>;
  /** The one line about a connection. `isToday`: `when` is a time without a day. */
  line: {
    /** `products` is a list of the missing products. */
    partial: (products: string) => string;
    /** A run that reads the product. */
    fetching: (product: string) => string;
    /** The institution is not available. */
    down: string;
    failed: string;
    retry: (when: string, isToday: boolean) => string;
  } & Record<
    'credentials' | 'wrongCode' | 'timeout' | 'notGranted' | 'revoked' | 'locked' | 'password' | 'bankAction',
    string
  >;
  /** Labels of the row's button that opens the widget. */
  action: Record<'reconnect' | 'renew', string>;
  /** Name of the menu. */
  menu: (bank: string) => string;
  /** Sentences about the data that a connection shares. Dates are days such as "12 March 2027". */
  shared: {
    title: string;
    /** `products` is a list such as "Accounts, Loans". */
    products: (products: string) => string;
    since: (date: string) => string;
    until: (date: string) => string;
    ended: (date: string) => string;
    revoked: (date: string) => string;
    endless: string;
    renew: string;
    erased: (bank: string) => string;
    revoke: (bank: string) => string;
  };
  /** Label of the control that opens the state of each product. */
  details: string;
  hideDetails: string;
  products: Record<Product, string>;
  /** Time of a product's last update. `ago` is a relative time such as "3 hours ago". */
  productUpdated: (ago: string) => string;
  productLate: (ago: string) => string;
  productFine: string;
  productNever: string;
  /** Sentences for the reasons of a product's warnings. For an unknown code, the bank's own message is quoted. */
  warnings: Record<Exclude<WarningReason, 'other'>, string>;
  /** Introduces the bank's own message. */
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
    /** Titles of the two groups: connections that need the person, and all others. */
    groups: Record<'attention' | 'fine', string>;
    loading: string;
    emptyTitle: string;
    emptyText: string;
    /** Announcement for screen readers: an institution and the state of its connection. */
    change: (bank: string, label: string) => string;
    changes: (count: number) => string;
    /** Announcement of a new connection. */
    added: (bank: string, isFetching: boolean) => string;
    /** Result of a connection, for a person who returns from the institution's page. */
    returned: Record<'checking' | 'going' | 'done' | 'open' | 'refused' | 'unknown', (bank: string) => string>;
    /** A connection that has ended without the person's doing. `bank` is empty when not known. */
    ended: {
      text: (bank: string) => string;
      connect: string;
      /** The end of a new connection that the backend has not accepted. */
      notAccepted: (bank: string) => string;
    };
    /** Label of the button that closes the result, or the notice of a connection that has ended. */
    dismiss: string;
  };
}

/** The texts of `<pluggy-institutions>`. */
export interface InstitutionsMessages {
  /** Label of the search field. */
  search: string;
  /** Name of the list. */
  list: string;
  loading: string;
  failed: string;
  /** The person is not signed in any more. */
  session: string;
  retry: string;
  /** The code for the person's key or choice did not arrive. */
  stuck: string;
  /** No institution can be connected here. */
  empty: string;
  /** No institution has a name with the text in the search field. */
  none: (query: string) => string;
  /** Announcement for screen readers: the number of institutions in the list. */
  found: (count: number) => string;
  /** Label of the button for people who do not find their bank. */
  missing: string;
  /** Kinds of institutions of which one bank may have several; other kinds are not named. */
  kinds: Record<'PERSONAL_BANK' | 'BUSINESS_BANK' | 'INVESTMENT', string>;
  /** An institution of Pluggy's sandbox. */
  sandbox: string;
  health: Record<'offline' | 'unstable', string>;
  /** Another open keeps the widget from opening at the choice. */
  busy: string;
  /** A connection to the chosen institution exists. */
  already: (bank: string) => string;
  several: (bank: string, count: number) => string;
  update: string;
  another: string;
  back: string;
}

/** The page's own texts in the place of ours: any part, in the same groups. */
export interface Messages {
  connect?: Partial<ConnectMessages>;
  widget?: Partial<Omit<WidgetMessages, 'failed'>> & { failed?: Partial<WidgetMessages['failed']> };
  status?: Partial<Omit<StatusMessages, 'labels'>> & { labels?: Partial<StatusMessages['labels']> };
  errors?: Partial<Omit<ErrorsMessages, 'texts' | 'actions'>> & {
    texts?: { [Text in ErrorText]?: Partial<ErrorsMessages['texts'][Text]> };
    actions?: Partial<ErrorsMessages['actions']>;
  };
  mfa?: Partial<Omit<MfaMessages, 'texts' | 'onPhone' | 'actions' | 'failed'>> & {
    texts?: Partial<MfaMessages['texts']>;
    onPhone?: Partial<MfaMessages['onPhone']>;
    actions?: Partial<MfaMessages['actions']>;
    failed?: Partial<MfaMessages['failed']>;
  };
  card?: Partial<Omit<CardMessages, CardGroup>> & { [Group in CardGroup]?: Partial<CardMessages[Group]> };
  institutions?: Partial<Omit<InstitutionsMessages, 'kinds' | 'health'>> & {
    kinds?: Partial<InstitutionsMessages['kinds']>;
    health?: Partial<InstitutionsMessages['health']>;
  };
}

type CardGroup = 'shared' | 'bank' | 'asked' | 'line' | 'action' | 'products' | 'warnings' | 'question' | 'list';

/** The texts of this library, by the elements that show them. A key that a language lacks does not compile. */
export interface MessageGroups {
  connect: ConnectMessages;
  widget: WidgetMessages;
  status: StatusMessages;
  errors: ErrorsMessages;
  mfa: MfaMessages;
  card: CardMessages;
  institutions: InstitutionsMessages;
}
