// From points to all that a chart, a lesson and the command line say of a law: fitted, with intervals, and with what must not be told.
// One pure function; the same points in any order give the same report, to the last digit.

import { message, type Message } from '#src/words/message.ts';
import type { Interval } from '../statistics/estimates.ts';
import { fitLaw, lawOfTheta, refit, type FittedLaw } from './fit-law.ts';
import { bandsOf, type Band } from './bands.ts';
import { exponential, intervalsOf, isByCell, spreadOfRuns, type OpenInterval } from './intervals.ts';
import { lossAt, type Law, type Size } from './laws/law.ts';
import { bestFor, type BudgetAnswer } from './budget-answer.ts';
import {
  axes as allAxes,
  cellsOf,
  fewestRuns,
  fewestValues,
  largestCompute,
  sortPoints,
  valuesOf,
  varying,
  type Axis,
  type FitPoint,
} from './points.ts';
import { exponentOf, floor, growth, logScaleOf } from './quantities.ts';
import { fitRepeats, mostWorth, mostWorthless, type RepeatedRuns } from './repeated-runs.ts';
import { slopesOf } from './slopes.ts';
import { resamples } from './solver/resamples.ts';

/** Which law: of both sizes, of one, or with what repeated text is worth. */
export type Form = 'joint' | Axis | 'dataConstrained';
export type Coefficient = 'E' | 'A' | 'B' | 'alpha' | 'beta' | 'a';

export interface FitOptions {
  readonly compute?: number; // a budget to divide between size and length; else the largest that was measured
  readonly guess?: number; // the loss of letter frequencies alone: what ends no lower has learned nothing
  readonly at?: readonly Size[]; // where the loss and its band are wanted
  readonly resamples?: number; // laws that might as well have been found, for a picture of the doubt
}

/** A sentence, and the numbers that are not told because of it; a doubt takes none away. */
export interface Doubt extends Message {
  readonly withholds: readonly (Coefficient | 'law' | 'optimum' | 'band' | 'repeats')[];
}

export interface FitReport {
  readonly form: Form;
  readonly n: number; // runs in the law of sizes
  readonly fitted: readonly number[]; // which points those are
  readonly repeated: readonly number[]; // those that read their text again and again
  readonly law?: Law; // as fitted, whole: to draw, and to compute with; what may be told of it is `told`
  readonly told: Partial<Record<Coefficient, number>>;
  readonly huber?: number;
  readonly intervals: Partial<Record<Coefficient, Interval>>;
  readonly starts?: { readonly tried: number; readonly agree: number };
  readonly slopes: Partial<Record<Axis, number>>;
  readonly optimum?: BudgetAnswer;
  readonly repeats?: RepeatedRuns;
  readonly residuals: readonly number[]; // ln of measured over fitted, as `fitted`
  readonly leftOut: readonly Law[]; // the law without each run, as `fitted`; of many runs none
  readonly bands: readonly Band[]; // as `at`
  readonly laws: readonly Law[]; // resampled
  readonly otherCount?: { readonly axis: Axis; readonly one: number; readonly other: number };
  readonly refusals: readonly Doubt[];
}

const withholding = (said: Message, ...withholds: Doubt['withholds'][number][]): Doubt => ({ ...said, withholds });
const coefficients: Readonly<Record<Axis, { scale: 'A' | 'B'; exponent: 'alpha' | 'beta' }>> = {
  parameters: { scale: 'A', exponent: 'alpha' },
  tokens: { scale: 'B', exponent: 'beta' },
};
/** One run of more than these decides nothing, and leaving each out takes as many fits as there are. */
const mostLeftOut = 400;
/** How many laws carry their doubt into what is fitted behind them, where none are asked for. */
const usualResamples = 200;

