// The law where text is repeated (Muennighoff et al. 2023, arXiv 2305.16264): each further time it is read is worth less, and so is each
// parameter beyond what that text can use. L = E + A·N′^−α + B·D′^−β. It falls for ever: that a small model overfits and its loss turns
// up is not in it, so it is held against the best loss of a run, not its last.

import { balanceOf, lossAt, type Law, type Size } from './law.ts';

export interface Repeats {
  readonly tokens: number; // R_D*: of how many repetitions the worth halves about twice over, e-fold
  readonly parameters: number; // R_N*: the same of parameters
}

/** Of the 182 runs up to 9·10⁹ parameters and 900·10⁹ tokens of the paper. */
export const publishedRepeats: Repeats = { tokens: 15.387756, parameters: 5.309743 };

/** x′ = u + u·R*·(1 − exp(−(x/u − 1) / R*)) of x that holds u once. */
const worth = (x: number, once: number, half: number): number =>
  x <= once || half === Infinity ? x : once * (1 - half * Math.expm1(-(x / once - 1) / half));

/** D′: as many tokens read once would teach as much. */
export const tokensWorth = (tokens: number, unique: number, repeats: number): number => worth(tokens, unique, repeats);

/** D′ / D after so many epochs: what a token is worth on average. Never more than (1 + R_D*) / epochs. */
export const worthOfEpochs = (epochs: number, repeats = publishedRepeats.tokens): number => worth(epochs, 1, repeats) / epochs;

/** As many parameters as are best for this much text read once: (U·G)^(β/α)·G. */
export const parametersFor = (law: Law, unique: number): number =>
  (unique * balanceOf(law)) ** (law.beta / law.alpha) * balanceOf(law);

export function lossOfRepeated(law: Law, { parameters, tokens }: Size, unique: number, repeats: Repeats): number {
  const usable = repeats.parameters === Infinity ? parameters : parametersFor(law, unique);
  return lossAt(law, {
    parameters: worth(parameters, Math.min(parameters, usable), repeats.parameters),
    tokens: worth(tokens, Math.min(tokens, unique), repeats.tokens),
  });
}
