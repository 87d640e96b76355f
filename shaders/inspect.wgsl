// What is inside a model after a step. Each replica has `slots` results:
//   of a span of weights  Σg², Σw², Σ(Δw)², Σw;  `partial` adds up pieces of a span, `total` its pieces
//   of a stream           mean x²
// Δw is measured, as weights after the step less those before it: whatever the optimizer is.

struct Shape {
  pieces: u32, // per replica
  slots: u32,
  slot: u32, // of a stream
  size: u32, // of a stream, in vec4
}
struct Span {
  first: u32, // piece
  count: u32, // pieces
}

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> pieces: array<Tile>; // of one span, at most 64
@group(0) @binding(2) var<storage, read> parameters: array<f32>;
@group(0) @binding(3) var<storage, read> gradients: array<f32>;
@group(0) @binding(4) var<storage, read> before: array<f32>; // parameters before the step
@group(0) @binding(5) var<storage, read_write> sums: array<vec4f>; // [R, pieces]
@group(0) @binding(6) var<storage, read> spans: array<Span>;
@group(0) @binding(7) var<storage, read> terms: array<vec4f>; // sums
@group(0) @binding(8) var<storage, read> x: array<Stored>; // [R, size]
@group(0) @binding(9) var<storage, read_write> found: array<vec4f>; // [R, slots]

const WIDTH = 64u;
var<workgroup> lanes: array<vec4f, WIDTH>;

@compute @workgroup_size(64)
fn partial(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = invocation_of(id);
  if (index >= shape.pieces) { return; }
  let piece = pieces[index];
  let start = piece.start + id.z * piece.stride;
  let source = piece.gradient + id.z * piece.stride;
  var sum = vec4f();
  for (var j = 0u; j < piece.count; j++) {
    var g = gradients[source + j];
    for (var p = 1u; p < piece.parts; p++) { g += gradients[source + j + p * groups.z * piece.stride]; }
    let i = start + j;
    let w = parameters[i];
    let change = w - before[i];
    sum += vec4f(g * g, w * w, change * change, w);
  }
  sums[id.z * shape.pieces + index] = sum;
}

@compute @workgroup_size(64)
fn total(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let span = spans[group.x];
  let start = group.z * shape.pieces + span.first;
  var sum = vec4f();
  for (var i = lane; i < span.count; i += WIDTH) { sum += terms[start + i]; }
  sum = add_up(sum, lane);
  if (lane == 0u) { found[group.z * shape.slots + group.x] = sum; }
}

@compute @workgroup_size(64)
fn stream(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  var sum = vec4f();
  for (var i = lane; i < shape.size; i += WIDTH) {
    let v = vec4f(x[group.z * shape.size + i]);
    sum += v * v;
  }
  sum = add_up(sum, lane);
  if (lane == 0u) {
    found[group.z * shape.slots + shape.slot] = vec4f(dot(sum, vec4f(1.0)) / f32(4u * shape.size), 0.0, 0.0, 0.0);
  }
}

// The sum over a workgroup, for its first invocation.
fn add_up(own: vec4f, lane: u32) -> vec4f {
  lanes[lane] = own;
  for (var half = WIDTH / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { lanes[lane] += lanes[lane + half]; }
  }
  return lanes[0];
}
