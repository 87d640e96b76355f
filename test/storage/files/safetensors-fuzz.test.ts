// Weight files that were changed at random, in their headers and in their bytes: each is refused in a sentence, or read whole.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSafetensors } from '#src/storage/files/safetensors.ts';
import { fuzz, fuzzTimeout, mutations, takenOrRefused } from '../../fuzz.ts';

const entry = (shape: readonly number[], begin: number, end: number): unknown => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});
const headers = [
  { __metadata__: { format: 'pt' }, a: entry([2, 2], 0, 16), b: entry([1], 16, 20) },
  { b: entry([3], 8, 20), a: entry([2], 0, 8), none: entry([0, 5], 20, 20) },
  { a: entry([], 0, 4), b: entry([1, 1, 4], 4, 20) },
];
const length = 20;

/** A header of any JSON, and data. */
function fileOf(header: unknown, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header) ?? '');
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setUint32(0, text.length, true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

const bytes = fc.uint8Array({ minLength: length, maxLength: length });
const zeros = fc.constant(new Uint8Array(length));
const ofHeaders = fc.tuple(mutations(headers), fc.oneof(zeros, bytes)).map(([header, data]) => fileOf(header, data));
/** Bytes changed, left out or doubled. */
const ofBytes = fc
  .tuple(
    fc.constantFrom(...headers),
    fc.array(fc.tuple(fc.nat(400), fc.constantFrom('set', 'cut', 'twice'), fc.nat(255)), { minLength: 1, maxLength: 4 }),
  )
  .map(([header, changes]) => {
    let file = [...fileOf(header, new Uint8Array(length))];
    for (const [place, how, byte] of changes) {
      const at = place % Math.max(1, file.length);
      if (how === 'set') file[at] = byte;
      else if (how === 'cut') file = [...file.slice(0, at), ...file.slice(at + 1 + (byte % 9))];
      else file.splice(at, 0, ...file.slice(at, at + 1 + (byte % 60)));
    }
    return Uint8Array.from(file);
  });

test('a changed file is refused, or its tensors are all of its data', { timeout: fuzzTimeout }, () => {
  let taken = 0;
  fuzz(5000, fc.oneof(ofHeaders, ofBytes), (file) => {
    const content = takenOrRefused(() => readSafetensors(file));
    if (!content) return;
    taken++;
    const header = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
    const sizes = content.tensors.map(({ shape, data }) => {
      expect(shape.reduce((size, n) => size * n, 1)).toBe(data.length);
      expect(data.every(Number.isFinite)).toBe(true);
      return data.byteLength;
    });
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(file.length - 8 - header);
    expect(new Set(content.tensors.map(({ name }) => name)).size).toBe(content.tensors.length);
    expect(Object.values(content.metadata).every((text) => typeof text === 'string')).toBe(true);
  });
  expect(taken, 'what is tried is near to what is right').toBeGreaterThan(5);
});
