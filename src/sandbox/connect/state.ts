/** The state of the Connect page, what can happen to it, and what follows from a state. `flow.ts` changes the state. */
import type { ApiError, Connector, CreateRequest, Credential, Item } from './api.js';
import type { FieldErrors, Values } from './form.js';
import type { ReportedError, Script } from './scripts.js';

/** The host's options that change the flow. */
export interface Config {
  script: Script;
  includeSandbox?: boolean;
  allowConnectInBackground?: boolean;
  connectorIds?: number[];
  connectorTypes?: string[];
  countries?: string[];
  products?: string[];
  selectedConnectorId?: number;
  connectorSortAlphabetically?: boolean;
  updateItem?: string;
  forceAskForCredentials?: boolean;
  openFinanceParameters?: { cpf?: string; cnpj?: string };
  moveSecurityData?: string;
}

/** The action of the retry button on the failure screen. */
export type Retry = 'form' | 'update' | 'poll' | 'start';

export type Screen =
  | { name: 'loading' }
  | { name: 'consent' }
  | { name: 'institutions' }
  | { name: 'form'; fields: Credential[]; errors: FieldErrors; alert?: string; busy: boolean; attempt: number }
  | { name: 'progress' }
  | { name: 'mfa'; field: Credential; errors: FieldErrors; alert?: string; busy: boolean; attempt: number }
  | { name: 'action' }
  | { name: 'authorize'; url: string; popup: 'none' | 'open' | 'blocked' | 'returned' }
  | { name: 'pending' }
  | { name: 'success'; partial: boolean }
  | { name: 'failure'; code: string; providerMessage?: string; retryAt?: string; retry?: Retry }
  | { name: 'token' };

/** The screen with the given name. */
export type ScreenOf<N extends Screen['name']> = Extract<Screen, { name: N }>;

export interface State {
  config: Config;
  screen: Screen;
  consented: boolean;
  /** The available institutions; absent until the list has loaded. */
  connectors?: Connector[];
  query: string;
  /** The institution that the host selected, if the host's filters allow it. */
  selected?: Connector;
  /** Whether the list of institutions was shown, so that the user can go back to it. */
  listed: boolean;
  connector?: Connector;
  item?: Item;
  /** Entered values that the form may show again. */
  values: Values;
  /** The last answered question. A read that was sent before the answer may still contain the question. */
  answered?: string;
  loginCompleted: boolean;
  /** Whether `onSuccess` waits for the last button. */
  isSuccessDue: boolean;
  minimized: boolean;
  /** The number of consecutive failed reads. */
  misses: number;
}

export type Action =
  | { type: 'consented' }
  | { type: 'connectors'; connectors: Connector[]; selected?: Connector }
  | { type: 'searched'; query: string }
  | { type: 'selected'; connector: Connector }
  | { type: 'back' }
  | { type: 'submitted'; values: Values }
  | { type: 'edited'; name: string }
  | { type: 'accepted'; item: Item }
  | { type: 'answered'; values: Values }
  | { type: 'answer-accepted'; item: Item }
  | { type: 'read'; item: Item }
  | { type: 'loaded'; item: Item }
  | { type: 'refused'; at: 'start' | 'login' | 'answer' | 'read'; error: ApiError }
  | { type: 'authorize' }
  | { type: 'popup'; result: 'open' | 'blocked' | 'returned' }
  | { type: 'retry' }
  | { type: 'shown' }
  | { type: 'minimize' }
  | { type: 'leave' }
  | { type: 'done' };

/** The events that the host receives, without their `timestamp`. */
export type HostEvent =
  | { event: 'SUBMITTED_CONSENT' | 'SUBMITTED_LOGIN' | 'SUBMITTED_MFA' }
  | { event: 'SELECTED_INSTITUTION'; connector: Connector | null }
  | { event: 'LOGIN_SUCCESS' | 'LOGIN_MFA_SUCCESS' | 'LOGIN_STEP_COMPLETED' | 'ITEM_RESPONSE'; item: Item };

export type Effect =
  | { do: 'list' }
  | { do: 'load'; itemId: string }
  | { do: 'create'; request: CreateRequest }
  | { do: 'update'; itemId: string; parameters?: Values }
  | { do: 'answer'; itemId: string; parameters: Values }
  | { do: 'poll'; itemId: string; misses: number }
  | { do: 'popup'; url: string }
  | { do: 'event'; payload: HostEvent }
  | { do: 'success'; item: Item }
  | { do: 'error'; error: ReportedError }
  | { do: 'minimize' }
  | { do: 'close'; twice: boolean };

export type Step = [State, Effect[]];

/** Returns the institutions that pass the host's filters, in the host's order. */
export function offered(all: Connector[], config: Config): Connector[] {
  const { connectorIds, connectorTypes, countries, products } = config;
  const list = all.filter(
    (connector) =>
      (config.includeSandbox || !connector.isSandbox) &&
      (!connectorIds?.length || connectorIds.includes(connector.id)) &&
      (!connectorTypes?.length || connectorTypes.includes(connector.type)) &&
      (!countries?.length || countries.includes(connector.country)) &&
      (!products?.length || connector.products.some((product) => products.includes(product))),
  );
  if (config.connectorSortAlphabetically) return list.sort((a, b) => a.name.localeCompare(b.name));
  // Sandbox institutions come first, because a host that includes them is testing.
  return list.sort((a, b) => Number(b.isSandbox ?? false) - Number(a.isSandbox ?? false));
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

export function found(connectors: Connector[], query: string): Connector[] {
  return connectors.filter(({ name }) => plain(name).includes(plain(query.trim())));
}

/** Whether a run is in progress, which continues while the widget is hidden. */
export function isRunning({ screen }: State): boolean {
  return ['progress', 'mfa', 'action', 'authorize'].includes(screen.name);
}

export function canMinimize(state: State): boolean {
  return state.config.allowConnectInBackground === true && isRunning(state);
}

export function canGoBack({ screen, listed }: State): boolean {
  return listed && ((screen.name === 'form' && !screen.busy) || screen.name === 'failure');
}

/** Returns the identity of a question: its name and deadline. */
export function question(field: Credential): string {
  return `${field.name} ${field.expiresAt ?? ''}`;
}
