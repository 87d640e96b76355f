// A made-up language whose entropy is known exactly: the next symbol depends on the last `order` symbols and on nothing else.
// Each context ranks the symbols in its own way and gives rank r a probability ∝ r^−a, Zipf's law with its own a.

import { randomBits, streamOf, uniform } from '../random.ts';

export interface MarkovChain {
  readonly symbols: number; // V
  readonly order: number; // k
  /** P(w | c) at c·V + w; the context c reads the last k symbols as a number in base V, the newest last. */
  readonly transitions: Float64Array;
  /** Long-run share of each context. */
  readonly stationary: Float64Array;
  /** H = −Σ_c π_c Σ_w P(w|c) ln P(w|c), nats per symbol. */
  readonly entropy: number;
}

/** Zipf exponents are uniform in this range; with 12 symbols a context costs 2.1 to 1.1 nats. */
const exponents = [1, 2.2] as const;

export function markovChain(symbols = 12, order = 2, seed = 1): MarkovChain {
  const contexts = symbols ** order;
  const transitions = new Float64Array(contexts * symbols);
  const rankStream = streamOf('markov ranks');
  const exponentStream = streamOf('markov exponents');
  for (let c = 0; c < contexts; c++) {
    const bits = Array.from({ length: symbols }, (_, w) => randomBits(seed, rankStream, c * symbols + w));
    const ranked = bits.map((_, w) => w).sort((a, b) => bits[a]! - bits[b]! || a - b);
    const exponent = exponents[0] + (exponents[1] - exponents[0]) * uniform(seed, exponentStream, c);
    const weights = ranked.map((_, r) => (r + 1) ** -exponent);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    ranked.forEach((w, r) => (transitions[c * symbols + w] = weights[r]! / total));
  }
  return { symbols, order, ...longRunOf(transitions, symbols) };
}

/** What a chain with these transitions does in the long run. */
function longRunOf(
  transitions: Float64Array,
  symbols: number,
  stationary = stationaryOf(transitions, symbols),
): Pick<MarkovChain, 'transitions' | 'stationary' | 'entropy'> {
  let entropy = 0;
  transitions.forEach((p, i) => {
    if (p > 0) entropy -= stationary[Math.floor(i / symbols)]! * p * Math.log(p);
  });
  return { transitions, stationary, entropy };
}

/** The chain of order 1 that counts which symbol followed which in these texts. What never came before anything is followed by all alike. */
export function countedChain(texts: Iterable<ArrayLike<number>>, symbols: number): MarkovChain {
  const counts = new Float64Array(symbols * symbols);
  for (const text of texts) for (let i = 1; i < text.length; i++) counts[text[i - 1]! * symbols + text[i]!]!++;
  const transitions = counts.map((count, i) => {
    const row = i - (i % symbols);
    let sum = 0;
    for (let w = 0; w < symbols; w++) sum += counts[row + w]!;
    return sum > 0 ? count / sum : 1 / symbols;
  });
  // Symbols may come in turns for ever, a b a c: a chain that stays where it is half of the time has the same long run, and reaches it.
  const lazy = transitions.map((p, i) => (p + (i % (symbols + 1) === 0 ? 1 : 0)) / 2);
  return { symbols, order: 1, ...longRunOf(transitions, symbols, stationaryOf(lazy, symbols)) };
}

/** Power iteration from the uniform distribution; every symbol can follow every context, so it converges to the one limit. */
export function stationaryOf(transitions: Float64Array, symbols: number): Float64Array {
  const contexts = transitions.length / symbols;
  let now = new Float64Array(contexts).fill(1 / contexts);
  for (let change = 1, round = 0; change > 1e-14 && round < 10_000; round++) {
    const next = new Float64Array(contexts);
    for (let c = 0; c < contexts; c++)
      for (let w = 0; w < symbols; w++) next[(c * symbols + w) % contexts]! += now[c]! * transitions[c * symbols + w]!;
    change = next.reduce((sum, p, c) => sum + Math.abs(p - now[c]!), 0);
    now = next;
  }
  return now;
}

/** A text of the chain, begun in its long run. */
export function markovText(chain: MarkovChain, length: number, seed: number): Uint16Array {
  const { symbols, order, transitions, stationary } = chain;
  const stream = streamOf('markov text');
  let context = drawn(stationary, 0, stationary.length, uniform(seed, streamOf('markov start'), 0));
  const text = new Uint16Array(length);
  for (let i = 0; i < length; i++) {
    // the first symbols are those of the context it starts in
    const w =
      i < order
        ? Math.floor(context / symbols ** (order - 1 - i)) % symbols
        : drawn(transitions, context * symbols, symbols, uniform(seed, stream, i));
    text[i] = w;
    if (i >= order) context = (context * symbols + w) % stationary.length;
  }
  return text;
}

/** −ln P of each symbol under the chain itself; NaN for the first k, whose context is unknown. */
export function markovLosses(chain: MarkovChain, text: Uint16Array): Float64Array {
  const losses = new Float64Array(text.length);
  let context = 0;
  for (let i = 0; i < text.length; i++) {
    losses[i] = i < chain.order ? NaN : -Math.log(chain.transitions[context * chain.symbols + text[i]!]!);
    context = (context * chain.symbols + text[i]!) % chain.stationary.length;
  }
  return losses;
}

/** Index of the weight in which `at` falls, of the `count` from `start` that sum to one. */
function drawn(weights: Float64Array, start: number, count: number, at: number): number {
  let sum = 0;
  for (let i = 0; i < count - 1; i++) {
    sum += weights[start + i]!;
    if (at < sum) return i;
  }
  return count - 1;
}
