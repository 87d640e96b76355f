// Dropout:  y = f·m/(1−p) (+ extra),  m = 1 where a random number of (seed, step, site, index) is at least p.
// The mask is never stored: the backward draws the same numbers again.   f, y, extra: [R, rows, width]

struct Shape {
  size: u32, // of one replica, in vec4
  site: u32, // which dropout of the model this is, below 256
}
struct Step {
  step: u32,
  rate: f32,
  correction1: f32,
  correction2: f32,
  slot: u32,
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

override ADD: bool = false; // add `extra`, the stream that the update joins
override ACCUMULATE: bool = false; // add to y instead of overwriting it

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> step: Step;
@group(0) @binding(2) var<storage, read> replicas: array<Replica>;
@group(0) @binding(3) var<storage, read> f: array<Stored>;
@group(0) @binding(4) var<storage, read> extra: array<Stored>;
@group(0) @binding(5) var<storage, read_write> y: array<Stored>;

const FOLD = 65535u * 64u;

// src/data/random.ts explains and tests these.
fn hash(v: u32) -> u32 {
  let state = v * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}

fn draw_at(stream: u32, index: u32) -> f32 { return f32(hash(stream ^ index) >> 8u) / 16777216.0; }

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = id.y * FOLD + id.x;
  if (i >= shape.size) { return; }
  let r = replicas[id.z];
  let at = id.z * shape.size + i;
  let stream = hash(hash(r.seed) ^ (step.step * 256u + shape.site));
  let draw = vec4f(draw_at(stream, 4u * i), draw_at(stream, 4u * i + 1u), draw_at(stream, 4u * i + 2u), draw_at(stream, 4u * i + 3u));
  var v = select(vec4f(), vec4f(f[at]) / (1.0 - r.dropout), draw >= vec4f(r.dropout));
  if (ADD) { v += vec4f(extra[at]); }
  if (ACCUMULATE) { v += vec4f(y[at]); }
  y[at] = Stored(v);
}
