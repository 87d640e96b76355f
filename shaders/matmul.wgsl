// Matrix products for linear layers, y = x·w with x: [M, K], w: [K, N], and their gradients:
//   y  = x·w      c[M,N] = a[M,K] · b[K,N]
//   dx = dy·wᵀ    c[M,N] = a[M,K] · b[N,K]ᵀ    TRANSPOSE_B
//   dw = xᵀ·dy    c[M,N] = extra[K,M]ᵀ · a[K,N]    TRANSPOSE_A
// All matrices are [R, rows, columns], or [batch, R, rows, columns], with columns a multiple of 4, rows of any number.
//
// Everything is counted in quads, 4×4 blocks held as mat4x4f with one row of the matrix per column of the mat4x4f, so that
// one product of two of them (64 multiply-adds) serves every orientation; a transpose in registers is free. This file says how
// quads are read and written. What continues it is a loop around c += b * a: matmul_block.wgsl, matmul_tile.wgsl and
// matmul_quads.wgsl. k ascends into one accumulator in all of them, so they give the same bits where the compiler does not fuse
// multiply and add.
//
// RMSNorm without gain is folded in (y = x·w / r, r = sqrt(mean x² + ε) by row), so that the normed x is never stored:
//   NORM   sums x² while a is read, divides the result by r, keeps 1/r
//   SCALE  dw: row k of a is x, and is divided by its r
//   PULL   dx = (dn − n·mean(dn·n)) / r with dn = dy·wᵀ, n = x/r; dn·n = dy·y by row, which is summed while dy is read
//
// PAIR: both gradients in one launch, of which the first workgroups compute dx and the others dw: a small product does not fill a GPU,
// and every launch costs. Which of the two it is, a workgroup tells the functions below by `is_dw`, which is TRANSPOSE_A elsewhere.
//
// SPLIT divides a long k among `parts` groups of invocations (dw sums over batch × context, but is small): c is then
// [parts, R, M, N], and who reads it adds the parts (clip.wgsl, adamw.wgsl).

struct Shape {
  // of dx where there is dw, too: its sizes are the same three, one place on
  m: u32, // rows of c
  n: u32, // columns of c, in vec4
  k: u32, // length of the sum
  parts: u32, // of the sums of dw
  // What is added to a result is a number here and no override, as it is no part of the loop over k: fewer pipelines.
  scale: f32, // c = scale·a·b
  add: f32, // c = scale·a·b + add·extra
  derivative: u32, // 1: c = scale·a·b · 2·relu(extra), the derivative of relu² at extra
  accumulate: u32, // 1: add to c instead of overwriting it
}

override TRANSPOSE_A: bool = false;
override TRANSPOSE_B: bool = false;
override RELU2: bool = false; // a is read as relu(a)²
override NORM: bool = false;
override SCALE: bool = false;
override PULL: bool = false;
override SPLIT: bool = false;
override PAIR: bool = false; // of matmul_tile.wgsl
override WORKGROUP: u32 = 64; // of variants without workgroup memory: small where few invocations must keep several cores busy

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> a: array<Stored>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>; // weights
@group(0) @binding(3) var<storage, read_write> c: array<Stored>;
@group(0) @binding(4) var<storage, read_write> dw: array<vec4f>; // c when TRANSPOSE_A
@group(0) @binding(5) var<storage, read> extra: array<Stored>; // same shape as c; x when PULL or TRANSPOSE_A
@group(0) @binding(6) var<storage, read> other: array<Stored>; // y when PULL, same shape as a
@group(0) @binding(7) var<storage, read> inverse: array<f32>; // SCALE, PULL: [R, rows of x] 1/r
@group(0) @binding(8) var<storage, read_write> inverse_out: array<f32>; // NORM

const EPSILON = 1e-6;

// Where rows 4·quad … 4·quad + 3 of a matrix begin; beyond the last row, the last one again.
fn rows_at(quad: u32, rows: u32, stride: u32, z: u32) -> vec4u {
  return (z * rows + min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u))) * stride;
}

// Rows of c, columns in vec4, and the length of the sum.
fn rows_of(is_dw: bool) -> u32 { return select(shape.m, 4u * shape.n, PAIR && is_dw); }
fn columns_of(is_dw: bool) -> u32 { return select(shape.n, shape.k / 4u, PAIR && is_dw); }
fn sum_of(is_dw: bool) -> u32 { return select(shape.k, shape.m, PAIR && is_dw); }

// Quads along k, and those of one part.
fn depth(is_dw: bool) -> u32 { return (sum_of(is_dw) + 3u) / 4u; }
fn first_k(part: u32, is_dw: bool) -> u32 { return select(0u, part * depth(is_dw) / shape.parts, SPLIT && is_dw); }
fn end_k(part: u32, is_dw: bool) -> u32 { return select(depth(is_dw), (part + 1u) * depth(is_dw) / shape.parts, SPLIT && is_dw); }

