import type { PluggyError } from '../../model/errors.js';
import type { Connector, Item } from '../../model/item-types.js';

/** The fields of every outcome. */
interface OutcomeOf<Type extends string> {
  type: Type;
  item?: Item | undefined;
  itemId?: string | undefined;
  error?: PluggyError | undefined;
}

/**
 * How an open ended; `type` tells which fields are there. `success`: has `item`. `error`: has `error`. `pending`: closed after a
 * login was sent, while the bank was still working or waiting for the person in its app. Keep `itemId` and read the Item again;
 * without `itemId`, the widget has not named the Item yet: read the list again.
 */
export type ConnectOutcome =
  | (OutcomeOf<'success'> & { item: Item; itemId: string })
  | OutcomeOf<'pending' | 'cancelled'>
  | (OutcomeOf<'error'> & { error: PluggyError });

/** The current open, as other elements of the page see it. */
export interface RunningWidget {
  /** The Item to update; empty for a new connection. */
  readonly itemId: string;
  /** The promise that `open()` returned. Never rejects. */
  readonly done: Promise<ConnectOutcome>;
  /** Whether a login is in progress, which a removed element must not end. */
  readonly busy?: boolean;
  /** Identifies the source of its tokens: another application of the page must not join this open. */
  readonly application?: unknown;
  /** Whether the widget has reported success or an error, and no login is in progress. */
  readonly settled?: boolean;
  /** Whether the widget is in the place of its element, beside the other elements of the page. */
  readonly isInline?: boolean;
  show(): void;
  hide(): void;
  close(): void;
}

/** The reason why the person has to come back to a hidden widget: a failure, or a bank that waits. */
export type PersonNeed = 'attention' | 'waiting';

export type Phase = 'preparing' | 'open' | 'background' | undefined;

/** The way in which the person leaves. `forced`: the browser has already closed the dialog. */
export type LeaveRequest = 'escape' | 'button' | 'forced' | 'confirmed' | 'hide';

/**
 * Receives the reports of one open. Each report goes from its source to every observer directly, and an observer has
 * only the methods that it needs.
 */
export interface WidgetObserver {
  /** The widget takes longer than usual to load. */
  slow?(): void;
  /** The widget has loaded and answers. */
  ready?(): void;
  progress?(step: string, connector?: Connector | null, item?: Item): void;
  success?(item: Item): void;
  error?(error: PluggyError): void;
  /** The widget has refused the token. Returns whether it is replaced by one with a fresh token. */
  tokenRefused?(): boolean;
  /** The widget hid or closed itself. */
  dismissed?(how: 'hide' | 'close'): void;
  /** The phase, or the reason why the person has to come back, may have changed. */
  phase?(phase: Phase, need?: PersonNeed): void;
  /** The dialog is hidden and the connection goes on in the background. */
  hidden?(): void;
  /** The open is over: the last report. */
  closed?(outcome: ConnectOutcome): void;
}

/** The dialog around the widget. The session decides when it changes; the elements draw it. */
export interface WidgetDialogPort {
  /** The element that the SDK fills. */
  readonly container: HTMLElement;
  readonly isConnected: boolean;
  /** Whether the dialog is open, and not hidden. */
  readonly isOpen: boolean;
  /** Whether a widget that is ready gets the focus. */
  readonly takesFocus: boolean;
  /**
   * Calls the function when the dialog has left the document, was opened or was closed. Returns a function that stops
   * the calls.
   */
  watch(changed: () => void): () => void;
  /** Adds the dialog to the page at its full size, invisible and inert. */
  layOut(): void;
  show(): void;
  hide(): void;
  remove(): void;
  /** Replaces the loading skeleton by the widget. */
  ready(): void;
  /** Shows the loading skeleton again, while the widget is replaced: by an update, or by itself with another token. */
  loading(isUpdate: boolean): void;
  slow(): void;
  /** Asks whether to leave a login that is in progress. */
  ask(canHide: boolean): void;
}

/** Checked settings for the SDK. */
export interface WidgetSettings {
  options: Record<string, unknown>;
  /** The widget page's bare origin or absolute path. Default: Pluggy's own page. */
  url?: string;
  /** Milliseconds until a widget that does not answer is given up. */
  timeout: number;
  /** The frame's accessible name. */
  title: string;
}
