// The tensors of causal attention, where rows lie in them, and how its gradients are written. attention.wgsl continues this plainly,
// attention_panels.wgsl fast. Heads lie side by side; everything is counted in vec4.
//   qk     [R, rows, parts·width], q then k (then what is not read)
//   v      columns [offset, offset + width) of [R, rows, stride]
//   o, dy  [R, rows, width]

struct Shape {
  rows: u32, // of a replica: whole sequences
  context: u32, // rows of a sequence
  heads: u32,
  parts: u32, // widths between rows of qk
  gradient_parts: u32, // and of dqk
  stride: u32, // channels between rows of v, in vec4
  offset: u32, // first channel of v, in vec4
  scale: f32, // of the scores: 1/√head, but for muP
  own_v: u32, // 1: dv is in the buffer of dqk, too; else in its own
  accumulate: u32, // 1: add to dv instead of overwriting it
}

override HEAD: u32 = 4; // channels of a head, in vec4, at most 32: a constant, so that conditions and loops over it fold
override ROTATE: bool = false; // turn the gradients of q and k back by `angles`, to where rope.wgsl read q and k

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> qk: array<Stored>;
@group(0) @binding(2) var<storage, read> v: array<Stored>;
@group(0) @binding(3) var<storage, read> angles: array<vec4f>; // [context, head/2] cos, sin: two neighbouring pairs each
@group(0) @binding(4) var<storage, read_write> o: array<Stored>;
@group(0) @binding(5) var<storage, read_write> lse: array<f32>; // [R, rows, heads] log-sum-exp of the scores
@group(0) @binding(6) var<storage, read> output: array<Stored>; // o of the forward pass
@group(0) @binding(7) var<storage, read> dy: array<Stored>; // gradient of o
@group(0) @binding(8) var<storage, read> sums: array<f32>; // lse of the forward pass
@group(0) @binding(9) var<storage, read_write> delta: array<f32>; // [R, rows, heads] dy·o, for the key pass
@group(0) @binding(10) var<storage, read> deltas: array<f32>;
@group(0) @binding(11) var<storage, read_write> dqk: array<Stored>;
@group(0) @binding(12) var<storage, read_write> dv: array<Stored>;

const LOWEST = -3.4e38;

// Where a row of a head begins. Rows are those of all replicas.
fn q_at(row: u32, head: u32) -> u32 { return (row * shape.parts * shape.heads + head) * HEAD; }
fn k_at(row: u32, head: u32) -> u32 { return q_at(row, head) + shape.heads * HEAD; }
fn v_at(row: u32, head: u32) -> u32 { return row * shape.stride + shape.offset + head * HEAD; }
fn o_at(row: u32, head: u32) -> u32 { return (row * shape.heads + head) * HEAD; }
fn sum_at(row: u32, head: u32) -> u32 { return row * shape.heads + head; }
fn dq_at(row: u32, head: u32) -> u32 { return (row * shape.gradient_parts * shape.heads + head) * HEAD; }
fn dk_at(row: u32, head: u32) -> u32 { return dq_at(row, head) + shape.heads * HEAD; }

// Writes four channels, from c on, of the gradient of q or k at position t; `at` is where its row begins.
// Turning back: (p, q) ← (p·cos − q·sin, q·cos + p·sin); by.xz are cosines, by.yw sines.
fn put_dqk(at: u32, t: u32, c: u32, gradient: vec4f) {
  var g = gradient;
  if (ROTATE) {
    let by = angles[t * HEAD + c];
    g = vec4f(g.x * by.x - g.y * by.y, g.y * by.x + g.x * by.y, g.z * by.z - g.w * by.w, g.w * by.z + g.z * by.w);
  }
  dqk[at + c] = Stored(g);
}

// Writes four channels of the gradient of v.
fn put_dv(at: u32, gradient: vec4f) {
  var g = gradient;
  if (shape.own_v == 1u) {
    if (shape.accumulate == 1u) { g += vec4f(dqk[at]); }
    dqk[at] = Stored(g);
  } else {
    if (shape.accumulate == 1u) { g += vec4f(dv[at]); }
    dv[at] = Stored(g);
  }
}