fn a_at(i: vec4u) -> mat4x4f { return mat4x4f(vec4f(a[i.x]), vec4f(a[i.y]), vec4f(a[i.z]), vec4f(a[i.w])); }
fn b_at(i: vec4u) -> mat4x4f { return mat4x4f(b[i.x], b[i.y], b[i.z], b[i.w]); }
fn extra_at(i: vec4u) -> mat4x4f { return mat4x4f(vec4f(extra[i.x]), vec4f(extra[i.y]), vec4f(extra[i.z]), vec4f(extra[i.w])); }
fn other_at(i: vec4u) -> mat4x4f { return mat4x4f(vec4f(other[i.x]), vec4f(other[i.y]), vec4f(other[i.z]), vec4f(other[i.w])); }

// Rows 4·row … of the left factor over 4·k …: rows of c are columns of the result. Beyond the end of k it is zero.
fn left(row: u32, k: u32, z: u32, is_dw: bool) -> mat4x4f {
  if (is_dw) {
    let length = sum_of(is_dw);
    let width = (rows_of(is_dw) + 3u) / 4u;
    let at = rows_at(k, length, width, z) + min(row, width - 1u);
    var q = extra_at(at);
    if (RELU2) { q = activated(q); }
    if (SCALE) {
      let i = z * length + min(4u * k + vec4u(0u, 1u, 2u, 3u), vec4u(length - 1u));
      q = scaled(q, vec4f(inverse[i.x], inverse[i.y], inverse[i.z], inverse[i.w]));
    }
    let remaining = length - 4u * k;
    if (remaining < 4u) { q = scaled(q, select(vec4f(), vec4f(1.0), vec4u(0u, 1u, 2u, 3u) < vec4u(remaining))); }
    return transpose(q);
  }
  let at = rows_at(row, shape.m, shape.k / 4u, z) + k;
  let q = a_at(at);
  if (!PAIR && RELU2) { return activated(q); }
  return q;
}

// Rows 4·k … of the right factor over columns 4·column …
fn right(k: u32, column: u32, z: u32, is_dw: bool) -> mat4x4f {
  if (is_dw) {
    let width = columns_of(is_dw);
    return a_at(rows_at(k, sum_of(is_dw), width, z) + min(column, width - 1u));
  }
  if (TRANSPOSE_B) {
    let at = rows_at(column, 4u * shape.n, shape.k / 4u, z) + k;
    return transpose(b_at(at));
  }
  return b_at(rows_at(k, shape.k, shape.n, z) + min(column, shape.n - 1u));
}

fn activated(q: mat4x4f) -> mat4x4f {
  let zero = vec4f();
  let p = mat4x4f(max(q[0], zero), max(q[1], zero), max(q[2], zero), max(q[3], zero));
  return mat4x4f(p[0] * p[0], p[1] * p[1], p[2] * p[2], p[3] * p[3]);
}

fn scaled(q: mat4x4f, by: vec4f) -> mat4x4f { return mat4x4f(q[0] * by.x, q[1] * by.y, q[2] * by.z, q[3] * by.w); }

fn inner(p: mat4x4f, q: mat4x4f) -> vec4f { return vec4f(dot(p[0], q[0]), dot(p[1], q[1]), dot(p[2], q[2]), dot(p[3], q[3])); }

// What a quad of a adds to the sums of its rows: x² for NORM, dy·y for PULL.
fn along(q: mat4x4f, row: u32, k: u32, z: u32) -> vec4f {
  if (NORM) { return inner(q, q); }
  let at = rows_at(row, shape.m, shape.k / 4u, z) + k;
  return inner(q, other_at(at));
}

// Writes what of a quad lies inside c; z counts the replicas of all parts. `sums`: what `along` gave over all of k. A loop,
// although its four rounds are known, because it is part of every variant many times, and compiles in less than half the time.
fn put(row: u32, column: u32, z: u32, value: mat4x4f, sums: vec4f, is_dw: bool) {
  let height = rows_of(is_dw);
  let width = columns_of(is_dw);
  if (column >= width) { return; }
  var rows = value;
  for (var i = 0u; i < 4u && 4u * row + i < height; i++) {
    let at = z * height + 4u * row + i;
    if (is_dw) { put_dw(at * width + column, rows[i]); } else { put_row(at, column, rows[i], sums[i]); }
  }
}

fn put_dw(at: u32, value: vec4f) {
  var v = shape.scale * value;
  if (!PAIR && shape.accumulate == 1u) { v += dw[at]; }
  dw[at] = v;
}

fn put_row(row: u32, column: u32, value: vec4f, sum: f32) {
  let at = row * shape.n + column;
  var v = shape.scale * value;
  if (NORM) {
    let scale = inverseSqrt(sum / f32(shape.k) + EPSILON);
    if (column == 0u) { inverse_out[row] = scale; }
    v *= scale;
  }
  if (PULL) {
    let scale = inverse[row];
    v = scale * (v - vec4f(extra[at]) * (scale * sum / f32(4u * shape.n)));
  }
  if (shape.derivative == 1u) { v *= 2.0 * max(vec4f(extra[at]), vec4f()); }
  if (shape.add != 0.0) { v += shape.add * vec4f(extra[at]); }
  if (shape.accumulate == 1u) { v += vec4f(c[at]); }
  c[at] = Stored(v);
}
