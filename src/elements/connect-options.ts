import type { SdkProps } from '../client/frame.js';
import type { PluggyConnectElement } from './connect.js';

/** Source: https://docs.pluggy.ai/docs/connect-widget and the SDK's own types. */
const ENUMS = {
  connectorTypes:
    'PERSONAL_BANK BUSINESS_BANK INVOICE INVESTMENT TELECOMMUNICATION DIGITAL_ECONOMY PAYMENT_ACCOUNT OTHER',
  countries: 'AR BR CO MX',
  products:
    'ACCOUNTS CREDIT_CARDS TRANSACTIONS PAYMENT_DATA INVESTMENTS INVESTMENTS_TRANSACTIONS IDENTITY BROKERAGE_NOTE MOVE_SECURITY LOANS ACCOUNT_STATEMENTS',
} as const;

const SWITCHES = [
  'includeSandbox',
  'allowConnectInBackground',
  'forceOauthInBrowser',
  'forceAskForCredentials',
  'connectorSortAlphabetically',
] as const;

const LOAD_TIMEOUT = 20_000;

/** Stands for a value that is personal data, in warnings. */
const HIDDEN = '…';

const isId = (id: unknown) => /^\d+$/.test(String(id)) && Number.isSafeInteger(Number(id));

type Warn = (property: string, value: unknown, accepted: string) => void;

/** Frameworks set the property where there is one of the name, with the text that the attribute would have. */
function listOf(value: unknown): unknown[] {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter(Boolean);
  return Array.isArray(value) ? value : [value ?? []].flat();
}
const isOff = (value: unknown) => !value || value === 'false';

/**
 * The SDK's options as the SDK wants them, from what the page wrote. It throws on a wrong type, and passes on what it does
 * not know: so only what is known and right goes in, and the rest is named in a warning.
 */
function sdkOptions(element: PluggyConnectElement, warn: Warn): SdkProps {
  const options: SdkProps = {};
  for (const name of SWITCHES) if (!isOff(element[name])) options[name] = true;
  if (!isOff(element.noFullscreen)) options.allowFullscreen = false;

  for (const name of Object.keys(ENUMS) as (keyof typeof ENUMS)[]) {
    const values = listOf(element[name]).map((value) => String(value).toUpperCase());
    if (!values.length) continue;
    const known = ENUMS[name].split(' ');
    if (values.every((value) => known.includes(value))) options[name] = values;
    else warn(name, element[name], `a list of ${known.join(', ')}`);
  }

  const { selectedConnectorId, language, theme, openFinanceParameters, moveSecurityData } = element;
  const connectorIds = listOf(element.connectorIds);
  if (connectorIds.length) {
    if (connectorIds.every(isId)) options.connectorIds = connectorIds.map(Number);
    else warn('connectorIds', connectorIds, 'a list of connector ids (whole numbers)');
  }
  if (selectedConnectorId !== undefined && selectedConnectorId !== null) {
    if (isId(selectedConnectorId)) options.selectedConnectorId = Number(selectedConnectorId);
    else warn('selectedConnectorId', selectedConnectorId, 'a connector id (a whole number)');
  }
  if (language) {
    const [code] = String(language).toLowerCase().split(/[-_]/);
    if (/^(pt|en|es)$/.test(code!)) options.language = code;
    else warn('language', language, 'pt, en or es');
  }
  if (theme) {
    if (/^(light|dark)$/.test(theme)) options.theme = String(theme);
    else warn('theme', theme, 'light or dark');
  }
  // Personal data: never in a warning.
  if (openFinanceParameters) {
    const given = Object.entries(openFinanceParameters).filter(([, value]) => value);
    const right = given.every(([key, value]) => /^(cpf|cnpj)$/.test(key) && typeof value === 'string');
    if (right) options.openFinanceParameters = Object.fromEntries(given);
    else warn('openFinanceParameters', HIDDEN, '{ cpf?: string, cnpj?: string }');
  }
  if (moveSecurityData) {
    if (typeof moveSecurityData === 'string') options.moveSecurityData = moveSecurityData;
    else warn('moveSecurityData', HIDDEN, 'a string with JSON');
  }
  return options;
}

/**
 * The widget page's address as the SDK can use it: it compares it with `event.origin` as text, so a page at the root is
 * its bare origin.
 */
function widgetUrl(value: string, warn: Warn): string | undefined {
  if (!value) return undefined;
  const path = /^\//.test(value);
  try {
    const url = new URL(value, path ? location.origin : undefined);
    if (path && url.origin === location.origin) return value;
    if (!path && /^https?:$/.test(url.protocol) && !url.username && !url.password) {
      return url.pathname === '/' && !url.search && !url.hash ? url.origin : url.href;
    }
  } catch {
    // The warning says it.
  }
  warn('widgetUrl', value, 'an http(s) URL or an absolute path');
  return undefined;
}

/** What has been said already, for each element: once is enough. */
const said = new WeakMap<Element, Set<string>>();

/**
 * What the attributes mean. What is wrong in them is left out, and named in the console with what is accepted.
 */
export function connectSettings(element: PluggyConnectElement): { options: SdkProps; url?: string; timeout: number } {
  const before = said.get(element) ?? new Set();
  said.set(element, before);
  const warn: Warn = (property, value, accepted) => {
    const attribute = attributeOf(property);
    const written = value === HIDDEN ? value : (element.getAttribute(attribute) ?? String(value));
    const text = `<pluggy-connect> ${attribute}="${written}" is ignored. Expected ${accepted}.`;
    if (!before.has(text)) console.warn(text);
    before.add(text);
  };
  const oneOf = (property: 'preload' | 'credentials' | 'tokenMethod', accepted: string) => {
    const value = element[property];
    if (value && !accepted.split(', ').includes(property === 'tokenMethod' ? value.toUpperCase() : value)) {
      warn(property, value, accepted);
    }
  };
  oneOf('preload', 'none, intent, visible');
  oneOf('credentials', 'same-origin, include, omit');
  oneOf('tokenMethod', 'POST, GET');
  for (const name of [...SWITCHES, 'noFullscreen', 'required'] as const) {
    if ([element.getAttribute(attributeOf(name)), element[name]].includes('false'))
      warn(name, 'false', 'no attribute, or an empty one');
  }
  const loadTimeout = Number(element.loadTimeout ?? LOAD_TIMEOUT);
  const usable = loadTimeout > 0 && loadTimeout < 2 ** 31;
  if (!usable) warn('loadTimeout', loadTimeout, 'milliseconds');
  return {
    options: sdkOptions(element, warn),
    url: widgetUrl(element.widgetUrl, warn),
    timeout: usable ? loadTimeout : LOAD_TIMEOUT,
  };
}

function attributeOf(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
