// DenseFormer's depth-weighted average (Pagliardini et al. 2024, arXiv 2402.02622):  y = Σ_{j<count} α_j · X_j.
// X: the history, slots of [R, rows, width] each rounded up to 256 bytes; y: [R, rows, width]; α: [R, count].

struct Shape {
  rows: u32,
  width: u32, // in vec4
  count: u32, // layers averaged
  alignment: u32, // of slots, in vec4
}

override ACCUMULATE: bool = false; // add to the history's gradient instead of overwriting it

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> weights: array<f32>;
@group(0) @binding(2) var<storage, read> history: array<Stored>;
@group(0) @binding(3) var<storage, read_write> y: array<Stored>;
@group(0) @binding(4) var<storage, read> dy: array<Stored>;
@group(0) @binding(5) var<storage, read_write> dhistory: array<Stored>;
@group(0) @binding(6) var<storage, read_write> partials: array<f32>; // [R, rows, count]

// vec4 between slots of the history
fn slot_size(replicas: u32) -> u32 {
  return (replicas * shape.rows * shape.width + shape.alignment - 1u) / shape.alignment * shape.alignment;
}

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.width) { return; }
  let at = id.z * shape.rows * shape.width + i;
  let slot = slot_size(groups.z);
  var sum = vec4f();
  for (var j = 0u; j < shape.count; j++) { sum += weights[id.z * shape.count + j] * vec4f(history[j * slot + at]); }
  y[at] = Stored(sum);
}

// dX_j = α_j · dy;  dα_j = <dy, X_j>
@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows) { return; }
  let row = id.z * shape.rows + i;
  let slot = slot_size(groups.z);
  for (var j = 0u; j < shape.count; j++) {
    let w = weights[id.z * shape.count + j];
    var along = 0.0;
    for (var at = row * shape.width; at < (row + 1u) * shape.width; at++) {
      let cell = j * slot + at;
      let d = vec4f(dy[at]);
      along += dot(d, vec4f(history[cell]));
      var g = w * d;
      if (ACCUMULATE) { g += vec4f(dhistory[cell]); }
      dhistory[cell] = Stored(g);
    }
    partials[row * shape.count + j] = along;
  }
}
