import { expect } from '@open-wc/testing';
import { readRefusal } from '../../../src/client/http/refusal.js';

const DATE = '2026-11-29T12:00:00.000Z';

describe('the reason of a refused request', () => {
  const bodies: [string, unknown, ReturnType<typeof readRefusal>][] = [
    ["Pluggy's own body", { code: 409, codeDescription: 'A_CODE' }, { code: 'A_CODE' }],
    ["a backend's own code", { code: 'item-not-found' }, { code: 'ITEM_NOT_FOUND' }],
    ['a code inside error', { error: { codeDescription: 'A_CODE' } }, { code: 'A_CODE' }],
    ['a code inside data', { data: { code: 'A_CODE' } }, { code: 'A_CODE' }],
    ['an error that is a text', { error: 'a_code' }, { code: 'A_CODE' }],
    ['no code', {}, { code: '' }],
    ['a number', { code: 409 }, { code: '' }],
    ['a text that is too long for a code', { code: 'x'.repeat(80) }, { code: '' }],
    ["Pluggy's data", { data: { minUpdateFrequencyAllowedInHours: 24 } }, { code: '', minIntervalHours: 24 }],
    ['the data at the top', { minUpdateFrequencyAllowedInHours: 1 }, { code: '', minIntervalHours: 1 }],
    [
      'the data inside error',
      { error: { codeDescription: 'A_CODE', data: { canRetryAfterDate: DATE } } },
      { code: 'A_CODE', retryAfter: new Date(DATE) },
    ],
    ['hours that are no number', { data: { minUpdateFrequencyAllowedInHours: '24' } }, { code: '' }],
    ['hours of zero', { data: { minUpdateFrequencyAllowedInHours: 0 } }, { code: '' }],
    ['a date that is none', { data: { canRetryAfterDate: 'soon' } }, { code: '' }],
    ['null', null, { code: '' }],
    ['a list', [{ code: 'A_CODE' }], { code: '' }],
  ];
  for (const [name, body, refusal] of bodies) {
    it(`is read from ${name}`, () => expect(readRefusal(JSON.stringify(body))).to.deep.equal(refusal));
  }

  it('is unknown where the body is no JSON', () => expect(readRefusal('<p>Conflict')).to.deep.equal({ code: '' }));
});
