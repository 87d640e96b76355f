// The law that is fitted, L(N, D) = E + A·N^−α + B·D^−β, and what follows from it for a budget C = 6·N·D (Hoffmann et al. 2022, arXiv
// 2203.15556, section 3.3). A law of one size only has 0 for the other's term.

export interface Law {
  readonly E: number; // what no size takes away
  readonly A: number;
  readonly alpha: number;
  readonly B: number;
  readonly beta: number;
}

export interface Size {
  readonly parameters: number; // N
  readonly tokens: number; // D
}

/** Of one parameter for one token: two operations forward and four backward. */
export const flopsPerParameterToken = 6;
export const computeOf = ({ parameters, tokens }: Size): number => flopsPerParameterToken * parameters * tokens;

export const lossAt = ({ E, A, alpha, B, beta }: Law, { parameters, tokens }: Size): number =>
  E + A * parameters ** -alpha + B * tokens ** -beta;

/** How fast the best size, the best length and the loss above E change with compute: N* ∝ Cᵃ, D* ∝ Cᵇ, L* − E ∝ C^−γ. */
export const growthOf = ({ alpha, beta }: Law): { a: number; b: number; gamma: number } => ({
  a: beta / (alpha + beta),
  b: alpha / (alpha + beta),
  gamma: (alpha * beta) / (alpha + beta),
});

/** G = (αA / βB)^(1/(α+β)): N* = G·(C/6)ᵃ and D* = (C/6)ᵇ / G. */
export const balanceOf = ({ A, alpha, B, beta }: Law): number => ((alpha * A) / (beta * B)) ** (1 / (alpha + beta));

export interface Optimum extends Size {
  readonly compute: number;
  readonly loss: number;
}

/** The size and the length with the least loss for this many operations. */
export function optimumOf(law: Law, compute: number): Optimum {
  const { a, b } = growthOf(law);
  const balance = balanceOf(law);
  const pairs = compute / flopsPerParameterToken;
  const size = { parameters: balance * pairs ** a, tokens: pairs ** b / balance };
  return { ...size, compute, loss: lossAt(law, size) };
}

/** The optimum of which this is the size. */
export const optimumOfSize = (law: Law, parameters: number): Optimum =>
  optimumOf(law, flopsPerParameterToken * (parameters / balanceOf(law)) ** (1 / growthOf(law).a));

/** The least compute that reaches a loss above E: L* = E + K·C^−γ turned round. */
export function computeFor(law: Law, loss: number): number {
  const { gamma } = growthOf(law);
  const scale = optimumOf(law, flopsPerParameterToken).loss - law.E; // at C = 6
  return loss > law.E ? flopsPerParameterToken * (scale / (loss - law.E)) ** (1 / gamma) : Infinity;
}
