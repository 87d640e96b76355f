// Answers in numbers: each contrast that was asked, or where nothing was, each arm against the baseline.

import type { Contrast, Prediction } from '#src/experiment/asked.ts';
import { allDiverged, countedRuns, forbids, obstaclesOf } from '#src/experiment/arms.ts';
import { sixDecimals, type ExperimentRecord, type RunRecord } from '#src/experiment/record.ts';
import { compareAll, level, type Comparison, type Compared } from '../verdict/comparisons.ts';
import { familiesOf } from '../verdict/families.ts';
import type { Findings } from '../verdict/findings.ts';
import { finalLoss } from '../verdict/losses.ts';
import { intervalOf, seedsNeeded } from '../statistics/estimates.ts';
import { registerOf, type Answer, type Untold } from './answer.ts';
import { bestOf } from './best.ts';
import { shareOf } from './share.ts';
import { trendOf } from './trend.ts';

type DifferenceContrast = Extract<Contrast, { kind: 'difference' }>;

export function answersOf(record: ExperimentRecord, { baseline, comparisons }: Findings): Answer[] {
  const { asked } = record;
  if (!asked)
    return comparisons.map((comparison) => {
      const contrast = { kind: 'difference', id: `arm ${comparison.arm}`, arm: comparison.arm, against: baseline } as const;
      return ofComparison(record, contrast, comparison, undefined);
    });
  const differences = asked.contrasts.filter((contrast) => contrast.kind === 'difference');
  // Equal steps and equal time are two questions, each with its own family of tests.
  const found = new Map(
    [undefined, 'time'].flatMap((equal) => {
      const these = differences.filter((contrast) => contrast.equal === equal);
      const compared = compareAll(
        record,
        these.map((contrast) => comparedIn(record, contrast)),
      );
      return these.map((contrast, i) => [contrast.id, compared[i]!] as const);
    }),
  );
  return asked.contrasts.map((contrast) => {
    if (contrast.kind === 'difference') return ofComparison(record, contrast, found.get(contrast.id)!, asked.margin);
    if (contrast.kind === 'best') return ofBest(record, contrast, asked.margin);
    return contrast.kind === 'share' ? ofShare(record, contrast) : ofTrend(record, contrast, asked.margin);
  });
}

function comparedIn(record: ExperimentRecord, { arm, against }: DifferenceContrast): Compared {
  const families = familiesOf(record);
  const entry = (arm: number) => ({ arm, family: families.find((family) => family.includes(arm))! });
  return { entry: entry(arm), baseline: entry(against) };
}

function ofComparison(
  record: ExperimentRecord,
  contrast: DifferenceContrast,
  comparison: Comparison,
  margin: number | undefined,
): Answer {
  const { outcome, n, end, equalSeconds, untimed } = comparison;
  const untold = outcome === 'incomparable' || outcome === 'diverged' || outcome === 'few' ? outcome : undefined;
  const found = contrast.equal === 'time' ? equalSeconds : end;
  if (untold || !found?.interval)
    return { contrast, register: 'untold', why: untold ?? untimed ?? 'short', n, ...guess(record, contrast) };
  const { mean: value, interval } = found;
  const losses = pairedLosses(record, [contrast.arm, contrast.against]);
  const each = typeof losses === 'string' ? [] : losses[0]!.map((loss, seed) => loss - losses[1]![seed]!);
  return {
    contrast,
    register: registerOf(interval, margin),
    n,
    value,
    interval,
    ...(contrast.equal !== 'time' && each.length > 0 && { agree: agreeing(each, value) }),
    ...(found.seedsNeeded !== undefined && { seedsNeeded: found.seedsNeeded }),
    ...guess(record, contrast),
  };
}

const agreeing = (each: readonly number[], value: number): number =>
  each.filter((own) => Math.sign(own) === Math.sign(value)).length;

function ofShare(record: ExperimentRecord, contrast: Extract<Contrast, { kind: 'share' }>): Answer {
  const { from, to, by } = contrast;
  const guessed = guess(record, contrast);
  const losses = pairedLosses(record, [from, to, by]);
  if (typeof losses === 'string') return { contrast, register: 'untold', why: losses, n: 0, ...guessed };
  const n = losses[0]!.length;
  const found = shareOf(losses[0]!, losses[1]!, losses[2]!, level);
  if (typeof found === 'string') return { contrast, register: 'untold', why: found, n, ...guessed };
  const { ratio: value, interval } = found;
  return { contrast, register: registerOf(interval), n, value, interval, ...guessed };
}

