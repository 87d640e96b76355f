// Muon (Jordan 2024, https://kellerjordan.github.io/posts/muon): the momentum of a matrix, made orthogonal, is its update.
//   m ← β·m + (1−β)·g;  u = β·m + (1−β)·g  (Nesterov);  X = u / ‖u‖, turned where it is taller than wide
//   X ← a·X + (b·A + c·A²)·X with A = X·Xᵀ, five times, after which its singular values are near 1: products (src/ops/muon.ts)
//   w ← w·(1 − η·λ) − η·√max(1, out/in)·X
// `gather` and `update` handle all matrices of one shape, each in every replica: z is matrix · R + replica. A diverged replica keeps its
// weights.

struct Shape {
  count: u32, // matrices
  first: u32, // of them in the table
  size: u32, // of each
  long: u32, // its longer side: columns of X
  beta: f32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> step: Step;
@group(0) @binding(2) var<storage, read> matrices: array<Tile>; // the first row of each; the others have as many values
@group(0) @binding(3) var<storage, read> control: array<Control>;
@group(0) @binding(4) var<storage, read> replicas: array<Replica>;
@group(0) @binding(5) var<storage, read> gradients: array<f32>;
@group(0) @binding(6) var<storage, read_write> momentum: array<f32>;
@group(0) @binding(7) var<storage, read_write> x: array<f32>; // [count, R, …]
@group(0) @binding(8) var<storage, read_write> parameters: array<f32>;

const WIDTH = 256u;
const TINY = 1e-24; // where the gradient is zero, so is the update
var<workgroup> sums: array<f32, WIDTH>;

// Where value i of a matrix lies in its parameter, in which others may lie beside it, and in X.
fn in_parameter(m: Tile, i: u32) -> u32 { return i / m.count * (m.stride / (shape.size / m.count)) + i % m.count; }
fn in_x(m: Tile, i: u32) -> u32 { return select(i, i % m.count * shape.long + i / m.count, m.count < shape.long); }

@compute @workgroup_size(WIDTH)
fn gather(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let z = group.z;
  let count = groups.z / shape.count; // R
  let r = z % count;
  if (control[r].diverged != 0u) { return; }
  let m = matrices[shape.first + z / count];
  let scale = control[r].scale;
  var sum = 0.0;
  for (var i = lane; i < shape.size; i += WIDTH) {
    let at = r * m.stride + in_parameter(m, i);
    var g = gradients[m.gradient + at];
    for (var p = 1u; p < m.parts; p++) { g += gradients[m.gradient + at + p * count * m.stride]; }
    g *= (1.0 - shape.beta) * scale;
    let mean = shape.beta * momentum[m.state + at] + g;
    momentum[m.state + at] = mean;
    let u = shape.beta * mean + g;
    x[z * shape.size + in_x(m, i)] = u;
    sum += u * u;
  }
  sums[lane] = sum;
  for (var half = WIDTH / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { sums[lane] += sums[lane + half]; }
  }
  workgroupBarrier();
  let inverse = inverseSqrt(max(sums[0], TINY));
  for (var i = lane; i < shape.size; i += WIDTH) { x[z * shape.size + in_x(m, i)] *= inverse; }
}

@compute @workgroup_size(64)
fn update(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = invocation_of(id);
  let count = groups.z / shape.count;
  let r = id.z % count;
  if (i >= shape.size || control[r].diverged != 0u) { return; }
  let m = matrices[shape.first + id.z / count];
  let rate = step.rate * peak_of(replicas[r], 0u);
  let keep = 1.0 - rate * decay_of(replicas[r], 0u);
  let factor = sqrt(max(1.0, f32(m.count * m.count) / f32(shape.size)));
  let at = m.start + r * m.stride + in_parameter(m, i);
  parameters[at] = parameters[at] * keep - rate * factor * x[id.z * shape.size + in_x(m, i)];
}
