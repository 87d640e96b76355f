// Weights as a safetensors file (https://github.com/huggingface/safetensors), written and read with every check.
// Layout: u64 length of the header, JSON header padded with spaces to 8 bytes, then little-endian float32 data.
// Our files carry a checksum of the whole file, first in the header; a file from elsewhere may have none.

import { largestWeights } from '#src/experiment/limits.ts';
import { crc32 } from './checksum.ts';

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}
export interface SafetensorsContent {
  readonly tensors: NamedTensor[];
  readonly metadata: Record<string, string>;
}

/** 48 blocks with every option on have about 900 tensors of 120 bytes each; the metadata may hold a whole record. */
const maximumHeader = 1 << 20;
const maximumRank = 8;

/** Two marks, so that damage to the name of one cannot pass for a file that never had a checksum. */
const reserved = { checksum: '00000000', writer: 'plateau' } as const;
const opening = '{"__metadata__":{"checksum":"';
const forbiddenNames = ['__metadata__', '__proto__', 'constructor', 'prototype'];
const encoder = new TextEncoder();
const checksumAt = 8 + opening.length;

// Typed arrays have the byte order of the machine; every machine with WebGPU is little-endian.
const bytesOf = (data: Float32Array): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: { ...reserved, ...checkMetadata(metadata) } };
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    if (forbiddenNames.includes(name)) throw new Error(`A tensor may not be called ${name}.`);
    if (Object.hasOwn(header, name)) throw new Error(`Two tensors are called ${name}.`);
    if (elements(name, shape) !== data.length) throw new Error(`Tensor ${name} does not have the size of its shape.`);
    checkFinite(name, data);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = encoder.encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  if (length > maximumHeader) throw new Error('The header of a weight file may have at most 1 MiB.');
  if (8 + length + offset > largestWeights) throw new Error('A weight file may have at most ${largestWeights / 2 ** 30} GiB.');

  const file = new Uint8Array(8 + length + offset);
  new DataView(file.buffer).setUint32(0, length, true); // below 2³²: the upper half stays 0
  file.fill(0x20, 8, 8 + length);
  file.set(text, 8);
  for (let i = 0, at = 8 + length; i < tensors.length; at += tensors[i]!.data.byteLength, i++)
    file.set(bytesOf(tensors[i]!.data), at);
  file.set(encoder.encode(checksumOf(file)), checksumAt);
  return file;
}

export function readSafetensors(file: Uint8Array): SafetensorsContent {
  if (file.length < 10) throw new Error('This file is too short to be a safetensors file.');
  if (file.length > largestWeights) throw new Error('A weight file may have at most ${largestWeights / 2 ** 30} GiB.');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getUint32(0, true);
  if (view.getUint32(4, true) !== 0 || length > maximumHeader)
    throw new Error('This is not a safetensors file, or its header is longer than 1 MiB.');
  if (length > file.length - 8) throw new Error('This file is cut off: its header is incomplete.');

  const header = parseHeader(file.subarray(8, 8 + length));
  const metadata = checkMetadata(header['__metadata__'] ?? {}, true);
  if ('checksum' in metadata || 'writer' in metadata) checkChecksum(file, metadata);
  const data = file.subarray(8 + length);
  const slices = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => checkEntry(name, entry, data.length));
  checkCoverage(slices, data.length);

  const tensors = slices.map(({ name, shape, begin, end }) => {
    const copy = new Uint8Array(end - begin); // a copy starts at byte 0, as a float array must
    copy.set(data.subarray(begin, end));
    const values = new Float32Array(copy.buffer);
    checkFinite(name, values);
    return { name, shape, data: values };
  });
  for (const mark of Object.keys(reserved)) delete metadata[mark];
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Error('The header of this file is not readable JSON.');
  }
  if (!isObject(header) || bytes[0] !== 0x7b) throw new Error('The header of this file is not a JSON object.');
  return header;
}

/** A copy with only strings; `marked` lets our own two entries pass. */
function checkMetadata(value: unknown, marked = false): Record<string, string> {
  if (!isObject(value)) throw new Error('The metadata of a weight file must be an object of texts.');
  const copy: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new Error(`The metadata of a weight file must be texts, and ${key} is not.`);
    if (forbiddenNames.includes(key) || (!marked && Object.hasOwn(reserved, key)))
      throw new Error(`The metadata of a weight file may not have an entry ${key}.`);
    copy[key] = text;
  }
  return copy;
}

interface Slice {
  readonly name: string;
  readonly shape: number[];
  readonly begin: number;
  readonly end: number;
}

function checkEntry(name: string, entry: unknown, available: number): Slice {
  if (forbiddenNames.includes(name)) throw new Error(`A tensor may not be called ${name}.`);
  if (!isObject(entry)) throw new Error(`The entry of tensor ${name} must be an object.`);
  if (entry['dtype'] !== 'F32') throw new Error(`Tensor ${name} must have type F32.`);
  const shape = checkNaturals(entry['shape'], `The shape of tensor ${name}`);
  const [begin, end, ...more] = checkNaturals(entry['data_offsets'], `The offsets of tensor ${name}`);
  if (begin === undefined || end === undefined || more.length || begin > end)
    throw new Error(`The offsets of tensor ${name} must be a begin and an end.`);
  if (end > available) throw new Error(`This file is cut off: tensor ${name} ends after the file.`);
  if (end - begin !== 4 * elements(name, shape)) throw new Error(`Tensor ${name} does not have the size of its shape.`);
  return { name, shape, begin, end };
}

function checkNaturals(value: unknown, what: string): number[] {
  const natural = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;
  if (!Array.isArray(value) || value.length > maximumRank || !value.every(natural))
    throw new Error(`${what} must be at most ${maximumRank} whole numbers of 0 or more.`);
  return [...value];
}

/** The product of the shape, refused before it can overflow. */
function elements(name: string, shape: readonly number[]): number {
  const product = shape.reduce((size, n) => size * n, 1);
  if (!Number.isSafeInteger(4 * product)) throw new Error(`The shape of tensor ${name} is too large.`);
  return product;
}

function checkCoverage(slices: readonly Slice[], available: number): void {
  let covered = 0;
  for (const { name, begin, end } of [...slices].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) throw new Error(`Tensor ${name} leaves a gap or overlaps another one.`);
    covered = end;
  }
  if (covered !== available) throw new Error('This file is longer than its tensors.');
}

function checkFinite(name: string, values: Float32Array): void {
  if (!values.every(Number.isFinite)) throw new Error(`Tensor ${name} has a value that is not a finite number.`);
}

function checkChecksum(file: Uint8Array, metadata: Record<string, string>): void {
  const inPlace = new TextDecoder().decode(file.subarray(8, checksumAt)) === opening;
  if (!inPlace || metadata['writer'] !== reserved.writer || metadata['checksum'] !== checksumOf(file))
    throw new Error('This file was changed after it was written: its checksum does not match.');
}

/** Checksum of the file with eight zeros where the checksum itself stands, as eight hexadecimal digits. */
function checksumOf(file: Uint8Array): string {
  const before = crc32(file.subarray(0, checksumAt));
  const zeros = crc32(encoder.encode(reserved.checksum), before);
  const crc = crc32(file.subarray(checksumAt + reserved.checksum.length), zeros);
  return crc.toString(16).padStart(8, '0');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
