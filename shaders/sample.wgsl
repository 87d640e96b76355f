// Draws the next token of each replica from its logits at the current position, and rolls the context:
//   p_v ∝ exp(l_v / temperature) over the top_k largest logits, the first of equal ones; temperature 0 takes the largest.
// logits: [R, context, columns]; tokens: [R, context]; text: [R, length]. One invocation per replica.

struct Shape {
  context: u32,
  vocab: u32,
  columns: u32, // vocabulary rounded up to a multiple of 4
  length: u32,
}
struct Draw {
  position: u32, // row whose logits are read
  index: u32, // of the new token in text
  seed: u32,
  top_k: u32, // 0: all
  temperature: f32,
}

alias StoredScalar = f32; // activations in memory, or f16: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> draw: Draw;
@group(0) @binding(2) var<storage, read> logits: array<StoredScalar>;
@group(0) @binding(3) var<storage, read_write> tokens: array<u32>;
@group(0) @binding(4) var<storage, read_write> text: array<u32>;

// The order of tokens: by their logits, and of equal ones by their place.
struct Rank {
  logit: f32,
  token: u32,
}
fn is_before(a: Rank, b: Rank) -> bool { return a.logit > b.logit || (a.logit == b.logit && a.token < b.token); }

// The k-th in that order, which is the last that may be drawn: exactly k are.
fn last_allowed(start: u32) -> Rank {
  var last = Rank(-3.4e38, shape.vocab);
  if (draw.top_k == 0u || draw.top_k >= shape.vocab) { return last; }
  let end = last;
  last = Rank(3.4e38, 0u);
  for (var i = 0u; i < draw.top_k; i++) {
    var next = end;
    for (var v = 0u; v < shape.vocab; v++) {
      let here = Rank(f32(logits[start + v]), v);
      if ((i == 0u || is_before(last, here)) && is_before(here, next)) { next = here; }
    }
    last = next;
  }
  return last;
}

@compute @workgroup_size(1)
fn next(@builtin(global_invocation_id) id: vec3u) {
  let start = (id.z * shape.context + draw.position) * shape.columns;
  var best = 0u;
  for (var v = 1u; v < shape.vocab; v++) {
    if (logits[start + v] > logits[start + best]) { best = v; }
  }
  var token = best;
  if (draw.temperature > 0.0) {
    let last = last_allowed(start);
    let largest = f32(logits[start + best]);
    var total = 0.0;
    for (var v = 0u; v < shape.vocab; v++) {
      let l = f32(logits[start + v]);
      if (!is_before(last, Rank(l, v))) { total += exp((l - largest) / draw.temperature); }
    }
    var rest = total * draw_at(stream_of(draw.seed, id.z), draw.index);
    for (var v = 0u; v < shape.vocab; v++) {
      let l = f32(logits[start + v]);
      if (!is_before(last, Rank(l, v))) {
        let p = exp((l - largest) / draw.temperature);
        if (rest >= 0.0) { token = v; }
        rest -= p;
      }
    }
  }
  text[id.z * shape.length + draw.index] = token;
  let row = id.z * shape.context;
  if (draw.position + 1u < shape.context) {
    tokens[row + draw.position + 1u] = token;
  } else {
    for (var t = 1u; t < shape.context; t++) { tokens[row + t - 1u] = tokens[row + t]; }
    tokens[row + shape.context - 1u] = token;
  }
}
