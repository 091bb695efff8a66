import { createContext } from '@lit/context';
import type { Items } from './client/items/items.js';
import type { TokenEndpoint } from './client/token/token-request.js';
import type { TokenSource } from './client/token/token-source.js';
import type { Messages } from './locales/index.js';
import type { PluggyError } from './model/errors.js';

/** Settings of requests, tokens and the widget; each has an attribute of the same name. */
export interface Settings {
  tokenEndpoint?: string;
  tokenMethod?: 'POST' | 'GET';
  tokenField?: string;
  credentials?: RequestCredentials;
  csrfToken?: string;
  csrfHeader?: string;
  headers?: TokenEndpoint['headers'];
  tokenSource?: TokenSource;
  preload?: 'none' | 'intent' | 'visible' | 'prerender';
  loadTimeout?: number;
  widgetUrl?: string;
  includeSandbox?: boolean;
  allowConnectInBackground?: boolean;
  noFullscreen?: boolean;
  connectorTypes?: string[];
  connectorIds?: (number | string)[];
  countries?: string[];
  products?: string[];
  selectedConnectorId?: number | string;
  language?: string;
  theme?: string;
  forceOauthInBrowser?: boolean;
  forceAskForCredentials?: boolean;
  connectorSortAlphabetically?: boolean;
  openFinanceParameters?: { cpf?: string; cnpj?: string };
  moveSecurityData?: string;
}

/** An action inside a provider that failed. `sessionId` is 0 for requests of the provider itself. */
export interface FailedAction {
  readonly error: PluggyError;
  readonly itemId: string;
  readonly sessionId: number;
}

/** The last failure inside a provider. Only banners subscribe to it, so a failure does not replace the context. */
export interface LastFailure {
  readonly current?: FailedAction;
  subscribe(listener: () => void): () => void;
}

/** Settings and data that a provider shares with its descendants. Replaced when a setting changes and by `refresh()`, never for an Item. */
export interface ProviderContext {
  readonly settings: Settings;
  /** The store, once its code is loaded. */
  readonly items?: Items;
  /** URL of the backend's list of institutions; `undefined` while nothing may be read, between `reset()` and the next person. */
  readonly connectorsEndpoint?: string;
  readonly messages: Messages;
  /** Days before the end of a consent at which elements start to warn. */
  readonly consentWarningDays: number;
  /** Days after which data without a planned update counts as old. */
  readonly staleAfterDays?: number;
  readonly failure: LastFailure;
  /** Aborted when the person has signed out, or when the endpoints have changed and may be another person's. */
  readonly signedOut?: AbortSignal;
  /** Whether the provider was reset, and the next person is not there yet: nothing is read. */
  readonly isSignedOut?: boolean;
  /** The number of times that the page has asked to read everything again. */
  readonly refreshes?: number;
  /** Reads one Item again, or all Items. Never rejects. */
  readonly refresh: (itemId?: string) => Promise<void>;
  /**
   * Reads the Item of `failed` again, or all Items. A failure of the widget that is still the last one is then forgotten.
   * Never rejects.
   */
  readonly retry: (failed: { error?: PluggyError; itemId?: string }) => Promise<void>;
}

/** The key is a registered symbol, so that elements of several copies of this library share a provider. */
export const providerContext = createContext<ProviderContext>(Symbol.for('pluggy-elements:context@1'));
