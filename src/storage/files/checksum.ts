// CRC-32 (ISO 3309, as in PNG and gzip): tells a damaged checkpoint or weight file from a good one.

const polynomial = 0xedb88320;

/** Four tables, so that the loop takes four bytes at a time (Kounavis and Berry, "slicing by 4"). */
const tables = makeTables();

function makeTables(): readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  const [first, second, third, fourth] = [0, 1, 2, 3].map(() => new Uint32Array(256)) as Tables;
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ polynomial : remainder >>> 1;
    first[byte] = remainder;
  }
  const shifted = (value: number): number => (value >>> 8) ^ first[value & 255]!;
  for (let byte = 0; byte < 256; byte++) {
    second[byte] = shifted(first[byte]!);
    third[byte] = shifted(second[byte]!);
    fourth[byte] = shifted(third[byte]!);
  }
  return [first, second, third, fourth];
}
type Tables = [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

/** The checksum of `bytes`; pass the checksum of what came before to continue it. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const [first, second, third, fourth] = tables;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length - (bytes.length % 4);
  let crc = ~before;
  let at = 0;
  for (; at < whole; at += 4) {
    crc ^= view.getInt32(at, true);
    crc = fourth[crc & 255]! ^ third[(crc >>> 8) & 255]! ^ second[(crc >>> 16) & 255]! ^ first[crc >>> 24]!;
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ first[(crc ^ bytes[at]!) & 255]!;
  return ~crc >>> 0;
}
