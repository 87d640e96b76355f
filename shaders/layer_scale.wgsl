// LayerScale (Touvron et al. 2021, arXiv 2103.17239):  y = g ⊙ f (+ extra), g learned per channel.
// f, y, extra: [R, rows, width]; g: [R, width]. The backward gives one invocation four channels of CHUNK rows.

struct Shape {
  rows: u32,
  width: u32, // in vec4
}

override ADD: bool = false; // add `extra`, the stream that the update joins
override ACCUMULATE: bool = false; // add to df instead of overwriting it

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> gain: array<vec4f>;
@group(0) @binding(2) var<storage, read> f: array<Stored>;
@group(0) @binding(3) var<storage, read> extra: array<Stored>;
@group(0) @binding(4) var<storage, read_write> y: array<Stored>;
@group(0) @binding(5) var<storage, read> dy: array<Stored>;
@group(0) @binding(6) var<storage, read_write> df: array<Stored>;
@group(0) @binding(7) var<storage, read_write> partials: array<vec4f>; // [R, chunks, width]

const CHUNK = 32u; // rows that share one partial sum; src/ops/shortcuts/layer-scale.ts counts the chunks

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.width) { return; }
  let at = id.z * shape.rows * shape.width + i;
  var v = gain[id.z * shape.width + i % shape.width] * vec4f(f[at]);
  if (ADD) { v += vec4f(extra[at]); }
  y[at] = Stored(v);
}

// df = g ⊙ dy;  dg = Σ over rows of f ⊙ dy
@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  let chunks = (shape.rows + CHUNK - 1u) / CHUNK;
  if (i >= chunks * shape.width) { return; }
  let channel = i % shape.width;
  let first = i / shape.width * CHUNK;
  let g = gain[id.z * shape.width + channel];
  var sum = vec4f();
  for (var row = first; row < min(first + CHUNK, shape.rows); row++) {
    let at = (id.z * shape.rows + row) * shape.width + channel;
    let d = vec4f(dy[at]);
    sum += vec4f(f[at]) * d;
    var v = g * d;
    if (ACCUMULATE) { v += vec4f(df[at]); }
    df[at] = Stored(v);
  }
  partials[id.z * chunks * shape.width + i] = sum;
}
