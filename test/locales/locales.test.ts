import { describe, expect, it } from 'vitest';
import { messagesFor, resolveLocale, TextsOnDemand, type Messages } from '../../src/locales/index.js';
import { cardTexts } from '../../src/locales/card.js';
import { errorsTexts } from '../../src/locales/errors.js';
import { mfaTexts } from '../../src/locales/mfa.js';
import { widgetTexts } from '../../src/locales/widget.js';
import * as en from '../../src/locales/en/connect.js';
import * as enCard from '../../src/locales/en/card.js';
import * as enErrors from '../../src/locales/en/errors.js';
import * as enMfa from '../../src/locales/en/mfa.js';
import * as enStatus from '../../src/locales/en/status.js';
import * as enWidget from '../../src/locales/en/widget.js';
import * as es from '../../src/locales/es/connect.js';
import * as esCard from '../../src/locales/es/card.js';
import * as esErrors from '../../src/locales/es/errors.js';
import * as esMfa from '../../src/locales/es/mfa.js';
import * as esStatus from '../../src/locales/es/status.js';
import * as esWidget from '../../src/locales/es/widget.js';
import * as pt from '../../src/locales/pt-BR/connect.js';
import * as ptCard from '../../src/locales/pt-BR/card.js';
import * as ptErrors from '../../src/locales/pt-BR/errors.js';
import * as ptMfa from '../../src/locales/pt-BR/mfa.js';
import * as ptStatus from '../../src/locales/pt-BR/status.js';
import * as ptWidget from '../../src/locales/pt-BR/widget.js';

/** Arguments for texts with parameters: an institution or a time, then a time. */
const INSTITUTIONS = [
  ['Banco Azul', '14:30'],
  ['', '14:30'],
];
/** Arguments for texts with a number. */
const COUNTS = [[0], [1], [5]];
/** Arguments for the time of the last update, whose label may say that the data is up to date. */
const UPDATES = [
  ['-3 h', true],
  ['-3 h', false],
];

/** Arguments for the time of the next run: of today or of another day, alone or after words about an update. */
const NEXT_RUNS = [
  ['14:30', true, true],
  ['14:30', true, false],
  ['4 Mar, 14:30', false, true],
  ['4 Mar, 14:30', false, false],
];

/** Returns the lists of arguments with which a text is tested. */
function samplesOf(name: string): unknown[][] {
  if (name.endsWith('status.updated')) return UPDATES;
  if (/\.next$|\.retry$/.test(name)) return NEXT_RUNS;
  return /^status\.consent$|\.changes$/.test(name) ? COUNTS : INSTITUTIONS;
}

/** Returns every text by its path, such as `widget.failed.offline`. A path includes the arguments of its text. */
function texts(messages: object, path = ''): Map<string, string> {
  type TextFunction = (...args: unknown[]) => string;
  const entries = Object.entries(messages as Record<string, string | object | TextFunction>);
  return new Map(
    entries.flatMap(([key, value]): [string, string][] => {
      const name = `${path}${key}`;
      if (typeof value === 'string') return [[name, value]];
      if (typeof value !== 'function') return [...texts(value, `${name}.`)];
      return samplesOf(name).map((args) => [`${name}(${args.join(', ')})`, (value as TextFunction)(...args)]);
    }),
  );
}

const LANGUAGES = {
  'pt-BR': texts({ ...pt, ...ptWidget, ...ptMfa, ...ptCard, status: ptStatus.status, ...ptErrors }),
  en: texts({ ...en, ...enWidget, ...enMfa, ...enCard, status: enStatus.status, ...enErrors }),
  es: texts({ ...es, ...esWidget, ...esMfa, ...esCard, status: esStatus.status, ...esErrors }),
};

describe('the texts', () => {
  it('are the same set in every language', () => {
    const [first, ...others] = Object.values(LANGUAGES).map((language) => [...language.keys()].sort());
    expect(first!.length).to.be.greaterThan(200);
    for (const keys of others) expect(keys).to.deep.equal(first);
  });

  it('are never empty, and have no white space at either end', () => {
    for (const [language, all] of Object.entries(LANGUAGES)) {
      for (const [key, text] of all) {
        expect(text, `${language} ${key}`).not.to.equal('');
        // A text without the institution may begin or end with a space.
        if (!key.includes('(,')) expect(text, `${language} ${key}`).to.equal(text.trim());
        expect(text, `${language} ${key}`).not.to.match(/undefined|null|NaN|=>|[A-Z]+_[A-Z]+/);
      }
    }
  });

  it('are translated: two languages never have the same sentence', () => {
    const seen = new Map<string, string>();
    for (const [language, all] of Object.entries(LANGUAGES)) {
      for (const [key, text] of all) {
        // Short texts can be equal in Portuguese and Spanish.
        if (text.length < 28) continue;
        const other = seen.get(text);
        expect(other, `${language} ${key}`).to.be.oneOf([undefined, language]);
        seen.set(text, language);
      }
    }
    expect(seen.size).to.be.greaterThan(300);
  });
});