function ofTrend(record: ExperimentRecord, contrast: Extract<Contrast, { kind: 'trend' }>, margin: number): Answer {
  const guessed = guess(record, contrast);
  const losses = pairedLosses(record, contrast.arms);
  if (typeof losses === 'string') return { contrast, register: 'untold', why: losses, n: 0, ...guessed };
  const { steps, bends, whole, agree } = trendOf(losses, level);
  const n = whole.n;
  const interval = intervalOf(whole, level);
  if (!interval) return { contrast, register: 'untold', why: 'few', n, ...guessed };
  const more = seedsNeeded(whole, 1 - level);
  return {
    contrast,
    register: registerOf(interval, margin),
    n,
    value: whole.mean,
    interval,
    agree,
    ...(more !== undefined && { seedsNeeded: more }),
    steps,
    bends,
    ...guessed,
  };
}

function ofBest(record: ExperimentRecord, contrast: Extract<Contrast, { kind: 'best' }>, margin: number): Answer {
  const guessed = guess(record, contrast);
  const losses = pairedLosses(record, [contrast.arm, ...contrast.against]);
  if (typeof losses === 'string') return { contrast, register: 'untold', why: losses, n: 0, ...guessed };
  const [own, ...others] = losses;
  const { rival, lead, interval, each } = bestOf(own!, others, level);
  const { n, mean: value } = lead;
  if (!interval) return { contrast, register: 'untold', why: 'few', n, ...guessed };
  const more = seedsNeeded(lead, 1 - level);
  return {
    contrast,
    register: registerOf(interval, margin),
    n,
    value,
    interval,
    agree: agreeing(each, value),
    ...(more !== undefined && { seedsNeeded: more }),
    rival: contrast.against[rival]!,
    ...guessed,
  };
}

/** The losses at which these arms end, of the seeds that all of them have finished; or why they have none in common. */
function pairedLosses(record: ExperimentRecord, places: readonly number[]): number[][] | Untold {
  const arms = places.map((place) => record.arms[place]!);
  const obstacles = arms.flatMap((arm, i) => arms.slice(0, i).flatMap((other) => obstaclesOf(record, arm, other)));
  if (forbids(obstacles)) return 'incomparable';
  if (arms.some(allDiverged)) return 'diverged';
  if (obstacles.length > 0) return 'unpaired';
  const runs = arms.map(countedRuns);
  const seeds = runs[0]!.map(({ seed }) => seed).filter((seed) => runs.every((own) => own.some((run) => run.seed === seed)));
  const paired = runs.map((own) => seeds.map((seed) => own.find((run) => run.seed === seed)!));
  const { of } = finalLoss(paired.flat());
  return paired.map((own: readonly RunRecord[]) => own.map(of));
}

function guess({ prediction }: ExperimentRecord, contrast: Contrast): { readonly guessed?: number } {
  const guessed = prediction && guessedOf(prediction, contrast);
  return guessed === undefined ? {} : { guessed };
}

/** What the levels that were guessed say of a contrast; undefined if they are not of all its arms, or leave no gap to share. */
export function guessedOf({ levels = [] }: Prediction, contrast: Contrast): number | undefined {
  const at = (arm: number): number => levels.find((level) => level.arm === arm)?.loss ?? NaN;
  const number = (): number => {
    switch (contrast.kind) {
      case 'difference':
        return contrast.equal === 'time' ? NaN : sixDecimals(at(contrast.arm) - at(contrast.against));
      case 'share':
        return (at(contrast.from) - at(contrast.by)) / (at(contrast.from) - at(contrast.to));
      case 'trend': {
        const [first, second] = contrast.arms.map(at) as [number, number];
        const [beforeLast, last] = contrast.arms.slice(-2).map(at) as [number, number];
        return sixDecimals(last - beforeLast - (second - first));
      }
      case 'best':
        return sixDecimals(at(contrast.arm) - Math.min(...contrast.against.map(at)));
    }
  };
  const guessed = number();
  return Number.isFinite(guessed) ? guessed : undefined;
}
