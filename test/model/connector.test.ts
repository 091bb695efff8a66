import { describe, expect, it } from 'vitest';
import { errors as en } from '../../src/locales/en/errors.js';
import { errors as es } from '../../src/locales/es/errors.js';
import { errors as pt } from '../../src/locales/pt-BR/errors.js';
import { errorView } from '../../src/model/error-view.js';
import { parseItem } from '../../src/model/parse-item.js';
import { promptReason } from '../../src/model/prompt.js';

const PASSWORD = /password|senha|contraseña/i;
const failed = (connector: object, code: string) =>
  parseItem({
    id: 'a',
    status: 'LOGIN_ERROR',
    executionStatus: code,
    error: { code },
    connector: { name: 'Bank', ...connector },
  });

describe('a failed login on a page of the institution', () => {
  const connectors: [string, object][] = [
    ['MeuPluggy', { id: 200 }],
    ['an OAuth connector', { id: 5, oauth: true }],
    ['an Open Finance connector', { id: 601, isOpenFinance: true }],
  ];
  for (const [name, connector] of connectors) {
    for (const code of ['INVALID_CREDENTIALS', 'LOGIN_ERROR', 'TOO_MANY_CONSECUTIVE_LOGIN_FAILURES']) {
      it(`mentions no password: ${name}, ${code}`, () => {
        const { text, bank } = errorView({ item: failed(connector, code) }, Date.now());
        for (const { texts } of [en, es, pt]) expect(texts[text].title + texts[text].text(bank)).not.toMatch(PASSWORD);
      });
    }
    it(`asks to reconnect: ${name}`, () => {
      expect(promptReason(failed(connector, 'INVALID_CREDENTIALS'), {})).toBe('signIn');
    });
  }

  it('is told apart from a login with a password', () => {
    const item = failed({ id: 2, oauth: false }, 'INVALID_CREDENTIALS');
    expect(errorView({ item }, Date.now()).text).toBe('credentials');
    expect(promptReason(item, {})).toBe('credentials');
  });
});
