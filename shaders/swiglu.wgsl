// SwiGLU (Shazeer 2020, arXiv 2002.05202):  y = silu(a) · b,  silu(a) = a·σ(a).   x = (a | b): [R, rows, 2·width], y: [R, rows, width]

struct Shape {
  rows: u32,
  width: u32, // of y, in vec4
}

override ACCUMULATE: bool = false; // add to dx instead of overwriting it

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> x: array<Stored>;
@group(0) @binding(2) var<storage, read_write> y: array<Stored>;
@group(0) @binding(3) var<storage, read> dy: array<Stored>;
@group(0) @binding(4) var<storage, read_write> dx: array<Stored>;

fn sigmoid(v: vec4f) -> vec4f { return 1.0 / (1.0 + exp(-v)); }

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.width) { return; }
  let row = id.z * shape.rows + i / shape.width;
  let gate = 2u * row * shape.width + i % shape.width;
  let a = vec4f(x[gate]);
  y[id.z * shape.rows * shape.width + i] = Stored(a * sigmoid(a) * vec4f(x[gate + shape.width]));
}

// da = dy · b · σ(1 + a(1 − σ));  db = dy · silu(a)
@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.width) { return; }
  let row = id.z * shape.rows + i / shape.width;
  let gate = 2u * row * shape.width + i % shape.width;
  let g = vec4f(dy[id.z * shape.rows * shape.width + i]);
  let a = vec4f(x[gate]);
  let s = sigmoid(a);
  var da = g * vec4f(x[gate + shape.width]) * s * (1.0 + a * (1.0 - s));
  var db = g * a * s;
  if (ACCUMULATE) {
    da += vec4f(dx[gate]);
    db += vec4f(dx[gate + shape.width]);
  }
  dx[gate] = Stored(da);
  dx[gate + shape.width] = Stored(db);
}
