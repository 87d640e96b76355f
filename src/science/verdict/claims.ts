// The sentences of a verdict. They claim only what an interval supports, and say so where it supports nothing.

import { letterOf } from '#src/experiment/arms.ts';
import { fewestSeeds } from '#src/experiment/limits.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { Comparison, Difference, Outcome } from './comparisons.ts';
import type { Findings } from './findings.ts';
import type { Form, Reach } from './reach.ts';
import type { Untimed } from './speeds.ts';
import type { Ratio } from './time-to-loss.ts';
import { armName, listed, moreSeedsWords, range, ratioWords, seeds, side, size, unitOf } from './wording.ts';

/** One or two sentences that say by how much arms differ from the baseline, with intervals and n. */
export function headlineOf(record: ExperimentRecord, findings: Findings): string {
  const { arms, comparisons, baseline } = findings;
  const base = armName(record, baseline);
  if (comparisons.length === 0) return `There is only ${base}, and nothing to compare it with.`;
  if (arms.every(({ diverged, of }) => diverged === of)) return 'All seeds of all arms diverged, so there is nothing to compare.';
  if (arms.every(({ n }) => n === 0)) return 'No seed has finished yet, so there is nothing to compare.';
  const those = (outcome: Outcome): Comparison[] => comparisons.filter((c) => c.outcome === outcome);
  const names = (found: readonly Comparison[]): string => listed(found.map(({ arm }) => armName(record, arm)));
  // What all share is said with the first.
  let first = true;
  const found = ({ arm, end }: Comparison): string => {
    const [{ mean, interval }, name] = [end!, armName(record, arm)];
    const [how, than] = first
      ? [`ends ${size(mean, interval!)} ${unitOf(record, arm)}`, ` than ${base}`]
      : [size(mean, interval!), ''];
    return `${name} ${how} ${side(mean)}${than} ${within(end!)}`;
  };
  const within = ({ interval }: Difference): string => {
    const what = first ? `${label(findings)}: ` : '';
    first = false;
    return `(${what}${range(interval!)})`;
  };

  const [different, unresolved] = [[...those('lower'), ...those('higher')], those('unresolved')];
  const [identical, few, incomparable] = [those('identical'), those('few'), those('incomparable')];
  const diverged = those('diverged');
  const about = few.length < comparisons.length ? ` for ${names(few)}` : '';
  return [
    different.length > 0 && `${listed(different.map(found))}, over ${rangeOfSeeds(different)}.`,
    unresolved.length > 0 &&
      `No difference from ${base} was found for ${listed(unresolved.map(({ arm, end }) => `${armName(record, arm)} ${within(end!)}`))}, over ${rangeOfSeeds(unresolved)}.`,
    identical.length > 0 && `${names(identical)} ${identical.length > 1 ? 'end' : 'ends'} exactly like ${base} with every seed.`,
    few.length > 0 &&
      `Cannot tell yet${about} with ${rangeOfSeeds(few)}: it takes at least ${fewestSeeds}${lost(findings, few)}.`,
    diverged.length > 0 &&
      divergedInWords(
        record,
        findings,
        diverged.map(({ arm }) => arm),
      ),
    incomparable.length > 0 && `${names(incomparable)} cannot be compared with ${base}.`,
  ]
    .filter((sentence) => sentence !== false)
    .join(' ');
}

/** Seeds that diverged are the reason why there are so few: ", and 1 of 3 seeds of B diverged". */
function lost({ arms, baseline }: Findings, few: readonly Comparison[]): string {
  const these = [baseline, ...few.map(({ arm }) => arm)].filter((arm) => arms[arm]!.diverged > 0);
  if (these.length === 0) return '';
  return `, and ${listed(these.map((arm) => `${arms[arm]!.diverged} of ${seeds(arms[arm]!.of)} of ${letterOf(arm)}`))} diverged`;
}

/** "All 3 seeds of B (rate 1) diverged, so it cannot be compared with A (plain)." */
function divergedInWords(record: ExperimentRecord, { arms, baseline }: Findings, those: readonly number[]): string {
  const named = (found: readonly number[]): string => listed(found.map((arm) => armName(record, arm)));
  const lost = (arm: number): string => (arms[arm]!.of === 1 ? 'The only seed' : `All ${seeds(arms[arm]!.of)}`);
  if (arms[baseline]!.diverged === arms[baseline]!.of)
    return `${lost(baseline)} of ${named([baseline])} diverged, so ${named(those)} cannot be compared with it.`;
  const [who, it] = those.length > 1 ? [`All seeds of ${named(those)}`, 'they'] : [`${lost(those[0]!)} of ${named(those)}`, 'it'];
  return `${who} diverged, so ${it} cannot be compared with ${named([baseline])}.`;
}

function rangeOfSeeds(comparisons: readonly Comparison[]): string {
  const counts = comparisons.map(({ n }) => n);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return fewest === most ? seeds(most) : `${fewest} to ${seeds(most)}`;
}

/** What one comparison shows: the difference at the end, at equal time, and the time to get as far. */
export function sentenceOf(record: ExperimentRecord, findings: Findings, c: Comparison): string {
  const known = c.outcome === 'lower' || c.outcome === 'higher' || c.outcome === 'unresolved';
  return [
    claim(record, findings, c),
    known && (c.untimed ? withoutTime(findings, c) : atEqualTime(findings, c)),
    known && c.reach && reaching(c.reach, letterOf(findings.baseline)),
  ]
    .filter(Boolean)
    .join(' ');
}

