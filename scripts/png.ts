import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE_BYTES = 8;
/** The bytes of a chunk beside its data: length, type and checksum. */
const CHUNK_BYTES = 12;
/** Bytes of a pixel by the colour type, for pictures with eight bits a channel. */
const PIXEL_BYTES: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/**
 * Returns the same picture with rows that have no filter. Browsers write a filter for each row, which suits photographs; a
 * page, with its areas of one colour, is a fifth smaller without.
 */
export function withoutFilters(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === 'IHDR')!.data;
  const bytes = PIXEL_BYTES[header[9]!];
  if (header[8] !== 8 || !bytes || header[12])
    throw new Error('The picture must have eight bits a channel, and colours.');
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const rows = unfiltered(inflateSync(packed), header.readUInt32BE(0) * bytes, bytes);
  const data = deflateSync(rows, { level: 9 });
  return Buffer.concat([
    png.subarray(0, SIGNATURE_BYTES),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = SIGNATURE_BYTES; at < png.length;) {
    const length = png.readUInt32BE(at);
    const data = png.subarray(at + 8, at + 8 + length);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data });
    at += CHUNK_BYTES + length;
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** Undoes the filters of rows, each of which is a byte for the filter and then `width` bytes. See section 9 of the PNG standard. */
function unfiltered(filtered: Buffer, width: number, pixel: number): Buffer {
  const rows = Buffer.from(filtered);
  for (let row = 0; row < rows.length; row += width + 1) {
    const filter = rows[row];
    rows[row] = 0;
    for (let at = row + 1; at <= row + width; at++) {
      const hasLeft = at > row + pixel;
      const hasAbove = row > 0;
      const left = hasLeft ? rows[at - pixel]! : 0;
      const above = hasAbove ? rows[at - width - 1]! : 0;
      const corner = hasLeft && hasAbove ? rows[at - width - 1 - pixel]! : 0;
      const guess = [0, left, above, (left + above) >> 1, nearest(left, above, corner)][filter!]!;
      rows[at] = (rows[at]! + guess) & 0xff;
    }
  }
  return rows;
}

/** Returns the neighbour that is nearest to `left + above - corner`, which is the filter "Paeth". */
function nearest(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
