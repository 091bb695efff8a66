import { PluggyConnectElement } from '../elements/connect/connect.js';
import type { Item } from '../model/item-types.js';
import { anItem } from './an-item.js';
import { fillDomGaps } from './dom-gaps.js';
import { FakeWidget } from './fake-sdk.js';
import { replaceProperty } from './replace-property.js';

// Tests replace the timers of the page.
const { setTimeout, clearTimeout } = globalThis;

/** Time in which a widget must open or close, by default: less than the limit of a test in Vitest and Jest. */
const LIMIT_MS = 4500;

/** How a run in the fake widget ends. */
export interface Ending {
  /** Whether the widget stays open, as until the person presses its last button. By default the person closes it. */
  staysOpen?: boolean;
}

/** A stand-in for Pluggy's widget. Each method waits until a widget is open, and resolves when the events have been fired. */
export interface FakeConnect {
  /** The options of the widget that opened last, such as `updateItem` and `includeSandbox`; never the token. */
  readonly options: Readonly<Record<string, unknown>> | undefined;
  /** Resolves when a widget is open and `pluggy-ready` has been fired. */
  opened(): Promise<void>;
  /** The person signs in, and the connection succeeds. The default Item has the id of the Item to update. */
  succeed(item?: Item, ending?: Ending): Promise<void>;
  /** The person signs in, and the run ends with Pluggy's code, such as `INVALID_CREDENTIALS`. */
  fail(code: string, ending?: Ending): Promise<void>;
  /**
   * The person signs in, and the bank waits for the person: for a code with `anItem({ status: 'WAITING_USER_INPUT' })`, by
   * default for an approval in the bank's app. The widget stays open; `succeed`, `fail` or `cancel` follows.
   */
  waitForPerson(item?: Item): Promise<void>;
  /** The person closes the widget. */
  cancel(): Promise<void>;
  /** Brings the real widget back. */
  restore(): void;
}

export interface FakeConnectOptions {
  /** Whether tokens are requested as by the real button, for tests of the token route. By default no request is sent. */
  requestsToken?: boolean;
  /** Time in which a widget must open after a method of the fake was called. Default: 4500. */
  timeoutMs?: number;
}

/** The fake that is in place. */
let current: { restore(): void } | undefined;

/**
 * Puts a stand-in in the place of Pluggy's widget, for all buttons of the page: no frame, no SDK and no request. The events
 * and `open()` are those of the real button.
 */
export function fakeConnect({ requestsToken = false, timeoutMs = LIMIT_MS }: FakeConnectOptions = {}): FakeConnect {
  current?.restore();
  const page = new FakedPage(requestsToken, timeoutMs);
  current = page;
  return page;
}

class FakedPage implements FakeConnect {
  #widgets: FakeWidget[] = [];
  #restores: (() => void)[];
  #timeoutMs: number;
  /** Widgets that have answered. */
  #ready = new WeakSet<FakeWidget>();

