// Matrix products for linear layers, y = x·w with x: [M, K], w: [K, N], and their gradients:
//   y  = x·w      c[M,N] = a[M,K] · b[K,N]
//   dx = dy·wᵀ    c[M,N] = a[M,K] · b[N,K]ᵀ    TRANSPOSE_B
//   dw = xᵀ·dy    c[M,N] = a[K,M]ᵀ · b[K,N]    TRANSPOSE_A
// All matrices are [R, rows, columns] with columns a multiple of 4, rows of any number.
//
// Everything is counted in quads, 4×4 blocks held as mat4x4f with one row of the matrix per column of the mat4x4f, so that
// one product of two of them (64 multiply-adds) serves every orientation; a transpose in registers is free. k ascends into
// one accumulator in every variant, so all of them give the same bits where the compiler does not fuse multiply and add:
//   block8, block16  8×8 or 16×16 of c in the registers of one invocation, no workgroup memory: few loads and no barriers,
//                    best on CPU adapters, where a load costs more than a multiplication
//   tile             32×32 of c (64×64 when WIDE) per workgroup of 64: each loads one or two quads of a and b, all use all
// A variant with subgroups continues this file in matmul_quads.wgsl.
//
// RMSNorm without gain is folded in (y = x·w / r, r = sqrt(mean x² + ε) by row), so that the normed x is never stored:
//   NORM   sums x² while a is read, divides the result by r, keeps 1/r
//   SCALE  dw: row k of a is x, and is divided by its r
//   PULL   dx = (dn − n·mean(dn·n)) / r with dn = dy·wᵀ, n = x/r; dn·n = dy·y by row, which is summed while dy is read

// SPLIT divides a long k among `parts` groups of invocations (dw sums over batch × context, but is small): c is then
// [parts, R, M, N], and who reads it adds the parts (clip.wgsl, adamw.wgsl).

struct Shape {
  m: u32, // rows of c
  n: u32, // columns of c, in vec4
  k: u32, // length of the sum
  parts: u32,
  // What is added to a result is a number here and no override, as it is no part of the loop over k: fewer pipelines.
  add: u32, // 1: c = a·b + extra
  derivative: u32, // 1: c = a·b · 2·relu(extra), the derivative of relu² at extra
  accumulate: u32, // 1: add to c instead of overwriting it
}

override TRANSPOSE_A: bool = false;
override TRANSPOSE_B: bool = false;
override RELU2: bool = false; // a is read as relu(a)²
override NORM: bool = false;
override SCALE: bool = false;
override PULL: bool = false;
override SPLIT: bool = false;
override WIDE: bool = false;
override WORKGROUP: u32 = 64; // of the blocks: small where few invocations must keep several cores busy

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> a: array<Stored>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>; // weights
@group(0) @binding(3) var<storage, read_write> c: array<Stored>;
@group(0) @binding(4) var<storage, read_write> dw: array<vec4f>; // c when TRANSPOSE_A
@group(0) @binding(5) var<storage, read> extra: array<Stored>; // same shape as c; x when PULL
@group(0) @binding(6) var<storage, read> other: array<Stored>; // b when TRANSPOSE_A; y when PULL, same shape as a
@group(0) @binding(7) var<storage, read> inverse: array<f32>; // SCALE, PULL: [R, rows of x] 1/r
@group(0) @binding(8) var<storage, read_write> inverse_out: array<f32>; // NORM

const EPSILON = 1e-6;

// Where rows 4·quad … 4·quad + 3 of a matrix begin; beyond the last row, the last one again.
fn rows_at(quad: u32, rows: u32, stride: u32, z: u32) -> vec4u {
  return (z * rows + min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u))) * stride;
}

// Quads along k, and those of one part.
fn depth() -> u32 { return (shape.k + 3u) / 4u; }
fn first_k(part: u32) -> u32 { return select(0u, part * depth() / shape.parts, SPLIT); }
fn end_k(part: u32) -> u32 { return select(depth(), (part + 1u) * depth() / shape.parts, SPLIT); }

fn a_at(i: vec4u) -> mat4x4f { return mat4x4f(vec4f(a[i.x]), vec4f(a[i.y]), vec4f(a[i.z]), vec4f(a[i.w])); }
fn b_at(i: vec4u) -> mat4x4f { return mat4x4f(b[i.x], b[i.y], b[i.z], b[i.w]); }
fn other_at(i: vec4u) -> mat4x4f { return mat4x4f(vec4f(other[i.x]), vec4f(other[i.y]), vec4f(other[i.z]), vec4f(other[i.w])); }

