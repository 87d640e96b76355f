// One buffer, many slices: what belongs together is allocated, bound, copied and saved together.

/** Offsets of storage bindings must be multiples of this (minStorageBufferOffsetAlignment of every device). */
export const alignment = 256;
export const align = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

export interface Slice {
  readonly offset: number; // bytes
  readonly bytes: number;
}

/** Aligned, consecutive slices for named pieces, in the order given, and the bytes of the whole. */
export function layOut(pieces: readonly { readonly name: string; readonly bytes: number }[]): {
  readonly slices: ReadonlyMap<string, Slice>;
  readonly bytes: number;
} {
  const slices = new Map<string, Slice>();
  let offset = 0;
  for (const { name, bytes } of pieces) {
    if (slices.has(name)) throw new Error(`Two pieces of an arena are named ${name}.`);
    slices.set(name, { offset, bytes });
    offset += align(bytes);
  }
  return { slices, bytes: Math.max(offset, alignment) };
}
