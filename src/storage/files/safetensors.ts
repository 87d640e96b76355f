// Weights as a safetensors file (https://github.com/huggingface/safetensors), written and read with every check.
// Layout: u64 length of the header, JSON header padded with spaces to 8 bytes, then little-endian float32 data.
// Our files carry a checksum of the whole file, first in the header; a file from elsewhere may have none.

import { keyTwice } from '#src/experiment/files/json.ts';
import { largestWeights } from '#src/experiment/limits.ts';
import type { NamedTensor } from '#src/graph/packing.ts';
import { refuse, type Refusal } from '#src/words/message.ts';
import { crc32 } from './checksum.ts';

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
    if (forbiddenNames.includes(name)) throw refuse('tensorName', { name });
    if (Object.hasOwn(header, name)) throw refuse('tensorTwice', { name });
    if (elements(name, shape) !== data.length) throw refuse('tensorSize', { name });
    checkFinite(name, data);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = encoder.encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  if (length > maximumHeader) throw refuse('headerTooLong', { most: maximumHeader });
  if (8 + length + offset > largestWeights) throw refuse('weightsFileTooLarge', { most: largestWeights });

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
  if (file.length < 10) throw refuse('tooShort');
  if (file.length > largestWeights) throw refuse('weightsFileTooLarge', { most: largestWeights });
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getUint32(0, true);
  if (view.getUint32(4, true) !== 0 || length > maximumHeader) throw refuse('notSafetensors', { most: maximumHeader });
  if (length > file.length - 8) throw refuse('headerCutOff');

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
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw refuse('headerNotJson');
  }
  if (!isObject(header) || bytes[0] !== 0x7b) throw refuse('headerNoObject');
  const twice = keyTwice(text);
  if (twice !== undefined) throw refuse('headerKeyTwice', { key: twice });
  return header;
}

/** A copy with only strings; `marked` lets our own two entries pass. */
function checkMetadata(value: unknown, marked = false): Record<string, string> {
  if (!isObject(value)) throw refuse('metadataNoObject');
  const copy: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw refuse('metadataNoText', { key });
    if (forbiddenNames.includes(key) || (!marked && Object.hasOwn(reserved, key))) throw refuse('metadataForbidden', { key });
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
  if (forbiddenNames.includes(name)) throw refuse('tensorName', { name });
  if (!isObject(entry)) throw refuse('tensorEntry', { name });
  if (entry['dtype'] !== 'F32') throw refuse('tensorType', { name });
  const shape = naturalsOf(entry['shape'], () => refuse('tensorShape', { name, most: maximumRank }));
  const [begin, end, ...more] = naturalsOf(entry['data_offsets'], () => refuse('tensorOffsets', { name, most: maximumRank }));
  if (begin === undefined || end === undefined || more.length || begin > end) throw refuse('tensorBounds', { name });
  if (end > available) throw refuse('tensorCutOff', { name });
  if (end - begin !== 4 * elements(name, shape)) throw refuse('tensorSize', { name });
  return { name, shape, begin, end };
}

function naturalsOf(value: unknown, refused: () => Refusal): number[] {
  const natural = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;
  if (!Array.isArray(value) || value.length > maximumRank || !value.every(natural)) throw refused();
  return [...value];
}

/** The product of the shape, refused before it can overflow. */
function elements(name: string, shape: readonly number[]): number {
  const product = shape.reduce((size, n) => size * n, 1);
  if (!Number.isSafeInteger(4 * product)) throw refuse('tensorShapeTooLarge', { name });
  return product;
}

function checkCoverage(slices: readonly Slice[], available: number): void {
  let covered = 0;
  for (const { name, begin, end } of [...slices].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) throw refuse('tensorGap', { name });
    covered = end;
  }
  if (covered !== available) throw refuse('longerThanTensors');
}

function checkFinite(name: string, values: Float32Array): void {
  if (!values.every(Number.isFinite)) throw refuse('tensorNotFinite', { name });
}

function checkChecksum(file: Uint8Array, metadata: Record<string, string>): void {
  const inPlace = new TextDecoder().decode(file.subarray(8, checksumAt)) === opening;
  if (!inPlace || metadata['writer'] !== reserved.writer || metadata['checksum'] !== checksumOf(file)) throw refuse('checksum');
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
