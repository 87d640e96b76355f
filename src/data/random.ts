// Counter-based random numbers: a pure function of (seed, stream, index), so any draw can be repeated alone, in any order.
// The hash is PCG-RXS-M-XS-32 (O'Neill 2014; Jarzynski and Olano 2020, jcgt.org/published/0009/03/02);
// shaders/lib/random.wgsl holds the same three lines, and a test proves them bit-equal.

/** One round of the hash: unsigned 32 bits in and out. */
export function hash(v: number): number {
  const state = (Math.imul(v, 747796405) + 2891336453) >>> 0;
  const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/** 32 random bits for one draw. */
export function randomBits(seed: number, stream: number, index: number): number {
  return hash(hash(hash(seed) ^ stream) ^ index);
}

/** Uniform in [0, 1), 24 bits: every value is an exact f32, so the shaders draw the same number. */
export function uniform(seed: number, stream: number, index: number): number {
  return (randomBits(seed, stream, index) >>> 8) / 16777216;
}

/** A whole number in [0, below), by multiplication; the bias is under below / 2³². */
export function integer(seed: number, stream: number, index: number, below: number): number {
  return Math.floor((randomBits(seed, stream, index) / 4294967296) * below);
}

/** Standard normal, Box–Muller in float64 from two draws. */
export function normal(seed: number, stream: number, index: number): number {
  const radius = (randomBits(seed, stream, 2 * index) + 0.5) / 4294967296;
  const angle = randomBits(seed, stream, 2 * index + 1) / 4294967296;
  return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
}

/** A stream number for a name, FNV-1a: parameters and draws are told apart by what they are called. */
export function streamOf(name: string): number {
  let h = 2166136261;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 16777619);
  return h >>> 0;
}