export function fitPoints(all: readonly FitPoint[], options: FitOptions = {}): FitReport {
  const { fitted: indices, repeated, left } = sortPoints(all, options.guess);
  const points = indices.map((i) => all[i]!);
  const axes = varying(points);
  const form: Form = axes.length === 1 ? axes[0]! : 'joint';
  const common = { n: points.length, fitted: indices, repeated, slopes: slopesOf(points) };
  const doubts = [...left.map((said) => withholding(said)), ...oneRate(points)];
  const refused = refusalOf(points, axes);
  if (refused) {
    const slopeless = points.length > 1 && axes.length === 2 && Object.keys(common.slopes).length === 0;
    const refusals = [withholding(refused, 'law'), ...(slopeless ? [withholding(message('fitOneSlope'))] : []), ...doubts];
    return { ...common, form, told: {}, intervals: {}, residuals: [], leftOut: [], bands: [], laws: [], refusals };
  }

  const fitted = fitLaw(points, axes);
  const { law } = fitted;
  const spread = spreadOfRuns(points, fitted);
  const intervalOf = intervalsOf(spread, fitted);
  const intervals: Partial<Record<Coefficient, OpenInterval>> = { E: intervalOf(floor) };
  for (const axis of axes) {
    const { scale, exponent } = coefficients[axis];
    intervals[scale] = exponential(intervalOf(logScaleOf(fitted, axis)));
    intervals[exponent] = intervalOf(exponentOf(fitted, axis));
  }
  if (axes.length === 2 && law.alpha + law.beta > 0) intervals.a = intervalOf(growth);

  const refusals = [...coefficientRefusals(fitted, intervals), ...fewToContradict(points, fitted)];
  const withheld = new Set(refusals.flatMap(({ withholds }) => withholds));
  const growths = axes.length === 2 ? { a: law.beta / (law.alpha + law.beta) } : {};
  const told = Object.fromEntries(
    Object.entries({ ...law, ...growths }).filter(([name]) => name in intervals && !withheld.has(name as Coefficient)),
  ) as FitReport['told'];

  const leftOut = points.length > mostLeftOut ? [] : points.map((_, i) => lawWithout(fitted, i));
  const laws = resamples(
    spread,
    repeated.length > 0 ? Math.max(usualResamples, options.resamples ?? 0) : (options.resamples ?? 0),
  ).map((theta) => lawOfTheta(theta, axes, fitted.centres));
  const repeats =
    axes.includes('tokens') && repeated.length > 0
      ? fitRepeats(
          repeated.map((i) => all[i]!),
          law,
          laws,
        )
      : undefined;
  const answer =
    axes.length === 2
      ? bestFor(
          points,
          fitted,
          intervalOf,
          options.compute ?? largestCompute(points),
          withheld.has('alpha') || withheld.has('beta'),
        )
      : undefined;
  const bands = bandsOf(points, fitted, intervalOf, options.at ?? []);
  const otherCount = countedOtherwise(points, axes, law);

  return {
    ...common,
    form: repeats ? 'dataConstrained' : form,
    law,
    told,
    huber: fitted.huber,
    intervals,
    starts: { tried: fitted.starts.tried, agree: fitted.starts.agree },
    ...(answer && { optimum: answer.answer }),
    ...(repeats && { repeats }),
    residuals: points.map((point) => Math.log(point.loss / lossAt(law, point))),
    leftOut,
    bands: bands.bands,
    laws,
    ...(otherCount && { otherCount }),
    refusals: [
      ...refusals,
      ...(answer ? answer.refusals.map((said) => withholding(said, 'optimum')) : []),
      ...(repeats ? repeatsRefusals(repeats) : []),
      ...bands.refusals.map((said) => withholding(said, 'band')),
      ...doubts,
      ...startsDisagree(fitted),
      ...onePoint(points, axes, law, leftOut, intervals),
      ...(otherCount ? otherCountDoubt(otherCount, intervals) : []),
    ],
  };
}

/** Why there can be no law. */
function refusalOf(points: readonly FitPoint[], axes: readonly Axis[]): Message | undefined {
  if (points.length < fewestRuns) return message('fitFewRuns', { runs: points.length, fewest: fewestRuns });
  if (axes.length === 0) return message('fitNothingVaries');
  for (const axis of axes) {
    const values = valuesOf(points, axis).length;
    if (values < fewestValues) return message('fitFewValues', { axis, values, fewest: fewestValues });
  }
  const settings = new Set(cellsOf(points)).size;
  const numbers = 1 + 2 * axes.length;
  if (settings < numbers) return message('fitFewSettings', { settings, numbers });
  return axes.length === 2 && Object.keys(slopesOf(points)).length === 0 ? message('fitOneSlope') : undefined;
}

