import { describe, expect, it } from 'vitest';
import { PluggyError } from '../../src/model/errors.js';
import { parseItems } from '../../src/model/parse-items.js';

describe('parseItems', () => {
  const ids = (value: unknown, refused: PluggyError[] = []) =>
    parseItems(value, (error) => refused.push(error)).map(({ id }) => id);

  const lists: [string, unknown][] = [
    ['a list', [{ id: 'a' }]],
    ...['results', 'items', 'data', 'result'].map((name): [string, unknown] => [
      name,
      { total: 1, [name]: [{ id: 'a' }] },
    ]),
    ['success, data, results', { success: true, data: { results: [{ item_id: 'a' }] } }],
    ['a list beside other objects', { results: { count: 1 }, data: [{ id: 'a' }] }],
    ['rows in envelopes', [{ item: { id: 'a' } }]],
  ];
  for (const [name, value] of lists) it(`takes ${name}`, () => expect(ids(value)).to.deep.equal(['a']));

  for (const value of [null, 'secret', 1, {}, { error: 'secret' }, { data: null }]) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      expect(() => ids(value))
        .to.throw(PluggyError)
        .that.has.property('message')
        .that.does.not.include('secret');
    });
  }

  it('leaves out entries that are not Items and reports them', () => {
    const refused: PluggyError[] = [];
    expect(ids([{ id: 'a' }, null, { name: 'x' }, { id: 'b' }], refused)).to.deep.equal(['a', 'b']);
    expect(refused.map(({ code }) => code)).to.deep.equal(['items-malformed', 'items-malformed']);
  });

  it('reports a few of many entries that are not Items', () => {
    const refused: PluggyError[] = [];
    expect(ids([{ id: 'a' }, ...Array<object>(300_000).fill({})], refused)).to.deep.equal(['a']);
    expect(refused.length).to.be.within(1, 20);
  });

  for (const [name, entries] of Object.entries({
    'numbers for ids': [{ id: 5 }, { id: 6 }],
    lists: [[]],
    null: [null],
  })) {
    it(`refuses a list in which every entry is malformed: ${name}`, () => {
      const refused: PluggyError[] = [];
      expect(() => ids(entries, refused))
        .to.throw(PluggyError)
        .that.has.property('code', 'items-malformed');
      expect(refused).to.deep.equal([]);
    });
  }
});