/** Returns the same texts, each with an asterisk in front. */
function marked(messages: object): object {
  type Text = string | object | ((...given: unknown[]) => string);
  const mark = (value: Text): Text => {
    if (typeof value === 'string') return `*${value}`;
    return typeof value === 'function'
      ? (...given: unknown[]) => `*${(value as (...given: unknown[]) => string)(...given)}`
      : marked(value);
  };
  return Object.fromEntries(Object.entries(messages as Record<string, Text>).map(([key, value]) => [key, mark(value)]));
}

describe('an application’s own texts', () => {
  it('replace each text of the library', () => {
    const groups = { ...en, ...enWidget, ...enMfa, ...enCard, status: enStatus.status, ...enErrors };
    const all = marked(groups) as Required<Messages>;
    for (const [name, group] of Object.entries(groups)) {
      const replacements = all[name as keyof Messages];
      for (const [key, text] of texts(messagesFor<object>({ en: group }, 'en', replacements), `${name}.`))
        expect(text, key).to.match(/^\*/);
    }
  });
});

describe('texts on demand', () => {
  const module = { errors: enErrors.errors };
  const unused = () => Promise.reject(new Error('This import is not expected.'));

  it('are missing before they are loaded', () => {
    const texts = new TextsOnDemand('errors', { 'pt-BR': unused, en: unused, es: unused });
    expect(() => messagesFor(texts.table, 'en')).to.throw('The texts for en are not loaded.');
  });

  it('are loaded in the requested language only, once', async () => {
    const requested: string[] = [];
    const importer = (locale: string) => () => {
      requested.push(locale);
      return Promise.resolve(module);
    };
    const texts = new TextsOnDemand('errors', { 'pt-BR': importer('pt-BR'), en: importer('en'), es: importer('es') });
    await texts.load('en');
    await texts.load('en');
    expect(requested).to.deep.equal(['en']);
    expect(messagesFor(texts.table, 'en')).to.equal(enErrors.errors);
    expect(texts.table.es).to.equal(undefined);
  });

  it('are requested again after a failure', async () => {
    let attempts = 0;
    const importer = () => (++attempts === 1 ? Promise.reject(new Error('offline')) : Promise.resolve(module));
    const texts = new TextsOnDemand('errors', { 'pt-BR': importer, en: importer, es: importer });
    const failure = await texts.load('en').catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    await texts.load('en');
    expect(messagesFor(texts.table, 'en')).to.equal(enErrors.errors);
  });

  it('run their import through the given function', async () => {
    const texts = new TextsOnDemand('errors', { 'pt-BR': unused, en: unused, es: unused });
    await texts.load('es', <T>() => Promise.resolve(module as T));
    expect(messagesFor(texts.table, 'es')).to.equal(enErrors.errors);
  });

  for (const [name, onDemand] of Object.entries({ cardTexts, errorsTexts, mfaTexts, widgetTexts })) {
    it(`${name} loads its own group in every language`, async () => {
      const group = name.replace('Texts', '') as 'card';
      for (const locale of ['pt-BR', 'en', 'es'] as const) {
        await onDemand.load(locale);
        const loaded = texts({ [group]: messagesFor<object>((onDemand as typeof cardTexts).table, locale) });
        for (const [key, text] of loaded) expect(LANGUAGES[locale].get(key), key).to.equal(text);
        expect(loaded.size).to.be.greaterThan(10);
      }
    });
  }
});

describe('the language', () => {
  const table = {
    'pt-BR': ['pt-BR', 'pt', 'PT-br', 'pt-PT', 'pt_BR', 'pt-Latn-BR'],
    es: ['es', 'es-AR', 'ES_mx', 'es-419'],
    en: ['en', 'en-GB', '', 'fr', 'fr-CA', 'ptx', 'x-pt', 'est'],
  };
  for (const [locale, tags] of Object.entries(table)) {
    for (const tag of tags) {
      it(`is ${locale} for lang="${tag}"`, () => expect(resolveLocale(tag)).to.equal(locale));
    }
  }
});
