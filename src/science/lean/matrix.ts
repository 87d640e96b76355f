// A matrix of weights, row by row.

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** One with other values, and what it would take: weights to multiply by for each token, and bytes on a disk. */
export interface Lean {
  readonly data: Float32Array<ArrayBuffer>;
  readonly weights: number;
  readonly bytes: number;
}
