import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainCopy, readDate } from '../../src/model/sanitize.js';

describe('plainCopy', () => {
  const copies: [string, unknown, unknown][] = [
    ['dates become ISO strings', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    ['functions go', { id: 'a', run: () => 1 }, { id: 'a' }],
    ['unknown fields pass, at any depth', { new: { field: [1, null, 'x'] } }, { new: { field: [1, null, 'x'] } }],
    [
      'what belongs to the application goes, at any depth and in both spellings',
      { webhookUrl: 'https://s', client_user_id: '7', in: [{ clientUserId: '7', webhook_url: 'https://s', id: 'a' }] },
      { in: [{ id: 'a' }] },
    ],
    [
      'characters that reverse the text around them go from texts for people, and stay in quotations',
      { name: '\u202EBanco\u2066 Azul\u0007', label: '\u0085a\n\tb', providerMessage: '\u202Eא', id: '\u202E' },
      { name: 'Banco Azul', label: 'a\n\tb', providerMessage: '\u202Eא', id: '\u202E' },
    ],
    [
      'texts for people without a visible character go',
      { name: '\u200B \u2060', label: '\u202E', placeholder: ' ' },
      {},
    ],
    [
      'long texts are cut',
      { name: 'x'.repeat(5000), message: 'y'.repeat(5000) },
      { name: `${'x'.repeat(2000)}…`, message: `${'y'.repeat(2000)}…` },
    ],
    ['nothing stays nothing', null, null],
    ['a text stays a text', 'text', 'text'],
  ];
  for (const [name, value, copy] of copies) {
    it(name, () => expect(plainCopy(value)).to.deep.equal(copy));
  }

  it('shares nothing with its source', () => {
    const original = { connector: { id: 2 } };
    const copy = plainCopy(original) as typeof original;
    original.connector.id = 3;
    expect(copy.connector.id).to.equal(2);
  });
});

describe('readDate, on a device in São Paulo', () => {
  const { TZ } = process.env;
  beforeAll(() => {
    process.env.TZ = 'America/Sao_Paulo';
    expect(new Date('2026-11-29T12:00:00Z').getTimezoneOffset()).to.equal(180);
  });
  afterAll(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  const rows: [written: string, iso: string | undefined][] = [
    ['2026-11-29T12:00:00.000Z', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29T12:00:00', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29T12:00:00.123456', '2026-11-29T12:00:00.123Z'],
    ['2026-11-29T12:00', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29 12:00:00', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29 12:00:00.5', '2026-11-29T12:00:00.500Z'],
    ['2026-11-29 12:00:00+00', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29 09:00:00-03', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29T09:00:00-0300', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29T09:00:00-03:00', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29 17:30:00+05:30', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29 12:00:00z', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29 12:00:00 UTC', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29 09:00:00 -0300', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29 12:00:00 +00:00', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29 12:00:00 +0000 UTC', '2026-11-29T12:00:00.000Z'],
    [' 2026-11-29  12:00:00 ', '2026-11-29T12:00:00.000Z'],
    ['2026-11-29', '2026-11-29T00:00:00.000Z'],
    ['Sun, 29 Nov 2026 12:00:00 GMT', '2026-11-29T12:00:00.000Z'],
    ['2026-11-31T99:00:00', undefined],
    ['soon', undefined],
    ['', undefined],
  ];
  for (const [written, iso] of rows) {
    it(`${JSON.stringify(written)}: ${iso ?? 'no date'}`, () => expect(readDate(written)).to.equal(iso));
  }
});
