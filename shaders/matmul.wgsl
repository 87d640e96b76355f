// Matrix products in the three orientations of a linear layer, y = x·w with x: [M, K], w: [K, N]:
//   nn  c[M,N] = a[M,K] · b[K,N]     y  = x·w
//   nt  c[M,N] = a[M,K] · b[N,K]ᵀ    dx = dy·wᵀ
//   tn  c[M,N] = a[K,M]ᵀ · b[K,N]    dw = xᵀ·dy
// One invocation keeps an 8×8 block of c in registers and reads no workgroup memory: every vec4 loaded is used 8 times.
// Each row holds two vec4: l(eft) and r(ight). Four k enter one matrix·vector product; k ascends, one accumulator.
// All matrices are [R, rows, columns] with columns a multiple of 4; M is ragged, edges are clamped on load, skipped on store.

struct Shape {
  m: u32, // rows of c
  n: u32, // columns of c, in vec4
  k: u32, // length of the sum: in vec4 for nn and nt, in rows for tn
}

override RELU2: bool = false; // nn, tn: a is read as relu(a)²; nt: c is multiplied by its derivative at `extra`
override ADD: bool = false; // nn: c = a·b + extra
override ACCUMULATE: bool = false; // add to c instead of overwriting it

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> a: array<vec4f>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> c: array<vec4f>;
@group(0) @binding(4) var<storage, read> extra: array<vec4f>; // same shape as c

const FOLD = 65535u * 64u; // invocations along x before a 1-D grid continues in y

fn activated(v: vec4f) -> vec4f {
  let p = max(v, vec4f());
  return select(v, p * p, RELU2);
}

// Writes one vec4 of c if it lies inside, with what the flags add to it. `at` is its index within the replica.
fn store(value: vec4f, row: u32, column: u32, z: u32, derivative: bool) {
  if (row >= shape.m || column >= shape.n) { return; }
  let at = (z * shape.m + row) * shape.n + column;
  var v = value;
  if (derivative) { v *= 2.0 * max(extra[at], vec4f()); } // d relu(p)² = 2·relu(p)
  if (ADD) { v += extra[at]; }
  if (ACCUMULATE) { v += c[at]; }
  c[at] = v;
}

@compute @workgroup_size(64)
fn nn(@builtin(global_invocation_id) id: vec3u) {
  let across = (shape.n + 1u) / 2u;
  let tile = id.y * FOLD + id.x;
  let row = 8u * (tile / across);
  if (row >= shape.m) { return; }
  let left = 2u * (tile % across);
  let right = min(left + 1u, shape.n - 1u);
  let last = shape.m - 1u;
  let base = id.z * shape.m;
  let a0 = (base + row) * shape.k;
  let a1 = (base + min(row + 1u, last)) * shape.k;
  let a2 = (base + min(row + 2u, last)) * shape.k;
  let a3 = (base + min(row + 3u, last)) * shape.k;
  let a4 = (base + min(row + 4u, last)) * shape.k;
  let a5 = (base + min(row + 5u, last)) * shape.k;
  let a6 = (base + min(row + 6u, last)) * shape.k;
  let a7 = (base + min(row + 7u, last)) * shape.k;
  var l0 = vec4f(); var l1 = vec4f(); var l2 = vec4f(); var l3 = vec4f();
  var l4 = vec4f(); var l5 = vec4f(); var l6 = vec4f(); var l7 = vec4f();
  var r0 = vec4f(); var r1 = vec4f(); var r2 = vec4f(); var r3 = vec4f();
  var r4 = vec4f(); var r5 = vec4f(); var r6 = vec4f(); var r7 = vec4f();
  var at = id.z * 4u * shape.k * shape.n;
  for (var k = 0u; k < shape.k; k++) {
    let b0 = at; let b1 = b0 + shape.n; let b2 = b1 + shape.n; let b3 = b2 + shape.n;
    at = b3 + shape.n;
    let bl = mat4x4f(b[b0 + left], b[b1 + left], b[b2 + left], b[b3 + left]);
    let br = mat4x4f(b[b0 + right], b[b1 + right], b[b2 + right], b[b3 + right]);
    let x0 = activated(a[a0 + k]); l0 += bl * x0; r0 += br * x0;
    let x1 = activated(a[a1 + k]); l1 += bl * x1; r1 += br * x1;
    let x2 = activated(a[a2 + k]); l2 += bl * x2; r2 += br * x2;
    let x3 = activated(a[a3 + k]); l3 += bl * x3; r3 += br * x3;
    let x4 = activated(a[a4 + k]); l4 += bl * x4; r4 += br * x4;
    let x5 = activated(a[a5 + k]); l5 += bl * x5; r5 += br * x5;
    let x6 = activated(a[a6 + k]); l6 += bl * x6; r6 += br * x6;
    let x7 = activated(a[a7 + k]); l7 += bl * x7; r7 += br * x7;
  }
  store(l0, row, left, id.z, false); store(r0, row, left + 1u, id.z, false);
  store(l1, row + 1u, left, id.z, false); store(r1, row + 1u, left + 1u, id.z, false);
  store(l2, row + 2u, left, id.z, false); store(r2, row + 2u, left + 1u, id.z, false);
  store(l3, row + 3u, left, id.z, false); store(r3, row + 3u, left + 1u, id.z, false);
  store(l4, row + 4u, left, id.z, false); store(r4, row + 4u, left + 1u, id.z, false);
  store(l5, row + 5u, left, id.z, false); store(r5, row + 5u, left + 1u, id.z, false);
  store(l6, row + 6u, left, id.z, false); store(r6, row + 6u, left + 1u, id.z, false);
  store(l7, row + 7u, left, id.z, false); store(r7, row + 7u, left + 1u, id.z, false);
}