// Rows 4·row … of a over 4·k …: rows of c are columns of the result. Beyond the end of k it is zero.
fn quad_a(row: u32, k: u32, z: u32) -> mat4x4f {
  if (TRANSPOSE_A) {
    let width = (shape.m + 3u) / 4u;
    let at = rows_at(k, shape.k, width, z) + min(row, width - 1u);
    var q = a_at(at);
    if (RELU2) { q = activated(q); }
    if (SCALE) {
      let i = z * shape.k + min(4u * k + vec4u(0u, 1u, 2u, 3u), vec4u(shape.k - 1u));
      q = scaled(q, vec4f(inverse[i.x], inverse[i.y], inverse[i.z], inverse[i.w]));
    }
    let left = shape.k - 4u * k;
    if (left < 4u) { q = scaled(q, select(vec4f(), vec4f(1.0), vec4u(0u, 1u, 2u, 3u) < vec4u(left))); }
    return transpose(q);
  }
  let at = rows_at(row, shape.m, shape.k / 4u, z) + k;
  let q = a_at(at);
  if (RELU2) { return activated(q); }
  return q;
}

// Rows 4·k … of b over columns 4·column …
fn quad_b(k: u32, column: u32, z: u32) -> mat4x4f {
  if (TRANSPOSE_B) {
    let at = rows_at(column, 4u * shape.n, shape.k / 4u, z) + k;
    return transpose(b_at(at));
  }
  let at = rows_at(k, shape.k, shape.n, z) + min(column, shape.n - 1u);
  if (TRANSPOSE_A) { return other_at(at); }
  return b_at(at);
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
fn put(row: u32, column: u32, z: u32, value: mat4x4f, sums: vec4f) {
  if (column >= shape.n) { return; }
  var rows = value;
  for (var i = 0u; i < 4u && 4u * row + i < shape.m; i++) {
    put_row(z * shape.m + 4u * row + i, column, rows[i], sums[i]);
  }
}

fn put_row(row: u32, column: u32, value: vec4f, sum: f32) {
  let at = row * shape.n + column;
  var v = value;
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
  if (shape.add == 1u) { v += vec4f(extra[at]); }
  if (TRANSPOSE_A) {
    if (shape.accumulate == 1u) { v += dw[at]; }
    dw[at] = v;
  } else {
    if (shape.accumulate == 1u) { v += vec4f(c[at]); }
    c[at] = Stored(v);
  }
}

@compute @workgroup_size(WORKGROUP)
fn block8(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let z = group.z;
  let across = (shape.n + 1u) / 2u;
  let down = (shape.m + 7u) / 8u;
  let own = group_of(group) * WORKGROUP + lane;
  let row = 2u * (own / across % down);
  let column = 2u * (own % across);
  let part = own / across / down;
  if (part >= shape.parts) { return; }
  var c00 = mat4x4f(); var c01 = mat4x4f();
  var c10 = mat4x4f(); var c11 = mat4x4f();
  var s0 = vec4f(); var s1 = vec4f();
  for (var k = first_k(part); k < end_k(part); k++) {
    let b0 = quad_b(k, column, z);
    let b1 = quad_b(k, column + 1u, z);
    let a0 = quad_a(row, k, z); c00 += b0 * a0; c01 += b1 * a0;
    let a1 = quad_a(row + 1u, k, z); c10 += b0 * a1; c11 += b1 * a1;
    if (NORM || PULL) { s0 += along(a0, row, k, z); s1 += along(a1, row + 1u, k, z); }
  }
  let to = part * groups.z + z;
  put(row, column, to, c00, s0); put(row, column + 1u, to, c01, s0);
  put(row + 1u, column, to, c10, s1); put(row + 1u, column + 1u, to, c11, s1);
}

@compute @workgroup_size(WORKGROUP)
fn block16(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let z = group.z;
  let across = (shape.n + 3u) / 4u;
  let down = (shape.m + 15u) / 16u;
  let own = group_of(group) * WORKGROUP + lane;
  let row = 4u * (own / across % down);
  let column = 4u * (own % across);
  let part = own / across / down;
  if (part >= shape.parts) { return; }
  var c00 = mat4x4f(); var c01 = mat4x4f(); var c02 = mat4x4f(); var c03 = mat4x4f();
  var c10 = mat4x4f(); var c11 = mat4x4f(); var c12 = mat4x4f(); var c13 = mat4x4f();
  var c20 = mat4x4f(); var c21 = mat4x4f(); var c22 = mat4x4f(); var c23 = mat4x4f();
  var c30 = mat4x4f(); var c31 = mat4x4f(); var c32 = mat4x4f(); var c33 = mat4x4f();
  var s0 = vec4f(); var s1 = vec4f(); var s2 = vec4f(); var s3 = vec4f();
  for (var k = first_k(part); k < end_k(part); k++) {
    let b0 = quad_b(k, column, z);
    let b1 = quad_b(k, column + 1u, z);
    let b2 = quad_b(k, column + 2u, z);
    let b3 = quad_b(k, column + 3u, z);
    let a0 = quad_a(row, k, z); c00 += b0 * a0; c01 += b1 * a0; c02 += b2 * a0; c03 += b3 * a0;
    let a1 = quad_a(row + 1u, k, z); c10 += b0 * a1; c11 += b1 * a1; c12 += b2 * a1; c13 += b3 * a1;
    let a2 = quad_a(row + 2u, k, z); c20 += b0 * a2; c21 += b1 * a2; c22 += b2 * a2; c23 += b3 * a2;
    let a3 = quad_a(row + 3u, k, z); c30 += b0 * a3; c31 += b1 * a3; c32 += b2 * a3; c33 += b3 * a3;
    if (NORM || PULL) {
      s0 += along(a0, row, k, z); s1 += along(a1, row + 1u, k, z);
      s2 += along(a2, row + 2u, k, z); s3 += along(a3, row + 3u, k, z);
    }
  }
  let to = part * groups.z + z;
  put(row, column, to, c00, s0); put(row, column + 1u, to, c01, s0);
  put(row, column + 2u, to, c02, s0); put(row, column + 3u, to, c03, s0);
  put(row + 1u, column, to, c10, s1); put(row + 1u, column + 1u, to, c11, s1);
  put(row + 1u, column + 2u, to, c12, s1); put(row + 1u, column + 3u, to, c13, s1);
  put(row + 2u, column, to, c20, s2); put(row + 2u, column + 1u, to, c21, s2);
  put(row + 2u, column + 2u, to, c22, s2); put(row + 2u, column + 3u, to, c23, s2);
  put(row + 3u, column, to, c30, s3); put(row + 3u, column + 1u, to, c31, s3);
  put(row + 3u, column + 2u, to, c32, s3); put(row + 3u, column + 3u, to, c33, s3);
}

const STEP = 4u; // quads along k that a tile holds at a time
const MOST = 16u * STEP; // quads of a or b in it, at most
// Row i of quad q is at [i·MOST + q]: neighbouring invocations read neighbouring vec4, in different banks.
var<workgroup> tile_a: array<vec4f, 4u * MOST>;
var<workgroup> tile_b: array<vec4f, 4u * MOST>;
var<workgroup> tile_sums: array<vec4f, MOST>;

fn held_a(q: u32) -> mat4x4f { return mat4x4f(tile_a[q], tile_a[q + MOST], tile_a[q + 2u * MOST], tile_a[q + 3u * MOST]); }
fn held_b(q: u32) -> mat4x4f { return mat4x4f(tile_b[q], tile_b[q + MOST], tile_b[q + 2u * MOST], tile_b[q + 3u * MOST]); }

// The sums of a row quad, from the invocations that loaded it.
fn row_sums(row: u32, side: u32) -> vec4f {
  return tile_sums[row] + tile_sums[row + side] + tile_sums[row + 2u * side] + tile_sums[row + 3u * side];
}

@compute @workgroup_size(64)
fn tile(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let z = group.z;
  let side = select(8u, 16u, WIDE); // quads along a side of the tile
  let across = (shape.n + side - 1u) / side;
  let down = (shape.m + 4u * side - 1u) / (4u * side);
  let number = group_of(group);
  let row = side * (number / across % down);
  let column = side * (number % across);
  let part = number / across / down;
  if (part >= shape.parts) { return; }
  let end = end_k(part);
  // As a loader: quad `mine` of a and of b; a narrow tile has 32 of each, so half of the invocations load either.
  let loads_a = WIDE || lane < 32u;
  let loads_b = WIDE || lane >= 32u;
  let mine = select(lane % 32u, lane, WIDE);
  let across_tile = mine % side;
  let along_k = mine / side;
  // As a multiplier: row quads ty and ty + 8, column quads tx and tx + 8.
  let tx = lane % 8u;
  let ty = lane / 8u;
  var c00 = mat4x4f(); var c01 = mat4x4f();
  var c10 = mat4x4f(); var c11 = mat4x4f();
  var sums = vec4f();
  for (var k = first_k(part); k < end; k += STEP) {
    let inside = k + along_k < end;
    if (loads_a && inside) {
      let q = quad_a(row + across_tile, k + along_k, z);
      for (var i = 0u; i < 4u; i++) { tile_a[i * MOST + mine] = q[i]; }
      if (NORM || PULL) { sums += along(q, row + across_tile, k + along_k, z); }
    }
    if (loads_b && inside) {
      let q = quad_b(k + along_k, column + across_tile, z);
      for (var i = 0u; i < 4u; i++) { tile_b[i * MOST + mine] = q[i]; }
    }
    workgroupBarrier();
    for (var s = 0u; s < min(STEP, end - k); s++) {
      let a0 = held_a(s * side + ty);
      let b0 = held_b(s * side + tx);
      c00 += b0 * a0;
      if (WIDE) {
        let a1 = held_a(s * side + ty + 8u);
        let b1 = held_b(s * side + tx + 8u);
        c01 += b1 * a0;
        c10 += b0 * a1;
        c11 += b1 * a1;
      }
    }
    workgroupBarrier();
  }
  if (NORM || PULL) {
    if (loads_a) { tile_sums[mine] = sums; }
    workgroupBarrier();
  }
  let to = part * groups.z + z;
  put(row + ty, column + tx, to, c00, row_sums(ty, side));
  if (WIDE) {
    put(row + ty, column + tx + 8u, to, c01, row_sums(ty, side));
    put(row + ty + 8u, column + tx, to, c10, row_sums(ty + 8u, side));
    put(row + ty + 8u, column + tx + 8u, to, c11, row_sums(ty + 8u, side));
  }
}
