// Draws the next token of each row from its logits after the last one, and rolls a context that is full:
//   p_v ∝ exp(l_v / temperature) over the top_k largest logits, the first of equal ones; temperature 0 takes the largest.
// A row may be allowed some tokens only, a bit for each: of a game, its legal moves.
// After the stop token a row repeats it, and its context stays.
// logits: [R, rows, context, columns]; tokens: [R, rows, context]; counts: [R, rows]; text: [R, rows, length]. One invocation per row.

struct Shape {
  rows: u32,
  context: u32,
  vocab: u32,
  columns: u32, // vocabulary rounded up to a multiple of 4
  length: u32,
}
struct Draw {
  index: u32, // of the new token in text
  seed: u32,
  first: u32, // number of the first row, of so many that
  stride: u32, // each replica writes in all: each draws from a stream of its own, however many are written at once
  stop: u32, // or 0xffffffff
  top_k: u32, // 0: all
  temperature: f32,
}

alias StoredScalar = f32; // activations in memory, or f16: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> draw: Draw;
@group(0) @binding(2) var<storage, read> logits: array<StoredScalar>;
@group(0) @binding(3) var<storage, read_write> tokens: array<u32>;
@group(0) @binding(4) var<storage, read_write> counts: array<u32>; // tokens in the context, at least one
@group(0) @binding(5) var<storage, read_write> text: array<u32>;
// Only read, but it lies in one buffer with what is written, which cannot be bound in both ways at once.
@group(0) @binding(6) var<storage, read_write> allowed: array<u32>; // [R, rows, words] bits, the lowest first

// The order of tokens: by their logits, and of equal ones by their place.
struct Rank {
  logit: f32,
  token: u32,
}
fn is_before(a: Rank, b: Rank) -> bool { return a.logit > b.logit || (a.logit == b.logit && a.token < b.token); }

fn is_allowed(row: u32, token: u32) -> bool {
  let words = (shape.vocab + 31u) / 32u;
  return ((allowed[row * words + token / 32u] >> (token % 32u)) & 1u) == 1u;
}

// The k-th in that order, which is the last that may be drawn: exactly k are, if so many are allowed.
fn last_drawn(row: u32, start: u32) -> Rank {
  var last = Rank(-3.4e38, shape.vocab);
  if (draw.top_k == 0u || draw.top_k >= shape.vocab) { return last; }
  let end = last;
  last = Rank(3.4e38, 0u);
  for (var i = 0u; i < draw.top_k; i++) {
    var next = end;
    for (var v = 0u; v < shape.vocab; v++) {
      let here = Rank(f32(logits[start + v]), v);
      if (is_allowed(row, v) && (i == 0u || is_before(last, here)) && is_before(here, next)) { next = here; }
    }
    last = next;
  }
  return last;
}

@compute @workgroup_size(64)
fn next(@builtin(global_invocation_id) id: vec3u) {
  let within = invocation_of(id);
  if (within >= shape.rows) { return; }
  let row = id.z * shape.rows + within;
  let here = row * shape.length + draw.index;
  if (draw.index > 0u && draw.stop < shape.vocab && text[here - 1u] == draw.stop) {
    text[here] = draw.stop;
    return;
  }
  let count = counts[row];
  let token = drawn(row, (row * shape.context + count - 1u) * shape.columns, stream_of(draw.seed, id.z * draw.stride + draw.first + within));
  text[here] = token;
  let context = row * shape.context;
  if (count < shape.context) {
    tokens[context + count] = token;
    counts[row] = count + 1u;
  } else {
    for (var t = 1u; t < shape.context; t++) { tokens[context + t - 1u] = tokens[context + t]; }
    tokens[context + shape.context - 1u] = token;
  }
}

fn drawn(row: u32, start: u32, stream: u32) -> u32 {
  var best = shape.vocab;
  for (var v = 0u; v < shape.vocab; v++) {
    if (is_allowed(row, v) && (best == shape.vocab || logits[start + v] > logits[start + best])) { best = v; }
  }
  if (draw.temperature <= 0.0) { return best; }
  let last = last_drawn(row, start);
  let largest = f32(logits[start + best]);
  var total = 0.0;
  for (var v = 0u; v < shape.vocab; v++) {
    let l = f32(logits[start + v]);
    if (!is_before(last, Rank(l, v)) && is_allowed(row, v)) { total += exp((l - largest) / draw.temperature); }
  }
  var token = best;
  var rest = total * draw_at(stream, draw.index);
  for (var v = 0u; v < shape.vocab; v++) {
    let l = f32(logits[start + v]);
    if (!is_before(last, Rank(l, v)) && is_allowed(row, v)) {
      let p = exp((l - largest) / draw.temperature);
      if (rest >= 0.0) { token = v; }
      rest -= p;
    }
  }
  return token;
}
