import type { PropertyDeclarations } from '@lit/reactive-element';
import type { TokenEndpoint } from '../../client/token/token-request.js';
import type { TokenSource } from '../../client/token/token-source.js';
import type { Settings } from '../../provider-context.js';
import { attributeOf, flag, list } from './attributes.js';
import { PluggyElement } from './base.js';

/** Values of settings that the page has not set. */
const DEFAULTS: Settings = {
  credentials: 'same-origin',
  csrfHeader: 'X-CSRF-Token',
  preload: 'intent',
  loadTimeout: 20_000,
};

/** The settings that several elements have: how tokens are fetched and how the widget opens. */
export abstract class PluggySettingsElement extends PluggyElement implements Settings {
  static override properties: PropertyDeclarations = {
    tokenEndpoint: {},
    tokenMethod: {},
    tokenField: {},
    credentials: {},
    csrfToken: {},
    csrfHeader: {},
    headers: { attribute: false },
    tokenSource: { attribute: false },
    preload: {},
    loadTimeout: { type: Number },
    widgetUrl: {},
    includeSandbox: { converter: flag },
    allowConnectInBackground: { converter: flag },
    noFullscreen: { converter: flag },
    connectorTypes: { converter: list },
    connectorIds: { converter: list },
    countries: { converter: list },
    products: { converter: list },
    selectedConnectorId: {},
    language: {},
    theme: {},
    forceOauthInBrowser: { converter: flag },
    forceAskForCredentials: { converter: flag },
    connectorSortAlphabetically: { converter: flag },
    openFinanceParameters: { attribute: false },
    moveSecurityData: { attribute: false },
  };

  /** URL, or URL template with `{itemId}`, of the backend's route that returns a Connect Token. */
  tokenEndpoint = '';

  /**
   * `POST` sends the Item's id as JSON, `GET` sends the id as `?itemId=`.
   *
   * Default: `POST`, and once `GET` where the route answers 405.
   */
  tokenMethod?: 'POST' | 'GET';

  /**
   * Dot path of the token in the JSON answer.
   *
   * Default: the first of `accessToken`, `connectToken`, `connect_token`, `access_token` and `token`.
   */
  tokenField?: string;

  /** The credentials mode of our requests. Default: `same-origin`. */
  credentials: RequestCredentials = 'same-origin';

  /**
   * The CSRF token of POST, PATCH and DELETE requests to the page's own origin.
   *
   * Default: the content of `<meta name="csrf-token">`.
   */
  csrfToken?: string;

  /** The name of the header that carries the CSRF token. */
  csrfHeader = 'X-CSRF-Token';

  /** Additional headers of our requests, or a function that returns them for each request. */
  headers?: TokenEndpoint['headers'];

  /** Returns the Connect Token, in place of a request to `token-endpoint`. */
  tokenSource?: TokenSource;

  /**
   * The moment at which an open is prepared, before the click.
   *
   * With `intent`, SDK and token are requested and the dialog is laid out when a pointer rests on the button, at a press and
   * after 300 ms of keyboard focus; with `visible`, as soon as the button is visible; with `none`, at the click. With `prerender`, the
   * widget is also loaded at the intent, off screen, so that the click only shows the widget. Pluggy counts a prerendered
   * widget as opened, and a page has at most one. Where the person saves data, `visible` and `prerender` are `intent`.
   */
  preload: 'none' | 'intent' | 'visible' | 'prerender' = 'intent';

  /** Milliseconds after which an open fails if the widget does not load or does not answer. */
  loadTimeout = 20_000;

  /** http(s) URL or absolute path of another widget page, such as the offline sandbox's. */
  widgetUrl = '';

  /** Lists Pluggy's sandbox institutions. Not for production. */
  includeSandbox = false;

  /** Lets people hide the widget while the connection goes on. */
  allowConnectInBackground = false;

  /** Keeps the widget a modal on narrow screens, instead of filling the screen. */
  noFullscreen = false;

  /** Offers only institutions of these types, such as `PERSONAL_BANK`. */
  connectorTypes?: string[];

  /** Offers only the institutions with these ids. */
  connectorIds?: (number | string)[];

  /** Offers only institutions of these countries: `AR`, `BR`, `CO`, `MX`. */
  countries?: string[];

  /** Collects only these products, such as `ACCOUNTS`. */
  products?: string[];

  /** Opens the widget at this institution. */
  selectedConnectorId?: number | string;

  /** The widget's language: `pt`, `en` or `es`. Default: that of our texts. */
  language?: string;

  /** The widget's theme: `light` or `dark`. Default: the colour scheme of the element. */
  theme?: string;

  /** Opens the bank's page in the system's browser. */
  forceOauthInBrowser = false;

  /** Always asks for the credentials in update mode. */
  forceAskForCredentials = false;

  /** Lists institutions in alphabetical order instead of by popularity. */
  connectorSortAlphabetically = false;

  /** Fills in the Open Finance form. Personal data: a property only. */
  openFinanceParameters?: { cpf?: string; cnpj?: string };

  /** JSON for an Item that is limited to moving securities. Personal data: a property only. */
  moveSecurityData?: string;

  /**
   * The settings in effect: those of this element, otherwise of the nearest provider, otherwise the defaults.
   *
   * @internal
   */
  get settings(): Settings {
    const settings: Record<string, unknown> = { ...DEFAULTS, ...this.context?.settings };
    for (const name of SETTINGS) if (isWritten(this, name)) settings[name] = this[name];
    return settings;
  }
}

/** Values that do not count as set. Some frameworks write `"false"` for "off". */
const UNSET = new Set<unknown>([undefined, null, false, 'false']);

/** Names of all settings. */
export const SETTINGS = Object.keys(PluggySettingsElement.properties) as (keyof Settings)[];

/** Whether the page has set the setting. Empty values do not count. */
export function isWritten(element: Settings & Pick<Element, 'hasAttribute'>, name: keyof Settings): boolean {
  const value = element[name];
  if (UNSET.has(value) || (value === '' && name !== 'selectedConnectorId')) return false;
  if (Array.isArray(value)) return value.length > 0;
  return value !== DEFAULTS[name] || element.hasAttribute(attributeOf(name));
}
