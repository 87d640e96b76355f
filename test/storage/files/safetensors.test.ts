// Weight files come back as they were; damaged ones are refused in words, never read wrongly.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedTensor } from '#src/graph/packing.ts';
import { readSafetensors, writeSafetensors } from '#src/storage/files/safetensors.ts';

const tensors: NamedTensor[] = [
  { name: 'embed.token', shape: [3, 2], data: Float32Array.of(1, -2, 0.5, 1e-30, 3.4e38, -0) },
  { name: 'block0.first', shape: [1], data: Float32Array.of(7) },
  { name: 'kopf.größe', shape: [], data: Float32Array.of(9) },
  { name: 'empty', shape: [0, 4], data: new Float32Array(0) },
];
const metadata = { run: 'mi2x4k9a0', step: '400', text: 'quote " and 鯨' };
const file = writeSafetensors(tensors, metadata);
const headerLength = new DataView(file.buffer).getUint32(0, true);

/** A file without our marks, as another program writes it. */
function foreign(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
const entry = (shape: unknown, begin: number, end: number, dtype = 'F32'): unknown => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe('a weight file', () => {
  it('comes back as it was', () => {
    const content = readSafetensors(file);
    expect(content.tensors).toEqual(tensors);
    expect(content.metadata).toEqual(metadata);
  });

  it('comes back for any names, shapes and values', () => {
    const tensor = fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) => {
      const length = shape.reduce((size, n) => size * n, 1);
      const values = fc.float32Array({ minLength: length, maxLength: length, noNaN: true, noDefaultInfinity: true });
      return fc.record({ shape: fc.constant(shape), data: values });
    });
    const names = fc.string({ unit: 'grapheme' }).filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
    fc.assert(
      fc.property(fc.uniqueArray(names, { maxLength: 4 }), fc.array(tensor, { minLength: 4, maxLength: 4 }), (all, made) => {
        const written = all.map((name, i) => ({
          name,
          shape: made[i]!.shape,
          data: Float32Array.from(made[i]!.data),
        }));
        const read = readSafetensors(writeSafetensors(written, {})).tensors;
        const byName = (list: NamedTensor[]) => new Map(list.map((t) => [t.name, t]));
        expect(byName(read)).toEqual(byName(written)); // JSON moves names that are whole numbers to the front
      }),
    );
  });

  it('aligns its data to 8 bytes and is little-endian', () => {
    expect(headerLength % 8).toBe(0);
    expect(new DataView(file.buffer).getFloat32(8 + headerLength + 4, true)).toBe(-2);
  });

  it('is read from any place in a buffer', () => {
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(readSafetensors(shifted.subarray(3)).tensors).toEqual(tensors);
  });

  it('from another program needs no checksum', () => {
    const data = new Uint8Array(Float32Array.of(1, 2).buffer);
    const content = readSafetensors(foreign({ __metadata__: { format: 'pt' }, a: entry([2], 0, 8) }, data));
    expect(content).toEqual({ tensors: [{ name: 'a', shape: [2], data: Float32Array.of(1, 2) }], metadata: { format: 'pt' } });
  });
});

