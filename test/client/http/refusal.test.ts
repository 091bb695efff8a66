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
    ['hours as text', { data: { minUpdateFrequencyAllowedInHours: '24' } }, { code: '', minIntervalHours: 24 }],
    ['hours that are no number', { data: { minUpdateFrequencyAllowedInHours: 'one' } }, { code: '' }],
    ['a number as text', { code: '409', message: 'x' }, { code: '' }],
    ['the name of the status', { code: 'CONFLICT', error: 'Conflict' }, { code: '' }],
    ['a sentence', { error: 'Your data was updated recently' }, { code: '' }],
    ['NestJS', { statusCode: 409, message: 'A_CODE', error: 'Conflict' }, { code: 'A_CODE' }],
    ['FastAPI', { detail: { code: 409, codeDescription: 'A_CODE' } }, { code: 'A_CODE' }],
    ['a list of errors', { errors: [{ code: 'A_CODE' }] }, { code: 'A_CODE' }],
    ['a body inside a text', { error: '{"code":409,"codeDescription":"A_CODE"}' }, { code: 'A_CODE' }],
    ["an HTTP client's error", { error: { response: { data: { codeDescription: 'A_CODE' } } } }, { code: 'A_CODE' }],
    [
      "Pluggy's code beside the backend's own",
      { code: 'update-refused', cause: { codeDescription: 'A_CODE' } },
      { code: 'A_CODE' },
    ],
    [
      'snake_case, with a date without a time zone',
      {
        code_description: 'A_CODE',
        data: { min_update_frequency_allowed_in_hours: 8, can_retry_after_date: '2026-11-29 12:00:00' },
      },
      { code: 'A_CODE', minIntervalHours: 8, retryAfter: new Date(DATE) },
    ],
    ['a text alone', 'A_CODE', { code: 'A_CODE' }],
    ['hours of zero', { data: { minUpdateFrequencyAllowedInHours: 0 } }, { code: '' }],
    ['a date that is none', { data: { canRetryAfterDate: 'soon' } }, { code: '' }],
    ['null', null, { code: '' }],
    ['a list', [{ code: 'A_CODE' }], { code: 'A_CODE' }],
  ];
  for (const [name, body, refusal] of bodies) {
    it(`is read from ${name}`, () => expect(readRefusal(JSON.stringify(body))).to.deep.equal(refusal));
  }

  it('is read from a body that is only the code', () =>
    expect(readRefusal('A_CODE\n')).to.deep.equal({ code: 'A_CODE' }));

  it('is unknown where the body is no JSON', () => expect(readRefusal('<p>Conflict')).to.deep.equal({ code: '' }));
});
