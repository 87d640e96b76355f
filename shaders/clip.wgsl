// Global gradient norm, loss and divergence, per replica:  scale = min(1, limit / ‖g‖).
// `partial` adds the squares of a tile of gradients, or of a quarter of it where an invocation does so alone; `finish` adds those of all and
// the row losses with one workgroup per replica and writes a line of metrics. NaN and infinity are found by their exponent bits, since compilers may
// assume that neither exists; a replica that has diverged stays so and keeps its last good weights.

struct Shape {
  tiles: u32, // per replica
  partials: u32, // and of their squares
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

override SHARERS: u32 = 1; // invocations of a partial sum: 1, or all of a workgroup, whose neighbours read neighbours
override SUMMED: bool = false; // gradients are those of the summed loss (cross_entropy.wgsl), `scored` times too large

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> step: Step;
@group(0) @binding(2) var<storage, read> tiles: array<Tile>; // of at most 256
@group(0) @binding(3) var<storage, read> gradients: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>; // [R, partials]
@group(0) @binding(5) var<storage, read> squares: array<u32>; // partials, read as bits
@group(0) @binding(6) var<storage, read> loss: array<u32>; // row losses, read as bits
@group(0) @binding(7) var<storage, read> scored: array<u32>; // [R]
@group(0) @binding(8) var<storage, read_write> control: array<Control>; // [R]
@group(0) @binding(9) var<storage, read_write> metrics: array<Metrics>; // [slots, R]

const TILE = 256u; // gradients, at most
const WIDTH = 64u;
const EXPONENT = 0x7f800000u; // all ones: NaN or infinity
var<workgroup> squared: array<f32, WIDTH>; // of what an invocation read
var<workgroup> sums: array<vec2f, WIDTH>;
var<workgroup> bad: array<u32, WIDTH>;

@compute @workgroup_size(64)
fn partial(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (WIDTH * group_of(group) + lane) / SHARERS;
  let is_inside = i < shape.partials;
  let each = shape.partials / shape.tiles; // of a tile
  let tile = tiles[min(i, shape.partials - 1u) / each];
  let start = tile.gradient + group.z * tile.stride;
  let first = TILE / each * (i % each);
  let end = start + select(0u, min(first + TILE / each, tile.count), is_inside);
  var sum = 0.0;
  for (var j = start + first + lane % SHARERS; j < end; j += SHARERS) {
    var g = gradients[j];
    for (var p = 1u; p < tile.parts; p++) { g += gradients[j + p * groups.z * tile.stride]; }
    sum += g * g;
  }
  if (SHARERS > 1u) {
    squared[lane] = sum;
    workgroupBarrier();
    if (lane == 0u) { for (var l = 1u; l < WIDTH; l++) { sum += squared[l]; } }
  }
  if (is_inside && lane % SHARERS == 0u) { partials[group.z * shape.partials + i] = sum; }
}

@compute @workgroup_size(64)
fn finish(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let r = group.z;
  var sum = vec2f(); // squared norm, loss
  var wrong = 0u;
  for (var i = lane; i < shape.partials; i += WIDTH) {
    let bits = squares[r * shape.partials + i];
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
