// GELU, tanh form (arXiv 1606.08415):  y = x/2 · (1 + tanh u),  u = √(2/π) · (x + 0.044715 x³).   x, y: [R, size]

struct Shape {
  size: u32, // of one replica, in vec4
}

override ACCUMULATE: bool = false; // add to dx instead of overwriting it

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> x: array<Stored>;
@group(0) @binding(2) var<storage, read_write> y: array<Stored>;
@group(0) @binding(3) var<storage, read> dy: array<Stored>;
@group(0) @binding(4) var<storage, read_write> dx: array<Stored>;

const S = 0.7978845608; // √(2/π)

// tanh overflows to NaN for large arguments on some backends; it is 1 in f32 well before 15.
fn squash(v: vec4f) -> vec4f { return tanh(clamp(S * (v + 0.044715 * v * v * v), vec4f(-15.0), vec4f(15.0))); }

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.size) { return; }
  let v = vec4f(x[id.z * shape.size + i]);
  y[id.z * shape.size + i] = Stored(0.5 * v * (1.0 + squash(v)));
}

// dx = dy · ((1 + t)/2 + x/2 · (1 − t²) · du/dx),  t = tanh u
@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.size) { return; }
  let at = id.z * shape.size + i;
  let v = vec4f(x[at]);
  let t = squash(v);
  var g = vec4f(dy[at]) * (0.5 * (1.0 + t) + 0.5 * v * (1.0 - t * t) * S * (1.0 + 0.134145 * v * v));
  if (ACCUMULATE) { g += vec4f(dx[at]); }
  dx[at] = Stored(g);
}