function claim(record: ExperimentRecord, findings: Findings, { arm, outcome, obstacles, n, end }: Comparison): string {
  const [name, base] = [armName(record, arm), armName(record, findings.baseline)];
  const { arms, baseline } = findings;
  const over = obstacles.length ? `${arms[arm]!.n} and ${seeds(arms[baseline]!.n)}, not paired` : seeds(n);
  const sameTokens = unitOf(record, arm) === unitOf(record, baseline);
  switch (outcome) {
    case 'incomparable':
      return `${name} and ${base} were measured ${sameTokens ? (obstacles.includes('heldOut') ? 'on different parts of the text, or it is not known on which' : 'on different text') : 'in different tokens'}, so their losses do not measure the same thing: no verdict.`;
    case 'diverged':
      return divergedInWords(record, findings, [arm]);
    case 'few':
      return n === 0
        ? `${name} and ${base} have no finished seed to compare yet.`
        : `Cannot tell yet with ${seeds(n)} whether ${name} differs from ${base}: it takes at least ${fewestSeeds}.`;
    case 'identical':
      return `${name} ends exactly like ${base}: the same loss for every seed, over ${over}.`;
    case 'unresolved':
      return `${name}: no difference from ${base} was found over ${over}; ${room(findings, end!, unitOf(record, arm))}.${more(end!)}`;
    case 'lower':
    case 'higher': {
      const { mean, interval } = end!;
      return `${name} ends ${size(mean, interval!)} ${unitOf(record, arm)} ${side(mean)} (${label(findings)}: ${range(interval!)}) than ${base}, over ${over}.`;
    }
  }
}

const label = ({ adjusted }: Findings): string => (adjusted ? 'adjusted 95 %' : '95 %');

/** How large a difference may be that was not found. */
function room(findings: Findings, { interval }: Difference, unit: string): string {
  const most = Math.max(Math.abs(interval!.low), Math.abs(interval!.high));
  return `the data leave room for at most ${size(most, interval!)} ${unit} either way (${label(findings)}: ${range(interval!)})`;
}

function more(end: Difference): string {
  if (end.seedsNeeded === 0) return '';
  const [number, range] = moreSeedsWords(end);
  return ` It would take ${number} more ${end.seedsNeeded === 1 ? 'seed' : 'seeds'}${range ? ` (95 %: ${range})` : ''} to show half the difference seen.`;
}

/** Why nothing is claimed by time, in one sentence. */
function withoutTime({ baseline }: Findings, { arm, untimed }: Comparison): string {
  return `Nothing is claimed by time: ${untimedWords(letterOf(arm), letterOf(baseline))[untimed!]}.`;
}

/** Why the times of two arms, by their letters, were not measured alike. */
export function untimedWords(arm: string, baseline: string): Record<Untimed, string> {
  const both = `${arm} and ${baseline}`;
  return {
    unknown: 'the record holds seconds, but not how uncertain they are',
    together: `${both} trained in the same launches, so their speeds were not measured apart`,
    replicas: `unequal numbers of runs of ${both} trained together, so their speeds were not measured alike`,
    apart: `${both} did not train side by side, so their speeds were not measured alike`,
    short: `${both} trained too briefly to be timed`,
  };
}

function atEqualTime(findings: Findings, { equalSeconds }: Comparison): string {
  if (!equalSeconds?.interval) return '';
  const { mean, interval, form } = equalSeconds;
  const found =
    interval.low <= 0 && interval.high >= 0
      ? `no difference was found: ${room(findings, equalSeconds, 'nats')}`
      : `it is ${size(mean, interval)} nats ${side(mean)} (${label(findings)}: ${range(interval)})`;
  return `At equal time on the same GPU ${found}, ${formWords[form]}.`;
}

const formWords: Record<Form, string> = { schedule: 'within this schedule', budgets: 'each budget with its own decay' };

function reaching({ form, n, reached, early, lopsided, steps, tokens, seconds }: Reach, base: string): string {
  const none = `the final loss of ${base}, so there is no ratio.`;
  if (early && form === 'schedule') return `Before the third look, ${early} of ${seeds(n)} had reached ${none}`;
  if (early) return `${early} of ${seeds(n)} began below ${none}`;
  if (lopsided)
    return `When it reaches the final loss of ${base} is too lopsided over seeds for an interval, so there is no ratio.`;
  if (reached === 0) return `It did not reach the final loss of ${base}.`;
  if (!steps || reached < n) return `${reached} of ${seeds(n)} reached ${none}`;
  const ratios = [
    times(steps, 'steps'),
    tokens && tokens.ratio !== steps.ratio && times(tokens, 'tokens'),
    seconds && times(seconds, 'time'),
  ].filter((text) => typeof text === 'string');
  return `It reaches the final loss of ${base} in ${listed(ratios)}, ${formWords[form]}.`;
}

/** "0.42 times the steps (95 %: 0.40 to 0.44)". */
function times(found: Ratio, of: string): string | undefined {
  const words = ratioWords(found);
  return words && `${words[0]} times the ${of} (95 %: ${words[1]})`;
}