@compute @workgroup_size(64)
fn nt(@builtin(global_invocation_id) id: vec3u) {
  let across = (shape.n + 1u) / 2u;
  let tile = id.y * FOLD + id.x;
  let row = 8u * (tile / across);
  if (row >= shape.m) { return; }
  let left = 2u * (tile % across);
  let last = shape.m - 1u;
  let base = id.z * shape.m;
  let a0 = (base + row) * shape.k;
  let a1 = (base + min(row + 1u, last)) * shape.k;
  let a2 = (base + min(row + 2u, last)) * shape.k;
  let a3 = (base + min(row + 3u, last)) * shape.k;
  let a4 = (base + min(row + 4u, last)) * shape.k;
  let a5 = (base + min(row + 5u, last)) * shape.k;
  let a6 = (base + min(row + 6u, last)) * shape.k;
  let a7 = (base + min(row + 7u, last)) * shape.k;
  var l0 = vec4f(); var l1 = vec4f(); var l2 = vec4f(); var l3 = vec4f();
  var l4 = vec4f(); var l5 = vec4f(); var l6 = vec4f(); var l7 = vec4f();
  var r0 = vec4f(); var r1 = vec4f(); var r2 = vec4f(); var r3 = vec4f();
  var r4 = vec4f(); var r5 = vec4f(); var r6 = vec4f(); var r7 = vec4f();
  let first = (id.z * shape.n + left) * 4u * shape.k; // row 4·left of b
  let second = (id.z * shape.n + min(left + 1u, shape.n - 1u)) * 4u * shape.k;
  for (var k = 0u; k < shape.k; k++) {
    let f = first + k;
    let s = second + k;
    let bl = mat4x4f(b[f], b[f + shape.k], b[f + 2u * shape.k], b[f + 3u * shape.k]);
    let br = mat4x4f(b[s], b[s + shape.k], b[s + 2u * shape.k], b[s + 3u * shape.k]);
    let x0 = a[a0 + k]; l0 += x0 * bl; r0 += x0 * br;
    let x1 = a[a1 + k]; l1 += x1 * bl; r1 += x1 * br;
    let x2 = a[a2 + k]; l2 += x2 * bl; r2 += x2 * br;
    let x3 = a[a3 + k]; l3 += x3 * bl; r3 += x3 * br;
    let x4 = a[a4 + k]; l4 += x4 * bl; r4 += x4 * br;
    let x5 = a[a5 + k]; l5 += x5 * bl; r5 += x5 * br;
    let x6 = a[a6 + k]; l6 += x6 * bl; r6 += x6 * br;
    let x7 = a[a7 + k]; l7 += x7 * bl; r7 += x7 * br;
  }
  store(l0, row, left, id.z, RELU2); store(r0, row, left + 1u, id.z, RELU2);
  store(l1, row + 1u, left, id.z, RELU2); store(r1, row + 1u, left + 1u, id.z, RELU2);
  store(l2, row + 2u, left, id.z, RELU2); store(r2, row + 2u, left + 1u, id.z, RELU2);
  store(l3, row + 3u, left, id.z, RELU2); store(r3, row + 3u, left + 1u, id.z, RELU2);
  store(l4, row + 4u, left, id.z, RELU2); store(r4, row + 4u, left + 1u, id.z, RELU2);
  store(l5, row + 5u, left, id.z, RELU2); store(r5, row + 5u, left + 1u, id.z, RELU2);
  store(l6, row + 6u, left, id.z, RELU2); store(r6, row + 6u, left + 1u, id.z, RELU2);
  store(l7, row + 7u, left, id.z, RELU2); store(r7, row + 7u, left + 1u, id.z, RELU2);
}

