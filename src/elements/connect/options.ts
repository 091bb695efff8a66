import { pageOrigin } from '../../client/http/address.js';
import { printOnce } from '../../client/print-once.js';
import type { WidgetSettings } from '../../client/widget/types.js';
import { messagesFor, type WidgetMessages } from '../../locales/index.js';
import { widgetTexts } from '../../locales/widget.js';
import { loadTimeoutMs } from '../../model/delay.js';
import { PluggyError } from '../../model/errors.js';
import { OPTION_VALUES } from '../../model/option-values.js';
import { canonicalId } from '../../model/parse-item.js';
import type { Settings } from '../../provider-context.js';
import { attributeOf } from '../shared/attributes.js';
import { isWritten } from '../shared/settings.js';
import type { TextSettings } from './texts.js';

/**
 * The element whose settings are read: its attributes and properties, the settings in effect, and its computed style.
 */
export type OptionsSource = HTMLElement &
  Settings & { readonly settings: Settings; readonly required: boolean; readonly inline: boolean };

type SdkProps = WidgetSettings['options'];

/** Returns the texts around the widget, which are loaded with the widget's code. */
export const widgetMessages = ({ locale, overrides }: TextSettings): WidgetMessages =>
  messagesFor(widgetTexts.table, locale, overrides?.widget);

const SWITCHES = [
  'includeSandbox',
  'allowConnectInBackground',
  'forceOauthInBrowser',
  'forceAskForCredentials',
  'connectorSortAlphabetically',
] as const;

const LANGUAGES = new Set<string | undefined>(['pt', 'en', 'es']);
const THEMES = new Set(['light', 'dark']);

/** The forms of a person's and of a company's number. A company's number may have letters, except in its check digits. */
const PERSON_NUMBERS: Record<string, RegExp> = {
  cpf: /^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$/,
  cnpj: /^[\dA-Z]{2}\.?[\dA-Z]{3}\.?[\dA-Z]{3}\/?[\dA-Z]{4}-?\d{2}$/i,
};

/** Replaces a value that is personal data, in warnings. */
const HIDDEN = '…';

/** A word that Pluggy may have added after this version, such as `EXCHANGE_OPERATIONS`. */
const NEW_WORD = /^[A-Z][A-Z0-9_]+$/;

/** The minimum share of a known word's letters that a misspelt word also begins or ends with. */
const MIN_SHARED = 0.7;

/** The longest part of a page's value in a message. */
const MAX_SHOWN_LENGTH = 100;

const isId = (id: unknown) =>
  (typeof id === 'number' || typeof id === 'string') && /^\d+$/.test(String(id)) && Number.isSafeInteger(Number(id));

/** Says what is wrong with a setting, with the tag and the text that the page has written. */
interface SettingReport {
  /** Warns of a value that is left out. */
  ignore(property: string, value: unknown, accepted: string): void;
  /** Warns of a value that is used in part. */
  warn(property: string, value: unknown, problem: string): void;
  /** Returns the error for a value without which the widget must not open. */
  refuse(property: string, value: unknown, problem: string): PluggyError;
}

/** Returns a list, also from text: frameworks set the text of an attribute on the property. */
function listOf(value: unknown): unknown[] {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter(Boolean);
  return Array.isArray(value) ? value : [value ?? []].flat();
}
const isOff = (value: unknown) => !value || value === 'false';

/** Returns a value of the page as messages show it: a text, a number or a list of them; the type of any other value. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(' ').slice(0, MAX_SHOWN_LENGTH);
  const hasText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return hasText ? String(value).slice(0, MAX_SHOWN_LENGTH) : typeof value;
}

/**
 * Returns the usable parts of a list that restricts the widget. A wrong part never widens the restriction: it is left out,
 * and a list without a usable part refuses to open.
 *
 * @throws PluggyError `widget-blocked`.
 */
function restriction<T>(
  property: string,
  value: unknown,
  read: (part: unknown) => T | undefined,
  accepted: string,
  report: SettingReport,
  suggest: (wrong: readonly unknown[]) => string = () => '',
): T[] | undefined {
  if (value === undefined || value === null) return undefined;
  const parts = listOf(value);
  const usable = parts.map(read).filter((part) => part !== undefined);
  const wrong = parts.filter((part) => read(part) === undefined);
  if (!usable.length) {
    const reason = 'The widget does not open, because without this restriction it would offer everything.';
    throw report.refuse(property, value, `has no usable part.${suggest(wrong)} Expected ${accepted}. ${reason}`);
  }
  if (wrong.length) {
    report.warn(property, value, `is used without "${shown(wrong)}".${suggest(wrong)} Expected ${accepted}.`);
  }
  return usable;
}

