// What is said about a fitted law: what was not fitted, which numbers are not told, and what to doubt. Loaded with the first fit, not with
// the page: `learn(fits)`.

import { cut, listed } from '../cut.ts';
import { dash, formatAmount, formatLoss, formatNumber, formatThree, grouped, plural } from '../numbers.ts';

const sizes: Readonly<Record<string, string>> = { parameters: 'parameters', tokens: 'tokens' };
const exponents: Readonly<Record<string, string>> = { parameters: 'α', tokens: 'β' };
const nameOf = (axis: string): string => sizes[axis] ?? axis;
const exponentOf = (axis: string): string => exponents[axis] ?? axis;
/** A file of another version may hold anything. */
const three = (value: number): string => (Number.isFinite(value) ? formatThree(value) : dash);
const formatTimes = (times: number): string => `${three(times)} times`;
const were = (runs: number): string => (runs === 1 ? 'run was' : 'runs were');

export const fits = {
  // In place of a law
  fitFewRuns: ({ runs, fewest }: { runs: number; fewest: number }) =>
    `A law needs at least ${fewest} runs that ended, and there are ${runs}: only the slopes between them are told.`,
  fitFewValues: ({ axis, values, fewest }: { axis: string; values: number; fewest: number }) =>
    `A law needs at least ${fewest} different numbers of ${nameOf(axis)}, and there are ${values}: only the slopes are told.`,
  fitFewSettings: ({ settings, numbers }: { settings: number; numbers: number }) =>
    `The runs have ${settings} different sizes, fewer than the ${numbers} numbers of the law, which could be anything: only the slopes are told.`,
  fitNothingVaries: () => 'All runs have the same size and length: train at least three sizes or three lengths.',
  fitOneSlope: () => 'Parameters and tokens always change together in these runs, so what each does cannot be told apart.',

  // In place of a number
  fitNoFloor: ({ high }: { high: number }) =>
    `These runs do not show a floor: E could be 0 or as much as ${formatLoss(high)}, so it is not told.`,
  fitExponentOpen: ({ axis, low }: { axis: string; low: number }) =>
    `These runs do not fix the exponent ${exponentOf(axis)} of ${nameOf(axis)}, which could be ${three(low)} or any larger number, so it is not told.`,
  fitNoFall: ({ axis, low }: { axis: string; low: number }) =>
    low > 0
      ? `These runs do not fix the exponent ${exponentOf(axis)} of ${nameOf(axis)}, which could be ${three(low)} or any smaller number, so it is not told.`
      : `The loss may not fall with ${nameOf(axis)} at all in these runs, so ${exponentOf(axis)} is not told.`,
  fitBeyond: ({ times, most }: { times: number; most: number }) =>
    `This lies ${formatTimes(times)} beyond what was trained, and nothing is told beyond ${formatTimes(most)}: train something nearer to it.`,
  fitBandOnly: ({ times }: { times: number }) =>
    `This lies ${formatTimes(times)} beyond what was trained, so only a range is told, as if the law went on unchanged.`,
  fitOptimumAtEdge: ({ axis, best, edge }: { axis: string; best: number; edge: number }) =>
    `The best number of ${nameOf(axis)} for this compute would be ${formatAmount(best)}, at or past the edge of what was trained (${formatAmount(edge)}), so it is not told.`,
  fitNoOptimum: () => 'Where a budget is spent best cannot be told while an exponent is open.',
  fitRepeatsOpen: ({ low, high }: { low?: number; high?: number }) =>
    `These runs do not fix how soon text that is read again has nothing left to teach: R_D* could be ${
      low === undefined
        ? high === undefined
          ? 'anything'
          : `0 or as much as ${three(high)}`
        : `${three(low)} or any larger number`
    }, so it is not told.`,
  fitOneSize: ({ sizes }: { sizes: number }) =>
    `Which of two scales better cannot be told from ${plural(sizes, 'size')} that both were trained at: at least 3 are needed.`,
  fitNoCommonLoss: () => 'No loss was reached by both, and a gain is never read beyond what both measured.',
  fitBeyondCommon: ({ loss, low, high }: { loss: number; low: number; high: number }) =>
    `A loss of ${formatLoss(loss)} was not reached by both: choose one from ${formatLoss(low)} to ${formatLoss(high)}.`,
  fitFewSeeds: ({ seeds, fewest }: { seeds: number; fewest: number }) =>
    `The gain has no interval from ${plural(seeds, 'seed')} that both have: at least ${fewest} are needed.`,
  fitNoBend: ({ budget }: { budget: number }) =>
    `The losses at ${formatAmount(budget)} FLOP show no lowest point between the sizes that were trained.`,
  fitFewAtBudget: ({ budget, sizes }: { budget: number; sizes: number }) =>
    `A curve at ${formatAmount(budget)} FLOP needs at least 3 sizes, and there are ${sizes}.`,

  // Runs that are not in the fit
  fitDiverged: ({ runs }: { runs: number }) => `${runs} ${were(runs)} left out, because the loss was no longer a number.`,
  fitCutShort: ({ runs }: { runs: number }) =>
    `${runs} ${were(runs)} left out: the learning rate had not come down, so the loss is not what so many tokens give.`,
  fitOnlyGuesses: ({ runs, guess }: { runs: number; guess: number }) =>
    `${runs} ${were(runs)} left out, which ended no lower than letter frequencies alone, ${formatLoss(guess)}.`,
  fitRepeated: ({ runs, most }: { runs: number; most: number }) =>
    `${runs} ${were(runs)} left out of the law of sizes, because the same text was read more than ${formatNumber(most)} times: repeated text has a law of its own.`,

  // Doubts
  fitFewToContradict: ({ settings, numbers }: { settings: number; numbers: number }) =>
    `The law has ${numbers} numbers and the runs ${settings} different sizes: hardly anything could have contradicted it, and its intervals are of seeds alone.`,
  fitOneRate: ({ rate, widths }: { rate: number; widths: number }) =>
    `All ${widths} sizes were trained with one learning rate, ${formatNumber(rate)}: the larger ones may look worse than they are.`,
  fitStartsDisagree: ({ alpha, otherAlpha, beta, otherBeta }: Record<'alpha' | 'otherAlpha' | 'beta' | 'otherBeta', number>) =>
    `Two laws fit nearly as well: one with α ${three(alpha)} and β ${three(beta)}, one with ${three(otherAlpha)} and ${three(otherBeta)}.`,
  fitOnePoint: (v: { axis: string; parameters: number; tokens: number; loss: number; from: number; to: number }) =>
    `One run decides: without the one of ${formatAmount(v.parameters)} parameters and ${formatAmount(v.tokens)} tokens (loss ${formatLoss(v.loss)}), ${exponentOf(v.axis)} would be ${three(v.to)}, not ${three(v.from)}.`,
  fitOtherCount: ({ axis, one, other }: { axis: string; one: number; other: number }) =>
    `Counted the other way, parameters give an ${exponentOf(axis)} of ${three(other)}, not ${three(one)}: more than its interval allows.`,

  // Points, and files of them
  fitTooManyRuns: ({ runs, most }: { runs: number; most: number }) =>
    `A fit takes at most ${grouped(most)} runs, and here are ${grouped(runs)}.`,
  fitPointNotPositive: ({ point, size, text }: { point: number; size: string; text: string }) =>
    `Point ${grouped(point)}: ${size} must be a number above 0, not “${cut(text, 40)}”.`,
  fitNotPositive: ({ line, column, text }: { line: number; column: string; text: string }) =>
    `Line ${grouped(line)}: ${column} must be a number above 0, not “${cut(text, 40)}”.`,
  fitNotNumber: ({ line, column, text }: { line: number; column: string; text: string }) =>
    `Line ${grouped(line)}: ${column} must be a number such as 41000 or 2.5e9, not “${cut(text, 40)}”.`,
  fitDecimalComma: ({ line, column, text }: { line: number; column: string; text: string }) =>
    `Line ${grouped(line)}: ${column} must be written with a decimal point, not “${cut(text, 40)}”.`,
  fitNoValue: ({ line, column }: { line: number; column: string }) =>
    `Line ${grouped(line)}: ${column} is empty, and must be a number.`,
  fitFileEmpty: () => 'This file is empty: it needs a first line with parameters, tokens and loss, and a line for each run.',
  fitNoRuns: () => 'This file has no runs: it needs a line for each below its first.',
  fitColumnMissing: ({ column, found }: { column: string; found: string }) =>
    `Line 1: the column ${column} is missing; there must be parameters, tokens and loss, and there are ${listed(found.split('\n'), 80)}.`,
  fitColumnTwice: ({ column }: { column: string }) => `Line 1: the column ${column} stands twice.`,
  fitLineLength: ({ line, found, needed }: { line: number; found: number; needed: number }) =>
    `Line ${grouped(line)} has ${plural(found, 'entry', 'entries')}, and the first line has ${needed}.`,
  fitQuoteOpen: ({ line }: { line: number }) => `Line ${grouped(line)} begins a quotation that does not end.`,
  fitFileTooLong: ({ most }: { most: number }) =>
    `Line ${grouped(most + 2)}: a file may have at most ${grouped(most)} runs, below a first line with names.`,
};
