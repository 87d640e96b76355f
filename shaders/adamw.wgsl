// Clipped AdamW over the whole model in one dispatch (Loshchilov and Hutter 2019, arXiv 1711.05101), decay first:
//   g ← scale·g;  m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  p ← p·(1 − η·λ) − η·m̂ / (√v̂ + ε)
// One workgroup per tile of at most 256 parameters and replica, four per invocation, so that what all of a tile share is read
// once for four; only matrices decay. A diverged replica keeps its weights.

struct Shape {
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  tiles: u32,
}

override MATRICES: bool = true; // false: another optimizer trains them

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> step: Step;
@group(0) @binding(2) var<storage, read> tiles: array<Tile>; // of at most 256
@group(0) @binding(3) var<storage, read> control: array<Control>;
@group(0) @binding(4) var<storage, read> replicas: array<Replica>;
@group(0) @binding(5) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(6) var<storage, read> gradients: array<f32>;
@group(0) @binding(7) var<storage, read_write> first_moments: array<f32>;
@group(0) @binding(8) var<storage, read_write> second_moments: array<f32>;

@compute @workgroup_size(64)
fn update(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = group_of(group);
  if (index >= shape.tiles) { return; }
  let tile = tiles[index];
  if (control[group.z].diverged != 0u || (!MATRICES && tile.group == 0u)) { return; }
  let r = replicas[group.z];
  let rate = step.rate * peak_of(r, tile.group);
  let keep = 1.0 - rate * decay_of(r, tile.group);
  let scale = control[group.z].scale;
  let start = tile.start + group.z * tile.stride;
  let source = tile.gradient + group.z * tile.stride;
  let state = tile.state + group.z * tile.stride;
  for (var j = lane; j < tile.count; j += 64u) {
    let i = start + j;
    let s = state + j;
    var g = gradients[source + j];
    for (var p = 1u; p < tile.parts; p++) { g += gradients[source + j + p * groups.z * tile.stride]; }
    g *= scale;
    let m = shape.beta1 * first_moments[s] + (1.0 - shape.beta1) * g;
    let v = shape.beta2 * second_moments[s] + (1.0 - shape.beta2) * g * g;
    first_moments[s] = m;
    second_moments[s] = v;
    parameters[i] = parameters[i] * keep - rate * m * step.correction1 / (sqrt(v * step.correction2) + shape.epsilon);
  }
}
