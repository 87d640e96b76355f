// Where one head of one layer looks:  p_ts = exp(scale·q_t·k_s − lse_t) for s ≤ t, else 0; lse as attention.wgsl leaves it.
// qk: [R, context, parts·width], q then k (then what is not read), of one sequence; map: [context, context] of one replica.
// One invocation per row. Every layer has such a dispatch, and all but the one that is asked for do nothing.

struct Shape {
  context: u32,
  heads: u32,
  head: u32, // channels, in vec4
  parts: u32, // widths between rows of qk
  layer: u32, // of this dispatch
  scale: f32, // that of attention
}
struct Look {
  replica: u32,
  layer: u32,
  head: u32,
}

alias Stored = vec4f; // activations in memory, or vec4h: src/graph/half.ts

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> look: Look;
@group(0) @binding(2) var<storage, read> qk: array<Stored>;
@group(0) @binding(3) var<storage, read> lse: array<f32>; // [R, context, heads]
@group(0) @binding(4) var<storage, read_write> map: array<f32>;

@compute @workgroup_size(64)
fn row(@builtin(global_invocation_id) id: vec3u) {
  let t = invocation_of(id);
  if (t >= shape.context || id.z != look.replica || shape.layer != look.layer) { return; }
  let stride = shape.parts * shape.heads * shape.head;
  let q = (id.z * shape.context + t) * stride + look.head * shape.head;
  let total = lse[(id.z * shape.context + t) * shape.heads + look.head];
  for (var s = 0u; s < shape.context; s++) {
    var p = 0.0;
    if (s <= t) {
      let k = (id.z * shape.context + s) * stride + (shape.heads + look.head) * shape.head;
      var score = 0.0;
      for (var c = 0u; c < shape.head; c++) { score += dot(vec4f(qk[q + c]), vec4f(qk[k + c])); }
      p = exp(shape.scale * score - total);
    }
    map[t * shape.context + s] = p;
  }
}
