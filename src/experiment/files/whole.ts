// What the parts of a record from a file must be to each other. Each part is right by itself (schema.ts); records on this machine were
// whole when they were written, so only files are asked.

import { message, refuse, type Message } from '#src/words/message.ts';
import { armsOfContrast } from '../asked.ts';
import type { ArmRecord, ExperimentRecord } from '../record.ts';
import { totalSteps } from '../settings.ts';

/** Whatever names an arm or a run names one that is there, and no run is longer than its settings let it be. */
export function refuseBroken({ arms, baseline, marks, asked, prediction }: ExperimentRecord): void {
  refuseAbove('baseline', baseline, arms.length - 1);
  for (const [i, contrast] of (asked?.contrasts ?? []).entries())
    refuseAbove(`asked.contrasts[${i}]`, Math.max(...armsOfContrast(contrast)), arms.length - 1);
  for (const [i, { arm }] of (prediction?.levels ?? []).entries())
    refuseAbove(`prediction.levels[${i}].arm`, arm, arms.length - 1);
  for (const [i, { arm, run }] of (marks?.runs ?? []).entries()) {
    refuseAbove(`marks.runs[${i}].arm`, arm, arms.length - 1);
    refuseAbove(`marks.runs[${i}].run`, run, arms[arm]!.runs.length - 1);
  }
  for (const [i, arm] of arms.entries()) refuseBrokenArm(`arms[${i}]`, arm);
}

function refuseBrokenArm(place: string, { config, runs }: ArmRecord): void {
  const steps = totalSteps(config);
  const seeds = new Set(runs.map(({ seed }) => seed));
  if (seeds.size < runs.length) throw broken(`${place}.runs`, message('mustHaveSeedsOnce'));
  for (const [i, { train, validation, deciding = [], tokens }] of runs.entries()) {
    const run = `${place}.runs[${i}]`;
    refuseAbove(`${run}.tokens`, tokens, steps * config.batch * config.context);
    for (const [name, curve] of Object.entries({ train, validation, deciding }))
      if ((curve.at(-1)?.[0] ?? 0) > steps) throw broken(`${run}.${name}`, message('mustEndBy', { steps }));
  }
}

function refuseAbove(place: string, value: number, largest: number): void {
  if (value > largest) throw broken(place, message('mustBeWhole', { smallest: 0, largest }));
}

const broken = (place: string, rule: Message) => refuse('notARecord', { place, rule });
