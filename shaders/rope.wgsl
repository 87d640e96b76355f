// Queries and keys for attention: optional QK-norm, then the rotary position embedding (Su et al. 2021, arXiv 2104.09864).
// Channels (2i, 2i+1) of a head turn by the angle t·10000^(−2i/head):  (p, q) → (p·cos + q·sin, q·cos − p·sin).
// x: the first 2·width columns of [R, rows, stride]; y: [R, rows, 2·width], q then k; angles: [context, head/2] (cos, sin).
// One invocation per row and head of q and of k. A norm commutes with a rotation, so the backward needs only y and 1/r.

struct Shape {
  rows: u32,
  context: u32,
  heads: u32, // of q and k together
  head: u32, // channels of a head, in vec4
  stride: u32, // channels between rows of x, in vec4
}

override ROTATE: bool = true;
override NORM: bool = false; // x / sqrt(mean(x²) + 1e-6) over each head first

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> angles: array<vec4f>; // cos, sin of two neighbouring pairs
@group(0) @binding(2) var<storage, read> x: array<Stored>;
@group(0) @binding(3) var<storage, read_write> y: array<Stored>;
@group(0) @binding(4) var<storage, read_write> inverse: array<f32>; // [R, rows, heads] 1/r, written when NORM
@group(0) @binding(5) var<storage, read> normed: array<Stored>; // y of the forward pass
@group(0) @binding(6) var<storage, read> scale: array<f32>; // 1/r of the forward pass
@group(0) @binding(7) var<storage, read> dy: array<Stored>;
@group(0) @binding(8) var<storage, read_write> dx: array<Stored>;

const EPSILON = 1e-6;

// Two pairs at once; turn.xz are cosines, turn.yw sines. `way` is 1 forwards, −1 back.
fn rotate(v: vec4f, at: u32, way: f32) -> vec4f {
  if (!ROTATE) { return v; }
  let turn = angles[at];
  let s = way * turn.yw;
  return vec4f(v.x * turn.x + v.y * s.x, v.y * turn.x - v.x * s.x, v.z * turn.z + v.w * s.y, v.w * turn.z - v.z * s.y);
}

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.heads) { return; }
  let row = i / shape.heads;
  let head = i % shape.heads;
  let source = (id.z * shape.rows + row) * shape.stride + head * shape.head;
  let to = (id.z * shape.rows * shape.heads + i) * shape.head;
  let turn = (row % shape.context) * shape.head;
  var r = 1.0;
  if (NORM) {
    var sum = 0.0;
    for (var j = 0u; j < shape.head; j++) { sum += dot(vec4f(x[source + j]), vec4f(x[source + j])); }
    r = inverseSqrt(sum / f32(4u * shape.head) + EPSILON);
    inverse[id.z * shape.rows * shape.heads + i] = r;
  }
  for (var j = 0u; j < shape.head; j++) { y[to + j] = Stored(rotate(r * vec4f(x[source + j]), turn + j, 1.0)); }
}

// g = dy − y·mean(dy·y) when normed;  dx = rotated back g / r
@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.heads) { return; }
  let row = i / shape.heads;
  let head = i % shape.heads;
  let to = (id.z * shape.rows + row) * shape.stride + head * shape.head;
  let source = (id.z * shape.rows * shape.heads + i) * shape.head;
  let turn = (row % shape.context) * shape.head;
  var r = 1.0;
  var pull = 0.0;
  if (NORM) {
    r = scale[id.z * shape.rows * shape.heads + i];
    for (var j = 0u; j < shape.head; j++) { pull += dot(vec4f(dy[source + j]), vec4f(normed[source + j])); }
    pull /= f32(4u * shape.head);
  }
  for (var j = 0u; j < shape.head; j++) {
    var g = vec4f(dy[source + j]);
    if (NORM) { g = r * (g - pull * vec4f(normed[source + j])); }
    dx[to + j] = Stored(rotate(g, turn + j, -1.0));
  }
}
