import { readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { withoutFilters } from '../../../scripts/png.js';
import { ROOT } from '../../support/docs.js';

const WIDTH = 5;
const HEIGHT = 6;
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Returns the left, the upper and the upper left neighbour of a byte. */
type Neighbours = (row: number, at: number) => [left: number, above: number, corner: number];

const FILTERS: readonly ((...neighbours: [number, number, number]) => number)[] = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => Math.floor((left + above) / 2),
  (left, above, corner) => {
    const guess = left + above - corner;
    const order = [left, above, corner].map((value) => [Math.abs(guess - value), value] as const);
    return order.reduce((best, each) => (each[0] < best[0] ? each : best))[1];
  },
];

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const numbers = [data.length, crc32(body)].map((value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  });
  return Buffer.concat([numbers[0]!, body, numbers[1]!]);
}

/** Returns a picture of these rows with another filter for each row, and its data in two chunks. */
function picture(rows: number[][], pixel: number, colourType: number): Buffer {
  const neighbours: Neighbours = (row, at) => [
    rows[row]![at - pixel] ?? 0,
    rows[row - 1]?.[at] ?? 0,
    rows[row - 1]?.[at - pixel] ?? 0,
  ];
  const filtered = rows.flatMap((bytes, row) => {
    const filter = row % FILTERS.length;
    return [filter, ...bytes.map((byte, at) => (byte - FILTERS[filter]!(...neighbours(row, at)) + 256) % 256)];
  });
  const header = Buffer.from([0, 0, 0, WIDTH, 0, 0, 0, rows.length, 8, colourType, 0, 0, 0]);
  const data = deflateSync(Buffer.from(filtered));
  const parts = [data.subarray(0, 9), data.subarray(9)].map((part) => chunk('IDAT', part));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...parts, chunk('IEND', Buffer.alloc(0))]);
}

describe('the screenshot', () => {
  it.each([
    ['three bytes', 3, 2],
    ['four bytes', 4, 6],
  ])('loses its filters and no pixel, with %s a pixel', (_, pixel, colourType) => {
    const rows = Array.from({ length: HEIGHT }, (_row, row) =>
      Array.from({ length: WIDTH * pixel }, (_byte, at) => (row * 83 + at * at * 37) % 256),
    );
    const smaller = withoutFilters(picture(rows, pixel, colourType));
    // The one chunk of data begins after the signature, the header's 25 bytes, its length and its type.
    const start = SIGNATURE.length + 25;
    const data = inflateSync(smaller.subarray(start + 8, start + 8 + smaller.readUInt32BE(start)));
    expect([...data]).toEqual(rows.flatMap((bytes) => [0, ...bytes]));
    expect(smaller.subarray(-12)).toEqual(chunk('IEND', Buffer.alloc(0)));
  });

  it('of docs/ is as npm run screenshot writes it', () => {
    const file = readFileSync(path.join(ROOT, 'docs/screenshot.png'));
    expect(withoutFilters(file).equals(file)).toBe(true);
  });
});
