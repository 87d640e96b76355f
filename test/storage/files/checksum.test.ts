// CRC-32 against its published check value, in one piece and in many.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32 } from '#src/storage/files/checksum.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('gives the published check values', () => {
  expect(crc32(bytes(''))).toBe(0);
  expect(crc32(bytes('123456789'))).toBe(0xcbf43926);
  expect(crc32(bytes('The quick brown fox jumps over the lazy dog'))).toBe(0x414fa339);
});

it('is the same in pieces, wherever they lie in their buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(64), (data, at) => {
      expect(crc32(data.subarray(at), crc32(data.subarray(0, at)))).toBe(crc32(data));
    }),
  );
});

it('changes with every single bit', () => {
  const data = bytes('a checkpoint of some bytes');
  const good = crc32(data);
  for (let bit = 0; bit < 8 * data.length; bit++) {
    data[bit >> 3]! ^= 1 << (bit & 7);
    expect(crc32(data)).not.toBe(good);
    data[bit >> 3]! ^= 1 << (bit & 7);
  }
});
