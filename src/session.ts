import { createContext } from '@lit/context';
import type { Items } from './client/items/items.js';
import type { TokenEndpoint } from './client/token/token-request.js';
import type { TokenSource } from './client/token/token-source.js';
import type { Messages } from './locales/index.js';
import type { PluggyError } from './model/errors.js';

/** How tokens are fetched, how the backend is spoken to, and how the widget opens: attributes of the same names. */
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

/** What failed last inside a provider, until it is tried again. Not a field of the session: few elements want to know. */
export interface LastFailure {
  current?: { readonly error: PluggyError; readonly itemId: string; readonly sessionId: number };
  readonly listeners: Set<() => void>;
}

/** What a provider gives its descendants. Replaced whole when a setting changes, never for an Item. */
export interface Session {
  readonly settings: Settings;
  /** The provider's items; undefined until their code has loaded. */
  readonly items?: Items;
  readonly messages: Messages;
  /** From how many days before its end a consent is spoken of. */
  readonly consentWarningDays: number;
  readonly failure: LastFailure;
  /** Reads one Item again, or all of them. Never rejects. */
  readonly refresh: (itemId?: string) => Promise<void>;
}

/** By a registered symbol, so that several copies of this library on a page meet. */
export const sessionContext = createContext<Session>(Symbol.for('pluggy-elements:context@1'));
