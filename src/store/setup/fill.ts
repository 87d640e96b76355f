// Lessons whose arms are to fill a time: as many steps of each as do so here, by what a step was found to take, all seeds together.

import { mostSteps } from '#src/experiment/limits.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { isSize } from '#src/lessons/lesson.ts';
import { expectedTimes, stepOf, type StepTime } from '#src/science/step-cost.ts';
import { device, stepTimes } from '../machine.ts';
import { draft, lesson, useSteps } from './draft.ts';
import { timeSteps } from './readiness.ts';

const fewest = 10;

/** To two digits: nobody knows them better beforehand. */
export function stepsIn(seconds: number, arm: ArmConfig, seeds: number, speed: number, times: readonly StepTime[]): number {
  const steps = (1000 * seconds) / expectedTimes(stepOf(arm, seeds), times, speed).step;
  return Math.max(fewest, Math.min(mostSteps, Number(steps.toPrecision(2))));
}

/** Of a lesson that is to fill a time and is as it was made. `free`: nothing trains that was set up so. */
export async function fillTime(free: () => boolean): Promise<void> {
  const before = draft.get();
  const { size, seeds, arms } = before;
  const seconds = isSize(size) ? lesson.get()?.seconds?.(size) : undefined;
  if (seconds === undefined) return;
  await timeSteps();
  const [report, times] = [device.get(), stepTimes.get()];
  if (!report?.ok || !(report.speed > 0) || times.length === 0 || !free()) return;
  useSteps(
    before,
    arms.map(({ config }) => stepsIn(seconds, config, seeds, report.speed, times)),
  );
}
