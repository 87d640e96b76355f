// Reference static hyper-connections (Zhu et al. 2024, arXiv 2409.19606), two copies of the stream: H [rows, 2, width].
//   spread: H_j = x for both j                           x [rows, width]
//   read:   h = Σ_j am_j·H_j                             am [2], h [rows, width]
//   write:  H'_j = Σ_i ar[i][j]·H_i + beta_j·y           ar [2, 2], row i the source copy; beta [2], y [rows, width]
// Backward of read: dH_j = am_j·dh, dam_j = ⟨dh, H_j⟩.
// Backward of write: dH_i = Σ_j ar[i][j]·dH'_j, dar[i][j] = ⟨H_i, dH'_j⟩, dbeta_j = ⟨y, dH'_j⟩, dy = Σ_j beta_j·dH'_j.
// The sum of the copies is read with am = (1, 1), which is also the gradient of spread.

const copies = [0, 1] as const;

export function hyperSpread(x: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: 2 * x.length }, (_, i) => x[Math.floor(i / (2 * width)) * width + (i % width)]!);
}

export function hyperRead(h: Float64Array, am: Float64Array, width: number): Float64Array {
  const y = new Float64Array(h.length / 2);
  for (let i = 0; i < y.length; i++) for (const j of copies) y[i]! += am[j]! * h[index(i, j, width)]!;
  return y;
}

export function hyperReadBackward(
  h: Float64Array,
  am: Float64Array,
  dy: Float64Array,
  width: number,
): { readonly dh: Float64Array; readonly dam: Float64Array } {
  const dh = new Float64Array(h.length);
  const dam = new Float64Array(2);
  for (let i = 0; i < dy.length; i++)
    for (const j of copies) {
      dh[index(i, j, width)] = am[j]! * dy[i]!;
      dam[j]! += dy[i]! * h[index(i, j, width)]!;
    }
  return { dh, dam };
}

export function hyperWrite(h: Float64Array, y: Float64Array, ar: Float64Array, beta: Float64Array, width: number): Float64Array {
  const next = new Float64Array(h.length);
  for (let e = 0; e < y.length; e++)
    for (const j of copies) {
      let sum = beta[j]! * y[e]!;
      for (const i of copies) sum += ar[2 * i + j]! * h[index(e, i, width)]!;
      next[index(e, j, width)] = sum;
    }
  return next;
}

export function hyperWriteBackward(
  h: Float64Array,
  y: Float64Array,
  ar: Float64Array,
  beta: Float64Array,
  dnext: Float64Array,
  width: number,
): { readonly dh: Float64Array; readonly dy: Float64Array; readonly dar: Float64Array; readonly dbeta: Float64Array } {
  const dh = new Float64Array(h.length);
  const dy = new Float64Array(y.length);
  const dar = new Float64Array(4);
  const dbeta = new Float64Array(2);
  for (let e = 0; e < y.length; e++)
    for (const j of copies) {
      const g = dnext[index(e, j, width)]!;
      dy[e]! += beta[j]! * g;
      dbeta[j]! += y[e]! * g;
      for (const i of copies) {
        dh[index(e, i, width)]! += ar[2 * i + j]! * g;
        dar[2 * i + j]! += h[index(e, i, width)]! * g;
      }
    }
  return { dh, dy, dar, dbeta };
}

/** Where element e of [rows, width] lies in copy j of [rows, 2, width]. */
function index(e: number, j: number, width: number): number {
  return (2 * Math.floor(e / width) + j) * width + (e % width);
}
