// Embedding:  y[row] = table[token(row)] (+ position[row mod context]).   y: [R, rows, width], table: [R, vocab, width]
// The gradient gathers: the batch brings its rows sorted by token (`order`) and where each token starts (`starts`), so that one
// invocation, or a few, own four channels of a table row and add in a fixed order: no atomics, the same bits every time. A few on a GPU,
// since one in six characters of a text is a space, and a single one would walk through all of them.

struct Shape {
  rows: u32,
  width: u32, // in vec4
  vocab: u32, // rows of the table
  context: u32,
  token_stride: u32, // rows, or 0 when all replicas share the tokens
  start_stride: u32, // vocabulary + 1: tokens beyond the real vocabulary have no rows
}

override POSITIONS: bool = false; // add the position table
override ACCUMULATE: bool = false; // add to the gradient instead of overwriting it

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> tokens: array<u32>;
@group(0) @binding(2) var<storage, read> table: array<vec4f>;
@group(0) @binding(3) var<storage, read> position: array<vec4f>; // [R, context, width]
@group(0) @binding(4) var<storage, read_write> y: array<Stored>;
@group(0) @binding(5) var<storage, read> dy: array<Stored>;
@group(0) @binding(6) var<storage, read> order: array<u32>; // [R, rows]
@group(0) @binding(7) var<storage, read> starts: array<u32>; // [R, start_stride]
@group(0) @binding(8) var<storage, read_write> dtable: array<vec4f>;
@group(0) @binding(9) var<storage, read_write> dposition: array<vec4f>;

@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.width) { return; }
  let row = i / shape.width;
  let channel = i % shape.width;
  let token = tokens[id.z * shape.token_stride + row];
  var v = table[(id.z * shape.vocab + token) * shape.width + channel];
  if (POSITIONS) { v += position[(id.z * shape.context + row % shape.context) * shape.width + channel]; }
  y[id.z * shape.rows * shape.width + i] = Stored(v);
}

override WALKERS: u32 = 1; // of four channels: each adds every so many-th row of its token
override OWNED: u32 = 64u / WALKERS; // times four channels, by a workgroup
var<workgroup> walked: array<vec4f, 64>;

// dtable[v] = Σ over rows with token v of dy[row]
@compute @workgroup_size(64)
fn backward_table(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = OWNED * group_of(group) + lane % OWNED;
  let token = i / shape.width;
  let channel = i % shape.width;
  var sum = vec4f();
  if (token + 1u < shape.start_stride) {
    let start = group.z * shape.start_stride + token;
    for (var j = starts[start] + lane / OWNED; j < starts[start + 1u]; j += WALKERS) {
      sum += vec4f(dy[(group.z * shape.rows + order[group.z * shape.rows + j]) * shape.width + channel]);
    }
  }
  if (WALKERS > 1u) {
    walked[lane] = sum;
    workgroupBarrier();
    for (var l = lane + OWNED; l < 64u; l += OWNED) { sum += walked[l]; }
  }
  if (lane >= OWNED || i >= shape.vocab * shape.width) { return; }
  let at = group.z * shape.vocab * shape.width + i;
  if (ACCUMULATE) { sum += dtable[at]; }
  dtable[at] = sum;
}

// dposition[t] = Σ over the batch of dy[b·context + t]
@compute @workgroup_size(64)
fn backward_position(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.context * shape.width) { return; }
  var sum = vec4f();
  for (var row = i / shape.width; row < shape.rows; row += shape.context) {
    sum += vec4f(dy[(id.z * shape.rows + row) * shape.width + i % shape.width]);
  }
  dposition[id.z * shape.context * shape.width + i] = sum;
}
