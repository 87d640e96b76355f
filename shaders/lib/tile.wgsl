// Neighbouring values of one parameter: the table by which a kernel finds its way through the arenas. Written by
// src/graph/weights.ts; offsets and lengths are in values.

struct Tile {
  start: u32, // in replica 0
  stride: u32, // between replicas
  count: u32,
  group: u32, // of the optimizer: 0 matrix, 1 embedding, 2 head, 3 scalar
  gradient: u32, // start of part 0 of replica 0
  parts: u32, // of the gradient, to be added: [parts, R, …]
  state: u32, // start in the states of the optimizer, replica 0
}
