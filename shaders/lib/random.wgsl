// Random numbers as a pure function of (seed, stream, index): src/data/random.ts explains them, and draws the same ones.

fn hash(v: u32) -> u32 {
  let state = v * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}

// What all draws of a stream have in common.
fn stream_of(seed: u32, stream: u32) -> u32 { return hash(hash(seed) ^ stream); }

// Uniform in [0, 1), 24 bits.
fn draw_at(stream: u32, index: u32) -> f32 { return f32(hash(stream ^ index) >> 8u) / 16777216.0; }