describe('a damaged file', () => {
  const refused = (bytes: Uint8Array): void => {
    let message = '';
    try {
      readSafetensors(bytes);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^[A-Z][^\n]*\.$/);
  };

  it('is refused wherever it is cut off', () => {
    for (let length = 0; length < file.length; length++) refused(file.subarray(0, length));
  });

  it('is refused whichever byte is changed', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = file.slice();
        bytes[at]! ^= change;
        refused(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it('is refused with bytes added', () => refused(Uint8Array.of(...file, 0)));

  it('is refused or read whole when a file without checksum has random bytes', () => {
    const plain = foreign({ a: entry([2], 0, 8), b: entry([1], 8, 12) }, new Uint8Array(12));
    fc.assert(
      fc.property(fc.nat(plain.length - 1), fc.nat(255), (at, byte) => {
        const bytes = plain.slice();
        bytes[at] = byte;
        try {
          const sizes = readSafetensors(bytes).tensors.map((t) => t.data.length);
          expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(3);
        } catch (error) {
          expect((error as Error).message).toMatch(/^[A-Z][^\n]*\.$/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  const eight = new Uint8Array(8);
  const plain = JSON.stringify(entry([2], 0, 8));
  it.each<[name: string, bytes: Uint8Array, sentence: string]>([
    ['a huge header', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 123, 125), 'header is longer than 1 MiB'],
    ['no JSON', foreign('{nonsense'), 'not readable JSON'],
    ['a list', foreign('[1, 2]'), 'not a JSON object'],
    ['another type', foreign({ a: entry([2], 0, 4, 'F16') }, eight), 'Tensor a must have type F32'],
    ['a gap', foreign({ a: entry([1], 4, 8) }, eight), 'Tensor a leaves a gap or overlaps'],
    ['an overlap', foreign({ a: entry([2], 0, 8), b: entry([1], 4, 8) }, eight), 'Tensor b leaves a gap or overlaps'],
    ['bytes left', foreign({ a: entry([1], 0, 4) }, eight), 'longer than its tensors'],
    ['an end after the file', foreign({ a: entry([4], 0, 16) }, eight), 'cut off: tensor a ends after the file'],
    ['a wrong shape', foreign({ a: entry([3], 0, 8) }, eight), 'does not have the size of its shape'],
    ['a negative shape', foreign({ a: entry([-2], 0, 8) }, eight), 'The shape of tensor a must be'],
    ['a shape that overflows', foreign({ a: entry([2 ** 40, 2 ** 40], 0, 8) }, eight), 'shape of tensor a is too large'],
    ['reversed offsets', foreign({ a: entry([1], 8, 4) }, eight), 'a begin and an end'],
    ['a tensor twice, alike', foreign(`{"a":${plain},"a":${plain}}`, eight), 'The header of this file names a twice'],
    ['a tensor twice, apart', foreign(`{"a":${plain},"b":{},"\\u0061":{}}`, eight), 'names a twice'],
    ['metadata twice', foreign(`{"__metadata__":{},"a":${plain},"__metadata__":{}}`, eight), 'names __metadata__ twice'],
    ['an entry twice', foreign('{"__metadata__":{"k":"1","k":"1"}}'), 'names k twice'],
    ['no offsets', foreign({ a: { dtype: 'F32', shape: [1] } }, eight), 'The offsets of tensor a'],
    ['a prototype', foreign('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', eight), 'may not be called'],
    ['hostile metadata', foreign('{"__metadata__":{"__proto__":"x"}}'), 'may not have an entry __proto__'],
    ['metadata that is no text', foreign({ __metadata__: { step: 4 } }), 'must be texts, and step is not'],
    ['infinity', foreign({ a: entry([1], 0, 4) }, Uint8Array.of(0, 0, 128, 127)), 'not a finite number'],
  ])('with %s gets its sentence', (_, bytes, sentence) => {
    expect(() => readSafetensors(bytes)).toThrow(sentence);
  });
});

describe('writing refuses', () => {
  const one = (changes: Partial<NamedTensor>): NamedTensor[] => [{ ...tensors[1]!, ...changes }];
  it.each<[what: string, tensors: NamedTensor[], metadata: Record<string, string>, sentence: string]>([
    ['two of a name', [tensors[1]!, tensors[1]!], {}, 'Two tensors are called block0.first'],
    ['a wrong shape', one({ shape: [2] }), {}, 'does not have the size of its shape'],
    ['not-a-number', one({ data: Float32Array.of(Number.NaN) }), {}, 'not a finite number'],
    ['a reserved name', one({ name: '__metadata__' }), {}, 'may not be called __metadata__'],
    ['a reserved entry', [], { checksum: '1' }, 'may not have an entry checksum'],
    ['a long header', [], { text: 'x'.repeat(1 << 20) }, 'at most 1 MiB'],
  ])('%s', (_, list, about, sentence) => {
    expect(() => writeSafetensors(list, about)).toThrow(sentence);
  });
});
