import type { Item } from '../model/item-types.js';
import { replaceProperty } from './replace-property.js';

/** The props that the library passes to the SDK's class. */
type Props = Readonly<Record<string, unknown>>;

type Callback = (payload?: unknown) => unknown;

/** The state of a widget: the steps that the person has taken. */
interface Progress {
  /** Whether the institution has been chosen. */
  hasChosen: boolean;
  /** Whether the form has been sent. */
  hasLoggedIn: boolean;
  /** Whether the institution has accepted the login. */
  isAccepted: boolean;
  /** The last Item of the run that was reported. */
  item?: Item;
}

/** Values of the props that no test needs to see. */
const PRIVATE = new Set(['connectToken', 'timeout']);

/**
 * Takes the place of the SDK's class for one open. The methods call the library as the widget does, in the widget's order;
 * the library itself is the real one.
 */
export class FakeWidget {
  readonly componentInstance = {
    close: () => {
      this.#remove();
      return Promise.resolve();
    },
  };
  #props: Props;
  #root?: HTMLElement;
  #progress: Progress = { hasChosen: false, hasLoggedIn: false, isAccepted: false };

  constructor(props: Props) {
    this.#props = props;
  }

  /** The widget's options, such as `updateItem`, without the token and the callbacks. */
  get options(): Readonly<Record<string, unknown>> {
    const entries = Object.entries(this.#props);
    return Object.fromEntries(entries.filter(([name, value]) => typeof value !== 'function' && !PRIVATE.has(name)));
  }

  /** The id of the Item to update; undefined for a new connection. */
  get updateItem(): string | undefined {
    const { updateItem } = this.#props;
    return typeof updateItem === 'string' ? updateItem : undefined;
  }

  get isOpen(): boolean {
    return !!this.#root?.isConnected;
  }

  /** Answers at once. The library looks for the frame of the SDK, which this one creates and never adds to the page. */
  init(container: HTMLElement): Promise<void> {
    const root = document.createElement('div');
    root.id = 'fake-pluggy-connect';
    this.#root = root;
    container.append(root);
    const restore = replaceProperty(HTMLIFrameElement.prototype, 'contentWindow', {
      configurable: true,
      value: { name: '' },
    });
    try {
      const frame = document.createElement('iframe');
      frame.setAttribute('name', '__zoid__fake');
      void frame.contentWindow;
    } finally {
      restore();
    }
    this.#call('onOpen');
    return Promise.resolve();
  }

  show(): Promise<void> {
    return Promise.resolve();
  }

  succeed(item: Item): void {
    this.#login(item);
    this.#answer();
    this.#accept({ ...item, status: 'UPDATING', executionStatus: 'ACCOUNTS_IN_PROGRESS', error: null });
    this.#report('ITEM_RESPONSE', { item });
    this.#call('onSuccess', { item });
  }

  fail(item: Item): void {
    this.#login(item);
    this.#answer();
    this.#report('ITEM_RESPONSE', { item });
    const { code = 'ERROR', message = code } = item.error ?? {};
    this.#progress = { hasChosen: true, hasLoggedIn: false, isAccepted: false };
    this.#call('onError', { message, data: { item } });
  }

  waitForPerson(item: Item): void {
    this.#login(item);
    this.#answer();
    this.#progress.item = item;
    this.#report('ITEM_RESPONSE', { item });
  }

  /** Closes the widget, as its last button and its cross do. */
  close(): void {
    this.#remove();
    this.#call('onClose');
  }

  /** Sends the login form, once until the institution refuses the login. */
  #login(item: Item): void {
    if (this.#progress.hasLoggedIn) return;
    const running = {
      ...item,
      status: 'UPDATING',
      executionStatus: 'CREATED',
      error: null,
      parameter: null,
      userAction: null,
    };
    if (!this.#progress.hasChosen) this.#choose(item);
    this.#report('SUBMITTED_LOGIN');
    this.#report('LOGIN_SUCCESS', { item: running });
    this.#progress.hasLoggedIn = true;
  }

  /** Agrees and chooses the institution; in update mode, the widget reads the Item instead. */
  #choose(item: Item): void {
    this.#progress.hasChosen = true;
    if (this.updateItem) {
      const refused = { ...item, status: 'LOGIN_ERROR', executionStatus: 'INVALID_CREDENTIALS' };
      this.#report('ITEM_RESPONSE', { item: refused });
      return;
    }
    this.#report('SUBMITTED_CONSENT');
    this.#report('SELECTED_INSTITUTION', { connector: item.connector });
  }

  /** Enters the code that the run waits for. */
  #answer(): void {
    const { item } = this.#progress;
    if (item?.status !== 'WAITING_USER_INPUT') return;
    this.#progress.item = undefined;
    this.#report('SUBMITTED_MFA');
    const running = { ...item, status: 'UPDATING', executionStatus: 'LOGIN_MFA_IN_PROGRESS', parameter: null };
    this.#report('LOGIN_MFA_SUCCESS', { item: running });
  }

  #accept(item: Item): void {
    if (this.#progress.isAccepted) return;
    this.#progress.isAccepted = true;
    this.#report('ITEM_RESPONSE', { item });
    this.#report('LOGIN_STEP_COMPLETED', { item });
  }

  #report(event: string, payload: object = {}): void {
    this.#call('onEvent', { event, ...payload, timestamp: Date.now() });
  }

  #call(name: string, payload?: unknown): void {
    const callback = this.#props[name] as Callback | undefined;
    callback?.(payload);
  }

  #remove(): void {
    this.#root?.remove();
  }
}
