// A matrix of weights, row by row.

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** One with other values, and the bytes it would take on a disk. */
export interface Lean {
  readonly data: Float32Array<ArrayBuffer>;
  readonly bytes: number;
}