  constructor(requestsToken: boolean, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    const widgets = this.#widgets;
    class PluggyConnect extends FakeWidget {
      constructor(props: Readonly<Record<string, unknown>>) {
        super(props);
        widgets.push(this);
      }
    }
    const ready = () => {
      const widget = widgets.at(-1);
      if (widget) this.#ready.add(widget);
    };
    window.addEventListener('pluggy-ready', ready, true);
    this.#restores = [
      () => window.removeEventListener('pluggy-ready', ready, true),
      replaceProperty(window, 'PluggyConnect', { configurable: true, writable: true, value: PluggyConnect }),
      fillDomGaps(),
      ...(requestsToken ? [] : [fakeTokens()]),
    ];
  }

  get options(): Readonly<Record<string, unknown>> | undefined {
    return this.#widgets.at(-1)?.options;
  }

  async opened(): Promise<void> {
    await this.#open();
  }

  async succeed(item?: Item, ending?: Ending): Promise<void> {
    const widget = await this.#open();
    widget.succeed(item ?? anItem(sameItem(widget)));
    await this.#end(widget, ending);
  }

  async fail(code: string, ending?: Ending): Promise<void> {
    const widget = await this.#open();
    widget.fail(anItem({ ...sameItem(widget), executionStatus: code }));
    await this.#end(widget, ending);
  }

  async waitForPerson(item?: Item): Promise<void> {
    const widget = await this.#open();
    widget.waitForPerson(item ?? anItem({ ...sameItem(widget), status: 'WAITING_USER_ACTION' }));
    await this.#end(widget, { staysOpen: true });
  }

  async cancel(): Promise<void> {
    await this.#end(await this.#open(), {});
  }

  restore(): void {
    for (const restore of this.#restores.splice(0).reverse()) restore();
    if (current === this) current = undefined;
  }

  /** Returns the open widget, once it answers. Rejects when an open fails before that, or when no open begins. */
  #open(): Promise<FakeWidget> {
    const find = () => this.#widgets.filter((widget) => widget.isOpen && this.#ready.has(widget)).at(-1);
    const widget = find();
    if (widget) return Promise.resolve(widget);
    return within(
      this.#timeoutMs,
      'No widget is open. Click the button, or call open() of <pluggy-connect>, before you tell the fake what happens.',
      (resolve, reject, listen) => {
        // The listener of `ready` runs first.
        listen('pluggy-ready', () => queueMicrotask(() => resolve(find()!)));
        listen('pluggy-close', ({ outcome: { error } }) => {
          if (error) reject(new Error(`The open ended before there was a widget: ${error.message}`, { cause: error }));
        });
      },
    );
  }

  /** Lets the library fire the events; then closes the widget, unless it stays open. */
  async #end(widget: FakeWidget, { staysOpen = false }: Ending = {}): Promise<void> {
    // The library reports each call in a task of its own.
    await new Promise((resolve) => setTimeout(resolve));
    if (staysOpen) return;
    await within<void>(this.#timeoutMs, 'The widget did not close.', (resolve, _reject, listen) => {
      listen('pluggy-close', () => queueMicrotask(resolve));
      widget.close();
    });
  }
}

/** Returns the id of the Item that the widget updates. */
const sameItem = ({ updateItem }: FakeWidget): Partial<Item> => (updateItem ? { id: updateItem } : {});

type Listen = <Type extends 'pluggy-ready' | 'pluggy-close'>(
  type: Type,
  listener: (event: GlobalEventHandlersEventMap[Type]) => void,
) => void;

/** Waits for events of the page for a limited time, and removes the listeners afterwards. */
function within<T>(
  timeoutMs: number,
  timeoutMessage: string,
  wait: (resolve: (value: T) => void, reject: (error: Error) => void, listen: Listen) => void,
): Promise<T> {
  const ended = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(timeoutMessage)), timeoutMs);
    ended.signal.addEventListener('abort', () => clearTimeout(timer));
    wait(resolve, reject, (type, listener) => {
      window.addEventListener(type, listener as (event: Event) => void, { capture: true, signal: ended.signal });
    });
  }).finally(() => ended.abort());
}

/** Returns the descriptor of a property of an object or of its prototypes. */
function descriptorOf(object: object | null, name: string): PropertyDescriptor | undefined {
  if (!object) return undefined;
  return Object.getOwnPropertyDescriptor(object, name) ?? descriptorOf(Object.getPrototypeOf(object) as object, name);
}

/** Gives every button a token without a request, if the page has told it where tokens come from. */
function fakeTokens(): () => void {
  const { prototype } = PluggyConnectElement;
  const original = descriptorOf(prototype, 'settings')!;
  const tokenSource = () => Promise.resolve('fake-connect-token');
  return replaceProperty(prototype, 'settings', {
    configurable: true,
    get(this: PluggyConnectElement) {
      const settings = original.get!.call(this) as PluggyConnectElement['settings'];
      return settings.tokenSource || settings.tokenEndpoint ? { ...settings, tokenSource } : settings;
    },
    set() {},
  });
}
