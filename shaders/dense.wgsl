// DenseFormer's depth-weighted average (Pagliardini et al. 2024, arXiv 2402.02622):  y = Σ_{j<count} α_j · X_j.
// X: the history, slots of [R, rows, width] each rounded up to 256 bytes; y: [R, rows, width]; α: [R, count].

struct Shape {
  rows: u32,
  width: u32, // in vec4
  count: u32, // layers averaged
}

override ACCUMULATE: bool = false; // add to the history's gradient instead of overwriting it

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> weights: array<f32>;
@group(0) @binding(2) var<storage, read> history: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(4) var<storage, read> dy: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> dhistory: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> partials: array<f32>; // [R, rows, count]

const FOLD = 65535u * 64u;

// vec4 between slots of the history
fn slot_size(replicas: u32) -> u32 { return (replicas * shape.rows * shape.width + 15u) / 16u * 16u; }

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * FOLD + id.x;
  if (i >= shape.rows * shape.width) { return; }
  let at = id.z * shape.rows * shape.width + i;
  let slot = slot_size(groups.z);
  var sum = vec4f();
  for (var j = 0u; j < shape.count; j++) { sum += weights[id.z * shape.count + j] * history[j * slot + at]; }
  y[at] = sum;
}

// dX_j = α_j · dy;  dα_j = <dy, X_j>
@compute @workgroup_size(64)
fn backward(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.y * FOLD + id.x;
  if (i >= shape.rows) { return; }
  let row = id.z * shape.rows + i;
  let slot = slot_size(groups.z);
  for (var j = 0u; j < shape.count; j++) {
    let w = weights[id.z * shape.count + j];
    var along = 0.0;
    for (var at = row * shape.width; at < (row + 1u) * shape.width; at++) {
      let cell = j * slot + at;
      along += dot(dy[at], history[cell]);
      var g = w * dy[at];
      if (ACCUMULATE) { g += dhistory[cell]; }
      dhistory[cell] = g;
    }
    partials[row * shape.count + j] = along;
  }
}
