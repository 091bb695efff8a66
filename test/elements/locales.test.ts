import { expect } from '@open-wc/testing';
import { resolveLocale } from '../../src/locales/index.js';
import * as en from '../../src/locales/en.js';
import * as enCard from '../../src/locales/en.card.js';
import * as enMfa from '../../src/locales/en.mfa.js';
import * as enStatus from '../../src/locales/en.status.js';
import * as enWidget from '../../src/locales/en.widget.js';
import * as es from '../../src/locales/es.js';
import * as esCard from '../../src/locales/es.card.js';
import * as esMfa from '../../src/locales/es.mfa.js';
import * as esStatus from '../../src/locales/es.status.js';
import * as esWidget from '../../src/locales/es.widget.js';
import * as pt from '../../src/locales/pt-BR.js';
import * as ptCard from '../../src/locales/pt-BR.card.js';
import * as ptMfa from '../../src/locales/pt-BR.mfa.js';
import * as ptStatus from '../../src/locales/pt-BR.status.js';
import * as ptWidget from '../../src/locales/pt-BR.widget.js';

/** Every text by its path, such as `widget.failed.offline`. */
function texts(messages: object, path = ''): Map<string, string> {
  const entries = Object.entries(messages as Record<string, string | object>);
  return new Map(
    entries.flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${path}${key}`, value] as const] : [...texts(value, `${path}${key}.`)],
    ),
  );
}

const LANGUAGES = {
  'pt-BR': texts({ ...pt, ...ptWidget, ...ptMfa, ...ptCard, ...ptStatus }),
  en: texts({ ...en, ...enWidget, ...enMfa, ...enCard, ...enStatus }),
  es: texts({ ...es, ...esWidget, ...esMfa, ...esCard, ...esStatus }),
};

describe('the texts', () => {
  it('are the same set in every language', () => {
    const [first, ...others] = Object.values(LANGUAGES).map((language) => [...language.keys()].sort());
    expect(first!.length).to.be.greaterThan(20);
    for (const keys of others) expect(keys).to.deep.equal(first);
  });

  it('are never empty, nor with white space at an end', () => {
    for (const [language, all] of Object.entries(LANGUAGES)) {
      for (const [key, text] of all) {
        expect(text, `${language} ${key}`).not.to.equal('');
        expect(text, `${language} ${key}`).to.equal(text.trim());
      }
    }
  });

  it('are translated: no two languages share a sentence', () => {
    const seen = new Map<string, string>();
    for (const [language, all] of Object.entries(LANGUAGES)) {
      for (const [key, text] of all) {
        // Short words of two languages as close as these may well be the same.
        if (text.length < 28) continue;
        const other = seen.get(text);
        expect(other, `${language} ${key}`).to.be.oneOf([undefined, language]);
        seen.set(text, language);
      }
    }
    expect(seen.size).to.be.greaterThan(20);
  });
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
