import type { ItemParameter } from '../../src/model/item-types.js';
import { describe, expect, it } from 'vitest';
import {
  safePattern,
  imageUrl,
  inputKind,
  isAccepted,
  promptKey,
  qrOf,
  sentValue,
  timeLeft,
} from '../../src/model/mfa.js';

const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const parameter = (fields: object = {}) => ({ name: 'token', ...fields });

describe('the value that a run waits for', () => {
  it('has an input for every type, known or not', () => {
    const kinds = ['number', 'password', 'text', 'image', 'select', 'ethaddress', 'hcaptcha', 'string', undefined].map(
      (type) => inputKind(parameter({ type })),
    );
    expect(kinds).to.deep.equal(['number', 'password', 'text', 'text', 'text', 'text', 'widget', 'text', 'text']);
    const options = [{ value: '1', label: 'SMS' }];
    expect(inputKind(parameter({ type: 'select', options }))).to.equal('select');
    expect(inputKind(parameter({ type: 'string', options }))).to.equal('select');
    expect(inputKind(parameter({ type: 'select', options: [] }))).to.equal('text');
  });

  it('is another question when its name or its deadline changes, and only then', () => {
    const at = '2026-11-23T10:00:00.000Z';
    expect(promptKey(parameter({ expiresAt: at, label: 'One' }))).to.equal(promptKey(parameter({ expiresAt: at })));
    expect(promptKey(parameter({ expiresAt: at }))).not.to.equal(promptKey(parameter()));
    expect(promptKey(parameter())).not.to.equal(promptKey({ name: 'phone' }));
    expect(promptKey(parameter({ expiresAt: null }))).to.equal(promptKey(parameter()));
  });

  it('has no deadline when the deadline is missing or is not a date', () => {
    const now = Date.parse('2026-11-23T10:00:00.000Z');
    expect(timeLeft(parameter({ expiresAt: '2026-11-23T10:01:00.000Z' }), now)).to.equal(60_000);
    expect(timeLeft(parameter({ expiresAt: '2026-11-23T09:59:59.000Z' }), now)).to.equal(-1000);
    for (const expiresAt of [undefined, null, '', 'soon'])
      expect(timeLeft(parameter({ expiresAt }), now)).to.equal(Infinity);
    expect(timeLeft(undefined, now)).to.equal(Infinity);
  });

  it('is sent as typed, except for accidental white space', () => {
    const sent = (parameter: Partial<ItemParameter>, typed: string) =>
      sentValue({ name: 'value', ...parameter }, typed);
    for (const typed of [' 012 345\n', '012-345', '012.345', '0 1 2–3 4 5', '01.23-45'])
      expect(sent({ type: 'number' }, typed)).to.equal('012345');
    expect(sent({ type: 'text' }, '  palavra  secreta ')).to.equal('palavra  secreta');
    expect(sent({ type: 'text', validation: '^[0-9]{6}$' }, '012-345')).to.equal('012345');
    expect(sent({ type: 'text', validation: '^[0-9]{3}-[0-9]{3}$' }, '012-345')).to.equal('012-345');
    expect(sent({ type: 'password' }, ' p w ')).to.equal(' p w ');
    expect(sent({ type: 'text', options: [{ value: ' 1', label: 'One' }] }, ' 1')).to.equal(' 1');
  });
});

describe('a pattern of the bank', () => {
  const usable = [
    '^\\d{6}$',
    '^[0-9]{4,8}$',
    '^(\\d{4}|\\d{6})$',
    '^[A-Z]{2}-?\\d{3}$',
    '^\\w{1,40}$',
    'abc',
    '^(?:a|b)c.$',
    '^\\$\\d{2}$',
  ];
  for (const pattern of usable)
    it(`is applied: ${pattern}`, () => expect(safePattern(pattern)).to.be.instanceOf(RegExp));

  const ignored = [
    '(a+)+$',
    '^(\\d+)+$',
    '^\\d+$',
    '^\\d*$',
    '^\\d{2,}$',
    '^(a|aa){1,30}$',
    '^(\\d{3}){2}$',
    '(?=.*\\d)\\w{8}',
    '(?<!a)b',
    '(a)\\1',
    '\\d{6}?',
    '^(\\d{6}$',
    '\\d{6})',
    '[z-a]',
    '[',
    '\\',
    '{3}',
    'a{0,60}a{0,60}a{0,60}',
    '\\d?'.repeat(10),
    'a'.repeat(501),
    '\\p{L}{3}',
    '',
  ];
  for (const pattern of ignored)
    it(`is left to the bank: ${pattern.slice(0, 40)}`, () => expect(safePattern(pattern)).to.equal(undefined));

  it('checks values up to a length; accepts an empty value only where the value is optional', () => {
    const six = parameter({ validation: '^\\d{6}$' });
    expect(isAccepted(six, '012345')).to.equal(true);
    expect(isAccepted(six, '12345')).to.equal(false);
    expect(isAccepted(six, '1'.repeat(65))).to.equal(true);
    expect(isAccepted(parameter(), 'anything')).to.equal(true);
    expect(isAccepted(six, '')).to.equal(false);
    expect(isAccepted({ ...six, optional: true }, '')).to.equal(true);
  });
});

describe('a picture', () => {
  it('is found with and without a data prefix, also in several lines', () => {
    const url = `data:image/gif;base64,${GIF}`;
    expect(imageUrl(url)).to.equal(url);
    expect(imageUrl(GIF)).to.equal(url);
    expect(imageUrl(`${GIF.slice(0, 30)}\n${GIF.slice(30)}`)).to.equal(url);
    expect(imageUrl(`data:image/png;base64,${GIF}`), 'what it is counts').to.equal(url);
  });

  it('is undefined for other data', () => {
    const others = [
      undefined,
      '',
      '%%% not base64 %%%',
      'R0lGOD',
      `${GIF}%%%`,
      'a QR code’s own text, and long enough',
    ];
    const documents = [
      'data:text/html;base64,PGI+',
      'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=',
    ];
    for (const data of [...others, ...documents, `https://example.com/${GIF}`])
      expect(imageUrl(data), data).to.equal(undefined);
  });
});

describe('a QR code', () => {
  it('is read from the picture, and has the text, too, for people who copy it', () => {
    const attributes = { qr: 'the text', image: GIF };
    expect(qrOf({ type: 'qr', attributes })).to.deep.equal({ image: `data:image/gif;base64,${GIF}`, text: 'the text' });
  });

  it('is the text under a known key, or the only text', () => {
    expect(qrOf({ type: 'qr', attributes: { device: 'x', qrCode: 'the text' } })).to.deep.equal({ text: 'the text' });
    expect(qrOf({ type: 'qr', attributes: { content: 'the text' } })).to.deep.equal({ text: 'the text' });
  });

  it('is undefined where there is none', () => {
    expect(qrOf({ type: 'qr' })).to.equal(undefined);
    expect(qrOf({ type: 'qr', attributes: { device: 'x', color: 'y' } })).to.equal(undefined);
    expect(qrOf({ type: 'qr', attributes: { qr: 'x'.repeat(2001) } })).to.equal(undefined);
    expect(qrOf({ type: 'authorize-access', attributes: { deviceName: 'Pluggy' } })).to.equal(undefined);
  });
});