/** Which numbers the runs do not fix. */
function coefficientRefusals(fitted: FittedLaw, intervals: Partial<Record<Coefficient, OpenInterval>>): Doubt[] {
  const refusals: Doubt[] = [];
  const { E } = intervals;
  if (E!.low <= 0 || E!.open.includes('low')) refusals.push(withholding(message('fitNoFloor', { high: E!.high }), 'E'));
  const flat = fitted.axes.filter((axis) => {
    const { low, open } = intervals[coefficients[axis].exponent]!;
    return low <= 0 || open.includes('low');
  });
  // A loss that falls with nothing is all floor, or none of it.
  const floorless: readonly Coefficient[] = flat.length === fitted.axes.length ? ['E'] : [];
  for (const axis of fitted.axes) {
    const { scale, exponent } = coefficients[axis];
    const { low, open } = intervals[exponent]!;
    if (flat.includes(axis)) refusals.push(withholding(message('fitNoFall', { axis, low }), exponent, scale, 'a', ...floorless));
    else if (open.includes('high')) refusals.push(withholding(message('fitExponentOpen', { axis, low }), exponent, scale, 'a'));
  }
  return refusals;
}

/** As many repetitions as were looked at, at either end, is as good as none or any number. */
function repeatsRefusals({ repeats: { tokens }, interval }: RepeatedRuns): Doubt[] {
  const [least, most] = [mostWorthless * 1.01, mostWorth / 1.01];
  const [low, high] = [Math.min(interval?.low ?? tokens, tokens), Math.max(interval?.high ?? tokens, tokens)];
  return low > least && high < most
    ? []
    : [withholding(message('fitRepeatsOpen', low > least ? { low } : high < most ? { high } : {}), 'repeats')];
}

function fewToContradict(points: readonly FitPoint[], { theta }: FittedLaw): Doubt[] {
  const settings = new Set(cellsOf(points)).size;
  return isByCell(settings, theta.length)
    ? []
    : [withholding(message('fitFewToContradict', { settings, numbers: theta.length }))];
}

/** One learning rate for every size: larger models want smaller ones. */
function oneRate(points: readonly FitPoint[]): Doubt[] {
  const rates = new Set(points.map(({ learningRate }) => learningRate));
  const [rate] = rates;
  const widths = valuesOf(points, 'parameters').length;
  return rates.size === 1 && rate !== undefined && widths > 1 ? [withholding(message('fitOneRate', { rate, widths }))] : [];
}

function startsDisagree({ law, starts: { rival } }: FittedLaw): Doubt[] {
  if (!rival) return [];
  return [
    withholding(
      message('fitStartsDisagree', { alpha: law.alpha, otherAlpha: rival.alpha, beta: law.beta, otherBeta: rival.beta }),
    ),
  ];
}

function lawWithout({ problem, theta, axes, centres }: FittedLaw, run: number): Law {
  const without = (values: Float64Array): Float64Array => values.filter((_, i) => i !== run);
  return lawOfTheta(refit({ x: problem.x.map(without), y: without(problem.y) }, theta), axes, centres);
}

/** The run without which an exponent would lie outside of its own interval, by the most. */
function onePoint(
  points: readonly FitPoint[],
  axes: readonly Axis[],
  law: Law,
  leftOut: readonly Law[],
  intervals: Partial<Record<Coefficient, OpenInterval>>,
): Doubt[] {
  let [most, found] = [0, undefined as Doubt | undefined];
  for (const axis of axes) {
    const { exponent } = coefficients[axis];
    const { low, high } = intervals[exponent]!;
    leftOut.forEach((other, i) => {
      const to = other[exponent];
      const outside = Math.max(low - to, to - high) / (high - low);
      if (!(outside > most)) return;
      const { parameters, tokens, loss } = points[i]!;
      most = outside;
      found = withholding(message('fitOnePoint', { axis, parameters, tokens, loss, from: law[exponent], to }));
    });
  }
  return found ? [found] : [];
}

/** The exponent of parameters if these are counted the other way (Pearce and Song 2024, arXiv 2406.12907). */
function countedOtherwise(points: readonly FitPoint[], axes: readonly Axis[], law: Law): FitReport['otherCount'] {
  if (!axes.includes('parameters') || points.some(({ otherParameters }) => otherParameters === undefined)) return undefined;
  const others = points.map((point) => ({ ...point, parameters: point.otherParameters! }));
  if (valuesOf(others, 'parameters').length < fewestValues) return undefined;
  return { axis: 'parameters', one: law.alpha, other: fitLaw(others, axes).law.alpha };
}

function otherCountDoubt({ axis, one, other }: NonNullable<FitReport['otherCount']>, intervals: FitReport['intervals']): Doubt[] {
  const { low, high } = intervals[coefficients[axis].exponent]!;
  return other < low || other > high ? [withholding(message('fitOtherCount', { axis, one, other }))] : [];
}

/** The axes of a form, in the order of the law. */
export const axesOf = (form: Form): readonly Axis[] => (form === 'parameters' || form === 'tokens' ? [form] : allAxes);
