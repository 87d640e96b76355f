// What makes a replica different from those it trains with. Written by src/train/cohort.ts.

struct Replica {
  seed: u32,
  dropout: f32,
  decay: f32, // of weights, matrices only
  matrix_rate: f32, // peaks of the learning rate, by group
  embedding_rate: f32,
  head_rate: f32,
  scalar_rate: f32,
}

// Groups of parameters are numbered as in src/graph/graph.ts.
fn peak_of(r: Replica, group: u32) -> f32 {
  var peak = r.matrix_rate;
  if (group == 1u) { peak = r.embedding_rate; }
  if (group == 2u) { peak = r.head_rate; }
  if (group == 3u) { peak = r.scalar_rate; }
  return peak;
}
fn decay_of(r: Replica, group: u32) -> f32 { return select(0.0, r.decay, group == 0u); }
