// RMSNorm without gain:  y = x / r,  r = sqrt(mean(x²) + 1e-6).   x, y: [R, rows, width]; one invocation per row.

struct Shape {
  rows: u32,
  width: u32, // in vec4
}

override ACCUMULATE: bool = false; // add to dx instead of overwriting it

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(3) var<storage, read> dy: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> dx: array<vec4f>;

const FOLD = 65535u * 64u;
const EPSILON = 1e-6;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * FOLD + id.x;
  if (row >= shape.rows) { return; }
  let start = (id.z * shape.rows + row) * shape.width;
  var sum = 0.0;
  for (var i = start; i < start + shape.width; i++) { sum += dot(x[i], x[i]); }
  let scale = inverseSqrt(sum / f32(4u * shape.width) + EPSILON);
  for (var i = start; i < start + shape.width; i++) { y[i] = scale * x[i]; }
}

// dx = (dy − y · mean(dy·y)) / r,  y recomputed from x
@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * FOLD + id.x;
  if (row >= shape.rows) { return; }
  let start = (id.z * shape.rows + row) * shape.width;
  var squares = 0.0;
  var along = 0.0;
  for (var i = start; i < start + shape.width; i++) {
    squares += dot(x[i], x[i]);
    along += dot(dy[i], x[i]);
  }
  let count = f32(4u * shape.width);
  let scale = inverseSqrt(squares / count + EPSILON);
  let pull = along * scale * scale / count;
  for (var i = start; i < start + shape.width; i++) {
    var g = scale * (dy[i] - pull * x[i]);
    if (ACCUMULATE) { g += dx[i]; }
    dx[i] = g;
  }
}