/** Returns the known word that shares most of its beginning and end with a misspelt one, as a question. */
function didYouMean(words: readonly unknown[], known: readonly string[]): string {
  const meant = words.flatMap((word) => {
    const letters = typeof word === 'string' ? word.toUpperCase() : '';
    return (
      known.find((real) => {
        const length = Math.max(letters.length, real.length);
        let start = 0;
        while (start < length && letters[start] === real[start]) start++;
        let end = 0;
        while (end < length - start && letters.at(-1 - end) === real.at(-1 - end)) end++;
        return start + end >= length * MIN_SHARED;
      }) ?? []
    );
  });
  return meant.length ? ` Did you mean ${[...new Set(meant)].join(', ')}?` : '';
}

/** Returns the known words of a list, and words that are newer than this version, with a warning. */
function wordList(name: keyof typeof OPTION_VALUES, value: unknown, report: SettingReport): string[] | undefined {
  const known = OPTION_VALUES[name].split(' ');
  const read = (part: unknown) => {
    const word = typeof part === 'string' ? part.trim() : '';
    return known.find((one) => one === word.toUpperCase()) ?? (NEW_WORD.test(word) ? word : undefined);
  };
  const accepted = `a list of ${known.join(', ')}`;
  const suggest = (wrong: readonly unknown[]) => didYouMean(wrong, known);
  const words = restriction(name, value, read, accepted, report, suggest);
  const newWords = words?.filter((word) => !known.includes(word)) ?? [];
  if (newWords.length) {
    const problem = `contains "${shown(newWords)}", which this version does not know and passes on.`;
    report.warn(name, value, `${problem}${suggest(newWords)} Expected ${accepted}.`);
  }
  return words;
}

/**
 * Returns the SDK's options. The SDK throws on a wrong type and passes unknown options on to the widget: only known and
 * correct ones are returned, and a warning names the others.
 */
function sdkOptions(settings: Settings, report: SettingReport): SdkProps {
  const options: SdkProps = {};
  for (const name of SWITCHES) if (!isOff(settings[name])) options[name] = true;
  if (!isOff(settings.noFullscreen)) options.allowFullscreen = false;

  for (const name of Object.keys(OPTION_VALUES) as (keyof typeof OPTION_VALUES)[]) {
    const words = wordList(name, settings[name], report);
    if (words) options[name] = words;
  }

  const { selectedConnectorId, language, theme, openFinanceParameters, moveSecurityData } = settings;
  const readId = (part: unknown) => (isId(part) ? Number(part) : undefined);
  const accepted = 'a list of connector ids (whole numbers)';
  const connectorIds = restriction('connectorIds', settings.connectorIds, readId, accepted, report);
  if (connectorIds) options.connectorIds = connectorIds;
  if (selectedConnectorId !== undefined && selectedConnectorId !== null) {
    if (isId(selectedConnectorId)) options.selectedConnectorId = Number(selectedConnectorId);
    else report.ignore('selectedConnectorId', selectedConnectorId, 'a connector id (a whole number)');
  }
  if (language) {
    const [code] = String(language).toLowerCase().split(/[-_]/);
    if (LANGUAGES.has(code)) options.language = code;
    else report.ignore('language', language, 'pt, en or es');
  }
  if (theme) {
    if (THEMES.has(String(theme))) options.theme = String(theme);
    else report.ignore('theme', theme, 'light or dark');
  }
  // Warnings never contain these values, which are personal data.
  if (openFinanceParameters) {
    const given = Object.entries(openFinanceParameters).filter(([, value]) => value);
    const right = given.every(
      ([key, value]) =>
        Object.hasOwn(PERSON_NUMBERS, key) && typeof value === 'string' && PERSON_NUMBERS[key]!.test(value.trim()),
    );
    if (right) options.openFinanceParameters = Object.fromEntries(given);
    else report.ignore('openFinanceParameters', HIDDEN, '{ cpf?: string, cnpj?: string } with complete numbers');
  }
  if (moveSecurityData) {
    if (typeof moveSecurityData === 'string') options.moveSecurityData = moveSecurityData;
    else report.ignore('moveSecurityData', HIDDEN, 'a string with JSON');
  }
  return options;
}

