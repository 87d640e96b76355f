// Sums the partial gradients of all learned scalars of the model in one dispatch: one workgroup per scalar and replica.
// Every kernel with scalar weights leaves [R, count, stride] partials in its slice of the workspace.

struct Segment {
  start: u32, // first partial of this scalar in the workspace
  count: u32,
  stride: u32, // between its partials: the scalars of one parameter are interleaved
  destination: u32, // where its gradient goes, replica 0
}

@group(0) @binding(0) var<storage, read> segments: array<Segment>;
@group(0) @binding(1) var<storage, read> workspace: array<f32>;
@group(0) @binding(2) var<storage, read_write> gradients: array<f32>;

const WIDTH = 64u;
var<workgroup> sums: array<f32, WIDTH>;

@compute @workgroup_size(64)
fn reduce(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let s = segments[group.x];
  let start = s.start + group.z * s.count * s.stride;
  var sum = 0.0;
  for (var i = lane; i < s.count; i += WIDTH) { sum += workspace[start + i * s.stride]; }
  sums[lane] = sum;
  for (var half = WIDTH / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { sums[lane] += sums[lane + half]; }
  }
  // the scalars of one parameter are `stride` long, so replicas are that far apart
  if (lane == 0u) { gradients[s.destination + group.z * s.stride] = sums[0]; }
}
