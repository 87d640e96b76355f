// Dropout:  y = f·m/(1−p) (+ extra),  m = 1 where a random number of (seed, step, site, index) is at least p.
// The mask is never stored: the backward draws the same numbers again.   f, y, extra: [R, rows, width]

struct Shape {
  size: u32, // of one replica, in vec4
  site: u32, // which dropout of the model this is, below 256
}

override ADD: bool = false; // add `extra`, the stream that the update joins
override ACCUMULATE: bool = false; // add to y instead of overwriting it

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> step: Step;
@group(0) @binding(2) var<storage, read> replicas: array<Replica>;
@group(0) @binding(3) var<storage, read> f: array<Stored>;
@group(0) @binding(4) var<storage, read> extra: array<Stored>;
@group(0) @binding(5) var<storage, read_write> y: array<Stored>;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.size) { return; }
  let r = replicas[id.z];
  let at = id.z * shape.size + i;
  let stream = stream_of(r.seed, step.step * 256u + shape.site);
  let draw = vec4f(draw_at(stream, 4u * i), draw_at(stream, 4u * i + 1u), draw_at(stream, 4u * i + 2u), draw_at(stream, 4u * i + 3u));
  var v = select(vec4f(), vec4f(f[at]) / (1.0 - r.dropout), draw >= vec4f(r.dropout));
  if (ADD) { v += vec4f(extra[at]); }
  if (ACCUMULATE) { v += vec4f(y[at]); }
  y[at] = Stored(v);
}
