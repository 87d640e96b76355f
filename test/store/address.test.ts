// What a link asks for.

import { expect, it } from 'vitest';
import { addressOf } from '#src/store/address.ts';

it('asks for nothing by itself', () => {
  expect(addressOf('')).toEqual({ size: undefined, kernels: undefined });
  expect(addressOf('?runs=3')).toEqual({ size: undefined, kernels: undefined });
});

it.each(['test', 'nano', 'standard', 'large'])('names the size %s', (size) => {
  expect(addressOf(`?size=${size}`).size).toBe(size);
});

it('leaves out a size that there is none of', () => {
  for (const size of ['huge', 'Nano', 'constructor', '', 'nano,large']) expect(addressOf(`?size=${size}`).size).toBeUndefined();
});

it('names kernels as they stand, for the worker to judge', () => {
  expect(addressOf('?kernels=tile32,block8').kernels).toBe('tile32,block8');
  expect(addressOf('?kernels=tile32%2Cblock8').kernels).toBe('tile32,block8');
  expect(addressOf('?kernels=nonsense').kernels).toBe('nonsense');
  expect(addressOf('?kernels=').kernels).toBe('');
});

it('is read in any order, with or without its question mark, and the first of two counts', () => {
  const both = { size: 'nano', kernels: 'tile32' };
  expect(addressOf('?size=nano&kernels=tile32')).toEqual(both);
  expect(addressOf('?kernels=tile32&size=nano&size=large')).toEqual(both);
  expect(addressOf('kernels=tile32&size=nano')).toEqual(both);
});
