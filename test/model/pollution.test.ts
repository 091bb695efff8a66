import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canRetry, codeEntry, isSiteMistake } from '../../src/model/codes.js';
import { errorView } from '../../src/model/error-view.js';
import { itemView } from '../../src/model/item-view.js';
import { parseItem } from '../../src/model/parse-item.js';
import { parseItems } from '../../src/model/parse-items.js';

const ITEM = {
  id: 'a',
  status: 'LOGIN_ERROR',
  executionStatus: 'INVALID_CREDENTIALS',
  error: { code: 'INVALID_CREDENTIALS', message: 'no' },
  connector: { id: 2, name: 'Banco Azul' },
  statusDetail: { accounts: { isUpdated: true, lastUpdatedAt: '2026-11-23T10:00:00.000Z', warnings: [] } },
};

/** Values that scripts add to every object. */
const ADDED: [string, unknown][] = [
  ['extend', () => 1],
  ['$family', 'object'],
  ['a b', { nested: true }],
  ['0', 1],
  ['toJSONString', undefined],
];

describe('with an enumerable key on Object.prototype', () => {
  const before = JSON.stringify(parseItem(ITEM));
  for (const [key, value] of ADDED) {
    describe(`"${key}"`, () => {
      beforeEach(() =>
        Object.defineProperty(Object.prototype, key, { value, enumerable: true, configurable: true, writable: true }),
      );
      afterEach(() => Reflect.deleteProperty(Object.prototype, key));

      it('an Item is read as on a clean page', () => {
        expect(JSON.stringify(parseItem(ITEM))).toBe(before);
        expect(parseItems({ results: [ITEM] }, () => {}).length).toBe(1);
      });

      it('an Item has the same view as on a clean page', () => {
        const item = parseItem(ITEM);
        expect(itemView(item).label).toBe('reconnect');
        expect(errorView({ item }, 0).text).toBe('credentials');
      });
    });
  }
});

describe('a code that is the name of a property of every object', () => {
  for (const code of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
    it(`"${code}" is unknown`, () => {
      expect(codeEntry(code)).toBe(undefined);
      expect(canRetry(code)).toBe(true);
      expect(isSiteMistake(code)).toBe(false);
      const item = parseItem({ id: 'a', status: code, executionStatus: code, error: { code } });
      expect(itemView(item).label).toBe('outdated');
      expect(errorView({ code }, 0).text).toBe('unexpected');
      expect(errorView({ item }, 0).text).toBe('unexpected');
    });
  }

  it('is read as a field with that name, and changes no prototype', () => {
    const text =
      '{"id":"a","to_string":1,"toString":"x","valueOf":2,"__proto__":{"polluted":true},"constructor":{"p":1}}';
    const item = new Map<string, unknown>(Object.entries(parseItem(JSON.parse(text))));
    expect(item.get('toString')).toBe('x');
    expect(item.get('valueOf')).toBe(2);
    expect(item.has('polluted')).toBe(false);
    expect(Object.getPrototypeOf(parseItem(JSON.parse(text)))).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBe(undefined);
  });
});
