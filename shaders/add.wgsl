// y = x, or y = y + x with ACCUMULATE: a gradient that flows on unchanged.   x, y: [R, size]

struct Shape {
  size: u32, // of one replica, in vec4
}

override ACCUMULATE: bool = false;

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> x: array<Stored>;
@group(0) @binding(2) var<storage, read_write> y: array<Stored>;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.size) { return; }
  let at = id.z * shape.size + i;
  var v = vec4f(x[at]);
  if (ACCUMULATE) { v += vec4f(y[at]); }
  y[at] = Stored(v);
}
