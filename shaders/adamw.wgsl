// Clipped AdamW over the whole model in one dispatch (Loshchilov and Hutter 2019, arXiv 1711.05101), decay first:
//   g ← scale·g;  m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  p ← p·(1 − η·λ) − η·m̂ / (√v̂ + ε)
// One workgroup per tile of at most 256 parameters and replica, four per invocation, so that what all of a tile share is read
// once for four; only matrices decay. A dead replica keeps its weights.

struct Shape {
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  tiles: u32,
}
struct Step {
  step: u32,
  rate: f32, // schedule: share of the peak
  correction1: f32, // 1 / (1 − β₁ᵗ)
  correction2: f32, // 1 / (1 − β₂ᵗ)
  slot: u32,
}
struct Tile {
  start: u32, // replica 0
  stride: u32, // between replicas
  count: u32, // at most 256
  group: u32, // 0 matrix, 1 embedding, 2 head, 3 scalar
  gradient: u32, // start of part 0 of replica 0
  parts: u32, // of the gradient, to be added: [parts, R, …]
}
struct Control {
  scale: f32,
  dead: u32,
}
struct Replica {
  seed: u32,
  dropout: f32,
  decay: f32,
  matrix_rate: f32,
  embedding_rate: f32,
  head_rate: f32,
  scalar_rate: f32,
  unused: f32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> step: Step;
@group(0) @binding(2) var<storage, read> tiles: array<Tile>;
@group(0) @binding(3) var<storage, read> control: array<Control>;
@group(0) @binding(4) var<storage, read> replicas: array<Replica>;
@group(0) @binding(5) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(6) var<storage, read> gradients: array<f32>;
@group(0) @binding(7) var<storage, read_write> first: array<f32>; // moments
@group(0) @binding(8) var<storage, read_write> second: array<f32>;

@compute @workgroup_size(64)
fn update(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let index = group.y * 65535u + group.x;
  if (index >= shape.tiles) { return; }
  let tile = tiles[index];
  if (control[group.z].dead != 0u) { return; }
  let r = replicas[group.z];
  var peak = r.matrix_rate;
  if (tile.group == 1u) { peak = r.embedding_rate; }
  if (tile.group == 2u) { peak = r.head_rate; }
  if (tile.group == 3u) { peak = r.scalar_rate; }
  let rate = step.rate * peak;
  let keep = 1.0 - rate * select(0.0, r.decay, tile.group == 0u);
  let scale = control[group.z].scale;
  let start = tile.start + group.z * tile.stride;
  let source = tile.gradient + group.z * tile.stride;
  for (var j = lane; j < tile.count; j += 64u) {
    let i = start + j;
    var g = gradients[source + j];
    for (var p = 1u; p < tile.parts; p++) { g += gradients[source + j + p * groups.z * tile.stride]; }
    g *= scale;
    let m = shape.beta1 * first[i] + (1.0 - shape.beta1) * g;
    let v = shape.beta2 * second[i] + (1.0 - shape.beta2) * g * g;
    first[i] = m;
    second[i] = v;
    parameters[i] = parameters[i] * keep - rate * m * step.correction1 / (sqrt(v * step.correction2) + shape.epsilon);
  }
}
