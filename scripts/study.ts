// A study without a browser: what scripts/train.ts does with lessons about what comes after pre-training.

import { checkStudy } from '#src/experiment/study/study-schema.ts';
import type { StudyRecord, StudySpec } from '#src/experiment/study/study-record.ts';
import { newId } from '#src/experiment/identity.ts';
import type { StudyListener } from '#src/lab/lab.ts';
import { newStudy, runStudy } from '#src/lab/run-study.ts';
import type { Size } from '#src/lessons/lesson.ts';
import { studySeeds, type StudyLesson } from '#src/lessons/study-lesson.ts';
import { measuredAt } from '#src/science/studies/measured.ts';
import { studying } from '#src/words/english/studying.ts';
import { learn } from '#src/words/language.ts';
import { formatNumber } from '#src/words/numbers.ts';
import { numberIn } from './flags.ts';
import { deaf, headlessHost } from './headless.ts';

/** What is asked for: the lesson at a size, with so many seeds, and `name=value` for settings that differ. */
export function studyOf(lesson: StudyLesson, size: Size, seeds: number | undefined, set: readonly string[]): StudySpec {
  const settings = { ...lesson.sizes[size] };
  const known = lesson.settings.map(({ key }) => key).join(', ');
  for (const given of set) {
    const [key = '', value = ''] = given.split('=');
    const setting = lesson.settings.find((s) => s.key === key);
    if (!setting) throw new Error(`--set ${key}: ${lesson.title} has the settings ${known}.`);
    settings[key] = numberIn({ ...setting, whole: setting.step === 1 }, value, `--set ${key} must be a number`);
  }
  const all = seeds === undefined ? studySeeds : Array.from({ length: seeds }, (_, i) => i);
  return { study: lesson.id, size, seeds: all, settings };
}

/** Until it has ended, or `signal` stops it. */
export async function studied(spec: StudySpec, lesson: StudyLesson, signal: AbortSignal, quiet = false): Promise<StudyRecord> {
  learn(studying);
  const { kernels, device, load } = await headlessHost(deaf);
  const record = newStudy(newId(), spec);
  let stage = '';
  const listener: StudyListener = {
    begun() {},
    state() {},
    wrote() {},
    attempted() {},
    policy() {},
    progress(progress) {
      if (progress.stage === stage || quiet) return;
      stage = progress.stage;
      process.stderr.write(`${lesson.stages[stage] ?? stage}\n`);
    },
    measured(point) {
      if (quiet) return;
      const { mean, interval } = measuredAt(point);
      const reach = interval ? ` (${interval.low.toFixed(3)} to ${interval.high.toFixed(3)})` : '';
      process.stderr.write(`  ${point.at.toFixed(0)} s: ${point.line} at ${formatNumber(point.x)}: ${mean.toFixed(4)}${reach}\n`);
    },
  };
  const host = { kernels, load, listener, save: () => Promise.resolve() };
  await runStudy(host, device, record, new Map(), signal);
  return checkStudy(record);
}
