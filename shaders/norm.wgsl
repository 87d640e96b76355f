// RMSNorm without gain:  y = x / r,  r = sqrt(mean(x²) + 1e-6).   x, y: [R, rows, width]; one invocation per row.

struct Shape {
  rows: u32,
  width: u32, // in vec4
}

override ACCUMULATE: bool = false; // add to dx instead of overwriting it

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> x: array<Stored>;
@group(0) @binding(2) var<storage, read_write> y: array<Stored>;
@group(0) @binding(3) var<storage, read> dy: array<Stored>;
@group(0) @binding(4) var<storage, read_write> dx: array<Stored>;

const EPSILON = 1e-6;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let row = invocation_of(id);
  if (row >= shape.rows) { return; }
  let start = (id.z * shape.rows + row) * shape.width;
  var sum = 0.0;
  for (var i = start; i < start + shape.width; i++) { sum += dot(vec4f(x[i]), vec4f(x[i])); }
  let scale = inverseSqrt(sum / f32(4u * shape.width) + EPSILON);
  for (var i = start; i < start + shape.width; i++) { y[i] = Stored(scale * vec4f(x[i])); }
}

// dx = (dy − y · mean(dy·y)) / r,  y recomputed from x
@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let row = invocation_of(id);
  if (row >= shape.rows) { return; }
  let start = (id.z * shape.rows + row) * shape.width;
  var squares = 0.0;
  var along = 0.0;
  for (var i = start; i < start + shape.width; i++) {
    let v = vec4f(x[i]);
    squares += dot(v, v);
    along += dot(vec4f(dy[i]), v);
  }
  let count = f32(4u * shape.width);
  let scale = inverseSqrt(squares / count + EPSILON);
  let pull = along * scale * scale / count;
  for (var i = start; i < start + shape.width; i++) {
    var g = scale * (vec4f(dy[i]) - pull * vec4f(x[i]));
    if (ACCUMULATE) { g += vec4f(dx[i]); }
    dx[i] = Stored(g);
  }
}
