// Whether the experiment can be started, and if not, why: one sentence per reason, in words.

import { computed } from '@lit-labs/signals';
import { letterOf } from '#src/experiment/arms.ts';
import { mostArms, mostRuns, mostSeeds, longestName } from '#src/experiment/limits.ts';
import { checkArm, type Problem } from '#src/experiment/options.ts';
import { countCharacters, isBlank } from '#src/words/characters.ts';
import { message, sentenceOf } from '#src/words/message.ts';
import { device, loadStepTimes, sources, stepTimes } from '../machine.ts';
import { draft } from './draft.ts';
import { estimateSeconds } from './estimate.ts';

/** What is wrong with each arm; empty lists when nothing is. */
export const armProblems = computed((): Problem[][] => {
  const known = sources.get();
  return draft.get().arms.map(({ name, config }) => {
    const wrong = checkArm(config);
    if (isBlank(name) || countCharacters(name.trim()) > longestName)
      wrong.push({ what: message('armName', { most: longestName }) });
    const source = known.find((s) => s.id === config.source);
    if (known.length && !source) wrong.push({ at: 'source', what: message('sourceNotHere') });
    else if (source && !source.available)
      wrong.push({ at: 'source', what: message('sourceNotInBuild', { title: source.title }) });
    return wrong;
  });
});

/** Why Start is off: the first reason, or undefined. */
export const reasonNotToStart = computed((): string | undefined => {
  const report = device.get();
  if (!report) return 'The GPU is being looked at.';
  if (!report.ok) return `Training needs WebGPU: ${sentenceOf(report.reason)}`;
  const { arms, seeds, sweep } = draft.get();
  if (sweep && arms.length * seeds > mostRuns) return `A sweep has at most ${mostRuns} runs, of all points and seeds.`;
  if (!sweep && (arms.length < 1 || arms.length > mostArms)) return `An experiment has 1 to ${mostArms} arms.`;
  if (!Number.isInteger(seeds) || seeds < 1 || seeds > mostSeeds) return `Seeds must be a whole number from 1 to ${mostSeeds}.`;
  const index = armProblems.get().findIndex((wrong) => wrong.length > 0);
  return index < 0
    ? undefined
    : `${sweep ? arms[index]!.name : `Arm ${letterOf(index)}`}: ${sentenceOf(armProblems.get()[index]![0]!.what)}`;
});

/** Seconds the experiment will take here; undefined where nothing can be said. */
export const estimate = computed((): number | undefined => {
  const report = device.get();
  const { arms, seeds } = draft.get();
  if (!report?.ok || !(report.speed > 0) || armProblems.get().some((wrong) => wrong.length)) return undefined;
  const seconds = estimateSeconds(
    arms.map((arm) => arm.config),
    seeds,
    report.speed,
    stepTimes.get(),
  );
  return seconds !== undefined && Number.isFinite(seconds) ? seconds : undefined;
});

/** What is on the cards will most likely be started, so its steps are timed; the estimate of all else goes by them. */
export const timeSteps = (): Promise<void> => {
  const { arms, seeds, sweep } = draft.get();
  const configs = arms.map((arm) => arm.config);
  // Of a sweep the cheapest point and the dearest: the others lie between them.
  return loadStepTimes(sweep ? [configs[0]!, configs.at(-1)!] : configs, seeds);
};