@compute @workgroup_size(64)
fn tn(@builtin(global_invocation_id) id: vec3u) {
  let across = (shape.n + 1u) / 2u;
  let tile = id.y * FOLD + id.x;
  let row = 8u * (tile / across); // of c: a column of a
  if (row >= shape.m) { return; }
  let left = 2u * (tile % across);
  let right = min(left + 1u, shape.n - 1u);
  let width = shape.m / 4u; // vec4 in a row of a
  let upper = row / 4u;
  let lower = min(upper + 1u, width - 1u);
  var l0 = vec4f(); var l1 = vec4f(); var l2 = vec4f(); var l3 = vec4f();
  var l4 = vec4f(); var l5 = vec4f(); var l6 = vec4f(); var l7 = vec4f();
  var r0 = vec4f(); var r1 = vec4f(); var r2 = vec4f(); var r3 = vec4f();
  var r4 = vec4f(); var r5 = vec4f(); var r6 = vec4f(); var r7 = vec4f();
  var ai = id.z * shape.k * width;
  var bi = id.z * shape.k * shape.n;
  for (var k = 0u; k < shape.k; k++) {
    let u = activated(a[ai + upper]);
    let w = activated(a[ai + lower]);
    let bl = b[bi + left];
    let br = b[bi + right];
    ai += width;
    bi += shape.n;
    l0 += u.x * bl; r0 += u.x * br;
    l1 += u.y * bl; r1 += u.y * br;
    l2 += u.z * bl; r2 += u.z * br;
    l3 += u.w * bl; r3 += u.w * br;
    l4 += w.x * bl; r4 += w.x * br;
    l5 += w.y * bl; r5 += w.y * br;
    l6 += w.z * bl; r6 += w.z * br;
    l7 += w.w * bl; r7 += w.w * br;
  }
  store(l0, row, left, id.z, false); store(r0, row, left + 1u, id.z, false);
  store(l1, row + 1u, left, id.z, false); store(r1, row + 1u, left + 1u, id.z, false);
  store(l2, row + 2u, left, id.z, false); store(r2, row + 2u, left + 1u, id.z, false);
  store(l3, row + 3u, left, id.z, false); store(r3, row + 3u, left + 1u, id.z, false);
  store(l4, row + 4u, left, id.z, false); store(r4, row + 4u, left + 1u, id.z, false);
  store(l5, row + 5u, left, id.z, false); store(r5, row + 5u, left + 1u, id.z, false);
  store(l6, row + 6u, left, id.z, false); store(r6, row + 6u, left + 1u, id.z, false);
  store(l7, row + 7u, left, id.z, false); store(r7, row + 7u, left + 1u, id.z, false);
}
