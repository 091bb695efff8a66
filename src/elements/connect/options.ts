import type { WidgetSettings } from '../../client/widget/types.js';
import { messagesFor, type WidgetMessages } from '../../locales/index.js';
import { widgetTexts } from '../../locales/widget.js';
import { loadTimeoutMs } from '../../model/delay.js';
import type { Settings } from '../../session.js';
import { attributeOf } from '../shared/attributes.js';
import { isWritten } from '../shared/settings.js';
import type { Texts } from './texts.js';

/**
 * The element whose settings are read: its attributes and properties, the settings in effect, and its computed style.
 */
export type OptionsSource = HTMLElement & Settings & { readonly settings: Settings; readonly required: boolean };

type SdkProps = WidgetSettings['options'];

/** Returns the texts around the widget, which are loaded with the widget's code. */
export const widgetMessages = ({ locale, overrides }: Texts): WidgetMessages =>
  messagesFor(widgetTexts.table, locale, overrides?.widget);

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

const LANGUAGES = new Set<string | undefined>(['pt', 'en', 'es']);
const THEMES = new Set(['light', 'dark']);
const PERSON_NUMBERS = new Set(['cpf', 'cnpj']);

/** Replaces a value that is personal data, in warnings. */
const HIDDEN = '…';

const isId = (id: unknown) => /^\d+$/.test(String(id)) && Number.isSafeInteger(Number(id));

type Warn = (property: string, value: unknown, accepted: string) => void;

/** Reads a list from the text of its attribute, too, which frameworks set on the property. */
function listOf(value: unknown): unknown[] {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter(Boolean);
  return Array.isArray(value) ? value : [value ?? []].flat();
}
const isOff = (value: unknown) => !value || value === 'false';

/**
 * Returns the SDK's options. The SDK throws on a wrong type and passes unknown options on to the widget: only known and
 * correct ones are returned, and a warning names the others.
 */
function sdkOptions(settings: Settings, warn: Warn): SdkProps {
  const options: SdkProps = {};
  for (const name of SWITCHES) if (!isOff(settings[name])) options[name] = true;
  if (!isOff(settings.noFullscreen)) options.allowFullscreen = false;

  for (const name of Object.keys(ENUMS) as (keyof typeof ENUMS)[]) {
    const values = listOf(settings[name]).map((value) => String(value).toUpperCase());
    if (!values.length) continue;
    const known = ENUMS[name].split(' ');
    if (values.every((value) => known.includes(value))) options[name] = values;
    else warn(name, settings[name], `a list of ${known.join(', ')}`);
  }

  const { selectedConnectorId, language, theme, openFinanceParameters, moveSecurityData } = settings;
  const connectorIds = listOf(settings.connectorIds);
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
    if (LANGUAGES.has(code)) options.language = code;
    else warn('language', language, 'pt, en or es');
  }
  if (theme) {
    if (THEMES.has(String(theme))) options.theme = String(theme);
    else warn('theme', theme, 'light or dark');
  }
  // Personal data: never in a warning.
  if (openFinanceParameters) {
    const given = Object.entries(openFinanceParameters).filter(([, value]) => value);
    const right = given.every(([key, value]) => PERSON_NUMBERS.has(key) && typeof value === 'string');
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
 * Returns the widget page's URL. A page at the root is its bare origin: the SDK compares the URL with `event.origin` as
 * text.
 */
function widgetUrl(value: string | undefined, warn: Warn): string | undefined {
  if (!value) return undefined;
  const path = /^\//.test(value);
  try {
    const url = new URL(value, path ? location.origin : undefined);
    if (path && url.origin === location.origin) return value;
    if (!path && /^https?:$/.test(url.protocol) && !url.username && !url.password) {
      return url.pathname === '/' && !url.search && !url.hash ? url.origin : url.href;
    }
  } catch {
    // A value that is not a valid URL is reported below.
  }
  warn('widgetUrl', value, 'an http(s) URL or an absolute path');
  return undefined;
}

/** Warnings that each element has given, so that no warning is repeated. */
const warnings = new WeakMap<Element, Set<string>>();

/** Returns the checked settings. A wrong value is left out, and a warning names the accepted ones. */
export function connectSettings(source: OptionsSource): Omit<WidgetSettings, 'title'> {
  const { settings } = source;
  const warn: Warn = (property, value, accepted) => {
    const attribute = attributeOf(property);
    const isOwn = property === 'required' || isWritten(source, property as keyof Settings) || value === 'false';
    const written = value === HIDDEN ? value : (isOwn && source.getAttribute(attribute)) || String(value);
    const tag = isOwn ? 'pluggy-connect' : 'pluggy-provider';
    const text = `<${tag}> ${attribute}="${written}" is ignored. Expected ${accepted}.`;
    const before = warnings.get(source) ?? new Set();
    warnings.set(source, before);
    if (!before.has(text)) console.warn(text);
    before.add(text);
  };
  const oneOf = (property: 'preload' | 'credentials' | 'tokenMethod', accepted: string) => {
    const value = settings[property];
    if (value && !accepted.split(', ').includes(property === 'tokenMethod' ? value.toUpperCase() : value)) {
      warn(property, value, accepted);
    }
  };
  oneOf('preload', 'none, intent, visible, prerender');
  oneOf('credentials', 'same-origin, include, omit');
  oneOf('tokenMethod', 'POST, GET');
  for (const name of [...SWITCHES, 'noFullscreen', 'required'] as const) {
    if ([source.getAttribute(attributeOf(name)), source[name]].includes('false'))
      warn(name, 'false', 'no attribute, or an empty one');
  }
  const timeout = loadTimeoutMs(settings.loadTimeout);
  if (timeout !== Number(settings.loadTimeout)) warn('loadTimeout', Number(settings.loadTimeout), 'milliseconds');
  return {
    options: sdkOptions(settings, warn),
    url: widgetUrl(settings.widgetUrl, warn),
    timeout,
  };
}

/** Returns the widget's settings for an open. */
export function widgetSettings(source: OptionsSource, texts: Texts, itemId: string): WidgetSettings {
  const { options, url, timeout } = connectSettings(source);
  return {
    url,
    timeout,
    title: widgetMessages(texts).frame,
    options: {
      language: texts.locale.slice(0, 2),
      theme: usedScheme(source),
      ...options,
      ...(itemId ? { updateItem: itemId } : {}),
    },
  };
}

function usedScheme(element: Element): 'light' | 'dark' {
  const { colorScheme } = getComputedStyle(element);
  const prefersDark = !colorScheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches;
  return colorScheme.includes('dark') && prefersDark ? 'dark' : 'light';
}