/**
 * Returns the widget page's URL. A page at the root is its bare origin: the SDK compares the URL with `event.origin` as
 * text.
 */
function widgetUrl(value: string | undefined, report: SettingReport): string | undefined {
  if (!value) return undefined;
  const path = /^\//.test(value);
  try {
    const url = new URL(value, path ? pageOrigin() : undefined);
    // The SDK does not resolve a path in a srcdoc frame, whose address has no origin.
    if (path && url.origin === pageOrigin()) return url.origin === location.origin ? value : url.href;
    if (!path && /^https?:$/.test(url.protocol) && !url.username && !url.password) {
      return url.pathname === '/' && !url.search && !url.hash ? url.origin : url.href;
    }
  } catch {
    // A value that is not a valid URL is reported below.
  }
  report.ignore('widgetUrl', value, 'an http(s) URL or an absolute path');
  return undefined;
}

function reportFor(source: OptionsSource): SettingReport {
  const describe = (property: string, value: unknown) => {
    const attribute = attributeOf(property);
    const isOwn = property === 'required' || isWritten(source, property as keyof Settings) || value === 'false';
    const written = value === HIDDEN ? value : (isOwn && source.getAttribute(attribute)) || shown(value);
    return { tag: isOwn ? 'pluggy-connect' : 'pluggy-provider', setting: `${attribute}="${written}"` };
  };
  const warn = (property: string, value: unknown, problem: string) => {
    const { tag, setting } = describe(property, value);
    const text = `<${tag}> ${setting} ${problem}`;
    printOnce(text, source);
  };
  return {
    warn,
    ignore: (property, value, accepted) => warn(property, value, `is ignored. Expected ${accepted}.`),
    refuse: (property, value, problem) => {
      const { tag, setting } = describe(property, value);
      return new PluggyError('widget-blocked', `${setting} ${problem}`, { tag, retryable: false });
    },
  };
}

/**
 * Returns the checked settings. A wrong value is left out, and a warning names the accepted ones.
 *
 * @throws PluggyError `widget-blocked` for a list without a usable part.
 */
export function connectSettings(source: OptionsSource): Omit<WidgetSettings, 'title'> {
  const { settings } = source;
  const report = reportFor(source);
  const oneOf = (property: 'preload' | 'credentials' | 'tokenMethod', accepted: string) => {
    const value = settings[property];
    if (value && !accepted.split(', ').includes(property === 'tokenMethod' ? String(value).toUpperCase() : value)) {
      report.ignore(property, value, accepted);
    }
  };
  oneOf('preload', 'none, intent, visible, prerender');
  oneOf('credentials', 'same-origin, include, omit');
  oneOf('tokenMethod', 'POST, GET');
  for (const name of [...SWITCHES, 'noFullscreen', 'required'] as const) {
    // Frameworks set the property to this text, too. The attribute is warned of elsewhere.
    if ((source[name] as unknown) === 'false') report.ignore(name, 'false', 'no attribute, or an empty one');
  }
  if (settings.tokenSource && typeof settings.tokenSource !== 'function') {
    report.ignore('tokenSource', HIDDEN, 'a function');
  }
  const timeout = loadTimeoutMs(settings.loadTimeout);
  if (timeout !== Number(settings.loadTimeout))
    report.ignore('loadTimeout', Number(settings.loadTimeout), 'milliseconds');
  return {
    options: sdkOptions(settings, report),
    url: widgetUrl(settings.widgetUrl, report),
    timeout,
  };
}

/** Returns the widget's settings for an open. The Item to update has an institution, whichever the page has selected. */
export function widgetSettings(source: OptionsSource, texts: TextSettings, itemId: string): WidgetSettings {
  const { options, url, timeout } = connectSettings(source);
  if (itemId) delete options.selectedConnectorId;
  return {
    url,
    timeout,
    title: widgetMessages(texts).frame,
    options: {
      language: texts.locale.slice(0, 2),
      theme: usedScheme(source),
      ...options,
      ...(itemId ? { updateItem: canonicalId(itemId) } : {}),
    },
  };
}

function usedScheme(element: Element): 'light' | 'dark' {
  const { colorScheme } = getComputedStyle(element);
  const prefersDark = !colorScheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches;
  return colorScheme.includes('dark') && prefersDark ? 'dark' : 'light';
}
