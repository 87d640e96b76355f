// Global gradient norm, loss and divergence, per replica:  scale = min(1, limit / ‖g‖).
// `partial` squares a quarter of a tile of gradients, at most 64, per invocation; `finish` adds the quarters and the row losses with one
// workgroup per replica and writes a line of metrics. NaN and infinity are found by their exponent bits, since compilers may
// assume that neither exists; a replica that has diverged stays so and keeps its last good weights.

struct Shape {
  tiles: u32, // per replica
  rows: u32, // of losses
  loss_stride: u32, // between replicas of `loss`
  limit: f32, // largest norm, 0: no limit
}
struct Metrics {
  loss: f32,
  norm: f32,
  diverged: u32,
  unused: u32,
}

override SUMMED: bool = false; // gradients are those of the summed loss (cross_entropy.wgsl), `scored` times too large

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> step: Step;
@group(0) @binding(2) var<storage, read> tiles: array<Tile>; // of at most 256
@group(0) @binding(3) var<storage, read> gradients: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>; // [R, 4·tiles]
@group(0) @binding(5) var<storage, read> squares: array<u32>; // partials, read as bits
@group(0) @binding(6) var<storage, read> loss: array<u32>; // row losses, read as bits
@group(0) @binding(7) var<storage, read> scored: array<u32>; // [R]
@group(0) @binding(8) var<storage, read_write> control: array<Control>; // [R]
@group(0) @binding(9) var<storage, read_write> metrics: array<Metrics>; // [slots, R]

const WIDTH = 64u;
const EXPONENT = 0x7f800000u; // all ones: NaN or infinity
var<workgroup> sums: array<vec2f, WIDTH>;
var<workgroup> bad: array<u32, WIDTH>;

@compute @workgroup_size(64)
fn partial(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = invocation_of(id);
  if (i >= 4u * shape.tiles) { return; }
  let tile = tiles[i / 4u];
  let start = tile.gradient + id.z * tile.stride;
  let first = 64u * (i % 4u);
  var sum = 0.0;
  for (var j = start + first; j < start + min(first + 64u, tile.count); j++) {
    var g = gradients[j];
    for (var p = 1u; p < tile.parts; p++) { g += gradients[j + p * groups.z * tile.stride]; }
    sum += g * g;
  }
  partials[id.z * 4u * shape.tiles + i] = sum;
}

@compute @workgroup_size(64)
fn finish(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let r = group.z;
  var sum = vec2f(); // squared norm, loss
  var wrong = 0u;
  for (var i = lane; i < 4u * shape.tiles; i += WIDTH) {
    let bits = squares[r * 4u * shape.tiles + i];
    wrong |= select(0u, 1u, (bits & EXPONENT) == EXPONENT);
    sum.x += bitcast<f32>(bits);
  }
  for (var i = lane; i < shape.rows; i += WIDTH) {
    let bits = loss[r * shape.loss_stride + i];
    wrong |= select(0u, 1u, (bits & EXPONENT) == EXPONENT);
    sum.y += bitcast<f32>(bits);
  }
  sums[lane] = sum;
  bad[lane] = wrong;
  for (var half = WIDTH / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      sums[lane] += sums[lane + half];
      bad[lane] |= bad[lane + half];
    }
  }
  if (lane != 0u) { return; }
  let share = select(1.0, 1.0 / f32(max(scored[r], 1u)), SUMMED);
  let norm = share * sqrt(sums[0].x);
  let overflow = select(0u, 1u, (bitcast<u32>(sums[0].x) & EXPONENT) == EXPONENT); // finite tiles, infinite sum
  let diverged = control[r].diverged | bad[0] | overflow;
  control[r].diverged = diverged;
  control[r].scale = share * select(1.0, shape.limit / norm, shape.limit > 0.0 && norm > shape.limit);
  metrics[step.slot * groups.z + r] = Metrics(sums[0].y / f32(max(scored[r], 1u)), norm, diverged, 0u);
}

// The same for an evaluation: only the mean loss of the scored rows.
@compute @workgroup_size(64)
fn evaluate(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let r = group.z;
  var sum = 0.0;
  for (var i = lane; i < shape.rows; i += WIDTH) { sum += bitcast<f32>(loss[r * shape.loss_stride + i]); }
  sums[lane] = vec2f(0.0, sum);
  for (var half = WIDTH / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { sums[lane] += sums[lane + half]; }
  }
  if (lane == 0u) { metrics[step.slot * groups.z + r] = Metrics(sums[0].y, 0.0, 0u, 0u); }
}
