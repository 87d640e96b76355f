// What one has to know to read the sentences of a verdict: who counts, how intervals were made, what was not equal.

import { dataOf, devicesOf, forbids, letterOf } from '#src/experiment/arms.ts';
import { hasStopped } from '#src/experiment/ends.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { sentenceOf } from '#src/words/message.ts';
import { grouped } from '#src/words/numbers.ts';
import type { Comparison } from './comparisons.ts';
import { stepsOf } from './families.ts';
import type { Findings } from './findings.ts';
import { armName, listed, oneLine, seeds } from './wording.ts';

export function notesOf(record: ExperimentRecord, findings: Findings): string[] {
  const { arms, families, comparisons, adjusted, hidden, baseline } = findings;
  const base = armName(record, baseline);
  const letters = (family: readonly number[]): string => listed(family.map(letterOf));
  const unfinished = arms.flatMap(({ n, of, diverged }, arm) =>
    of > n + diverged ? [`${of - n - diverged} of ${seeds(of)} of ${letterOf(arm)}`] : [],
  );
  const askedTogether = record.asked?.contrasts.filter(({ kind }) => kind === 'difference').length ?? 0;
  const tested = comparisons.filter(({ end }) => end?.interval);
  const timed = tested.flatMap(({ reach }) => (reach?.steps?.interval ? [reach] : []));
  const turned = timed.reduce((most, reach) => Math.max(most, reach.turned), 0);
  return [
    families.length > 0 &&
      `Arms that differ only in their budget count as one, compared at the budget of the baseline or at its longest: ${families.map(letters).join('; ')}.`,
    adjusted &&
      `${tested.length} comparisons were made: the intervals of differences are widened by Holm’s method, so that the chance of calling any equal pair different is at most 5 %. Those of ratios are not.`,
    ...arms.map(
      ({ diverged, of }, arm) =>
        diverged > 0 &&
        `${diverged} of ${seeds(of)} of ${armName(record, arm)} diverged and ${diverged === 1 ? 'is' : 'are'} left out.`,
    ),
    askedTogether > 1 &&
      `${askedTogether} differences were asked beforehand: their intervals are widened by Holm’s method among themselves. That of a share is Fieller’s, that of a trend Student’s t, each over pairs of seeds.`,
    ...record.arms.flatMap((_, arm) => stoppedEarly(record, arm)),
    unfinished.length > 0 && `Not finished, so not counted yet: ${listed(unfinished)}.`,
    ...new Set(record.arms.flatMap((arm) => dataOf(record, arm).lost ?? []).map(sentenceOf)),
    hidden > 0 && `${hidden} hidden ${hidden === 1 ? 'run is' : 'runs are'} counted all the same.`,
    ...comparisons.flatMap((c) => obstacles(record, c, baseline)),
    ...tested.map(({ arm }) => unequalTokens(record, arm, baseline)),
    ...tested.map(({ arm }) => unequalContext(record, arm, baseline)),
    measuredOn(tested),
    tested.some(({ measured }) => measured === 'curve') &&
      'Not every run was measured again after its last step, so the last points of the curves are compared.',
    tested.some((c) => c.equalSeconds?.form === 'schedule') &&
      'At equal time the slower of two arms is read on its way, before its learning rate has come down, which counts against it.',
    ...speedNotes(tested),
    timed.some(({ form }) => form === 'schedule') &&
      `Within this schedule: an arm reaches the last loss of ${base} on its way, before its learning rate has come down; a run that ended there would do better.`,
    [...timed, ...tested.flatMap((c) => c.equalSeconds ?? [])].some(({ form }) => form === 'budgets') &&
      'Each budget with its own decay: read between runs of several lengths, on a line over the logarithm of the steps.',
    turned > 0 &&
      `${base} had been at its final loss before its end in ${seeds(turned)}: the ratios, which are of its whole run, flatter the others.`,
    tested.length > 0 && independence,
  ].filter((note) => typeof note === 'string');
}

/** Assumed, not shown. */
export const independence =
  'Intervals assume that seeds are independent of each other. What they all share, such as the text and its held-out part, is no part of the uncertainty.';

/** What the times are of; those of one training are of one kind. */
const speedNotes = (comparisons: readonly Comparison[]): string[] => [
  ...new Set(
    comparisons.flatMap(({ speed }) => {
      if (!speed) return [];
      const { runs, neighbours } = speed;
      const others = neighbours > 0 ? ` and ${neighbours === 1 ? 'one further plan' : `${neighbours} further plans`}` : '';
      return [
        `Times are those of ${runs} ${runs === 1 ? 'run' : 'runs'} in the same launches, in turns with those of the other arm${others}; their intervals hold the uncertainty of losses and of speeds.`,
      ];
    }),
  ),
];

/** Why a comparison is not by pairs, and what else differs between two experiments. */
function obstacles(record: ExperimentRecord, { arm, obstacles }: Comparison, baseline: number): string[] {
  const both = `${armName(record, arm)} and ${armName(record, baseline)}`;
  const [own, other] = [record.arms[arm]!, record.arms[baseline]!];
  if (forbids(obstacles)) return [];
  const devices = [own, other].map((a) => devicesOf(record, a).map(oneLine).join(', ')).join('; ');
  return [
    obstacles.includes('seeds') &&
      `${both} were trained with different seeds: not paired, it takes a larger difference to see one.`,
    obstacles.includes('device') && `${both} were trained on different GPUs (${devices}): not paired, and not compared by time.`,
  ].filter((note) => typeof note === 'string');
}

/** How much text the losses at the end are of; the same tokens for both sides of each comparison. */
function measuredOn(comparisons: readonly Comparison[]): string | undefined {
  const tokens = [...new Set(comparisons.flatMap((c) => c.tokens ?? []))].sort((a, b) => a - b);
  return tokens.length
    ? `The losses at the end are of the same ${listed(tokens.map(grouped))} held-out tokens for both arms.`
    : undefined;
}

/** Choosing the best of many measurements makes it look better than it is, unless it is measured anew elsewhere. */
function stoppedEarly(record: ExperimentRecord, arm: number): string[] {
  const { config, runs } = record.arms[arm]!;
  if (config.stopAfter === 0) return [];
  const stopped = runs.filter((run) => run.status === 'finished' && hasStopped(run, config.stopAfter));
  const steps = stopped.map(({ tokens }) => grouped(tokens / (config.batch * config.context)));
  const when = stopped.length
    ? `${stopped.length} of ${seeds(runs.length)} stopped early, at step ${listed(steps)}`
    : 'none stopped early';
  return [
    `${armName(record, arm)} ends each run with its weights of the lowest loss on held-out text that only decides this, and that no loss compared here is of; ${when}.`,
  ];
}

function unequalContext(record: ExperimentRecord, arm: number, baseline: number): string | undefined {
  const [context, other] = [arm, baseline].map((index) => record.arms[index]!.config.context) as [number, number];
  if (context === other) return undefined;
  return `${letterOf(arm)} and ${letterOf(baseline)} were scored on the same tokens, ${letterOf(arm)} with at most ${context} tokens before each, ${letterOf(baseline)} with ${other}.`;
}

function unequalTokens(record: ExperimentRecord, arm: number, baseline: number): string | undefined {
  const [tokens, others] = [arm, baseline].map((index) => {
    const { config } = record.arms[index]!;
    return stepsOf(record.arms[index]!) * config.batch * config.context;
  }) as [number, number];
  if (tokens === others) return undefined;
  return `${letterOf(arm)} was trained on ${grouped(tokens)} tokens, ${letterOf(baseline)} on ${grouped(others)}.`;
}
