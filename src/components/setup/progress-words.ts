// The line under the buttons: what Start will take, how far training is, or how it ended.

import { differences } from '#src/experiment/differences.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import { draft } from '#src/store/setup/draft.ts';
import { estimate, reasonNotToStart } from '#src/store/setup/readiness.ts';
import { secondsSpent } from '#src/store/shown/results.ts';
import * as session from '#src/store/shown/session.ts';
import { sentenceOf } from '#src/words/message.ts';
import { formatDuration, formatEstimate, formatNumber, plural } from '#src/words/numbers.ts';

type Reach = ReturnType<typeof session.reached.get>[number];

/** One line under the buttons, always there: before, while and after. */
export function progressInWords(): string {
  const { phase, message } = session.state.get();
  const progress = session.progress.get();
  if (phase === 'preparing') return message ? sentenceOf(message) : 'Preparing.';
  if (phase === 'training' || phase === 'paused' || phase === 'stopped') {
    const left = progress ? `${formatDuration(progress.secondsLeft)} left` : 'starting';
    const state = phase === 'training' ? left : phase;
    const arms = session.reached.get();
    const points = arms.filter(({ step, steps }) => step >= steps).length;
    if (session.record.get()?.sweep) return `${formatNumber(points)} of ${plural(arms.length, 'point')} · ${state}`;
    // Of the arms with the most steps the one that is furthest behind: all of them have come this far.
    const behind = (a: Reach, b: Reach): boolean => b.steps > a.steps || (b.steps === a.steps && b.step < a.step);
    const longest = arms.reduce((a, b) => (behind(a, b) ? b : a), { step: 0, steps: 0 });
    if (longest.steps) return `step ${formatNumber(longest.step)} of ${formatNumber(longest.steps)} · ${state}`;
  }
  const shown = session.record.get();
  if (phase === 'finished' && shown && !isOther(shown)) {
    return `finished in ${formatDuration(secondsSpent(shown, progress))} of GPU time`;
  }
  const { arms, seeds, sweep } = draft.get();
  const steps = [...new Set(arms.map((arm) => totalSteps(arm.config)))];
  const seconds = estimate.get();
  if (reasonNotToStart.get() || !steps.every(Number.isFinite)) return '';
  const most = Math.max(...steps);
  const points = sweep ? `${plural(arms.length, 'point')} × ` : '';
  const budget = `${points}${plural(seeds, 'seed')} · ${steps.length > 1 ? 'up to ' : ''}${plural(most, 'step')}`;
  return seconds === undefined ? budget : `${budget} · ${formatEstimate(seconds)} here (estimate)`;
}

/** The arms or seeds were changed since: what counts now is what Start would take. */
function isOther({ arms: old }: ExperimentRecord): boolean {
  const { arms, seeds } = draft.get();
  return (
    arms.length !== old.length ||
    arms.some((arm, i) => differences(old[i]!.config, arm.config).length > 0) ||
    seeds !== Math.max(...old.map((arm) => arm.runs.length))
  );
}
