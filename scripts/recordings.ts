// Trains lessons and keeps what the page replays before anybody has trained there: npm run recordings [-- --size nano] [--lesson ID]

import '../src/gpu/float16.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { exportStudy } from '#src/experiment/study/study-file.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { isSize, type Lesson, type Size } from '#src/lessons/lesson.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { studies } from '#src/lessons/studies.ts';
import type { StudyLesson } from '#src/lessons/study-lesson.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { openSession } from '#src/session/open.ts';
import { readFlags } from './flags.ts';
import { deaf, headlessHost, withTextsAtHand } from './headless.ts';
import { studied, studyOf } from './study.ts';
import { tell } from './tell.ts';

const folder = 'public/recordings';
/** Of what is inside, over the whole of a run: as many as a file has room for. A sweep is a grid of ends, whose points nobody looks into. */
const capturesOf = ({ arms, sweep }: ExperimentSpec): number => (sweep ? 0 : Math.min(40, Math.floor(240 / arms.length)));
const largest = 300_000; // bytes

async function main(): Promise<void> {
  const { size = 'nano', lesson } = readFlags(process.argv.slice(2), { size: { type: 'string' }, lesson: { type: 'string' } });
  const all = [...lessons, ...studies];
  const chosen = lessons.filter(({ id }) => lesson === undefined || id === lesson);
  const study = studies.filter(({ id }) => lesson === undefined || id === lesson);
  if (chosen.length + study.length === 0) throw new Error(`--lesson must be one of ${all.map(({ id }) => id).join(', ')}.`);
  if (typeof size !== 'string' || !isSize(size)) throw new Error('--size must be one of nano, standard, large.');
  mkdirSync(folder, { recursive: true });
  if (chosen.length > 0) await recordLessons(chosen, size);
  for (const each of study) await recordStudy(each, size);
}

async function recordLessons(chosen: readonly Lesson[], size: Size): Promise<void> {
  const host = await headlessHost(deaf);
  for (const { id, spec } of chosen) {
    const given = spec(size);
    const captures = capturesOf(given);
    const steps = Math.max(...given.arms.map(({ config }) => totalSteps(config)));
    const session = await openSession(host, `${id}-${size}`, { ...given, arms: withTextsAtHand(given.arms) });
    if (captures > 0) session.inspect(Math.max(1, Math.round(steps / captures)));
    await session.run();
    await session.destroy();
    const { record } = session;
    if (record.status !== 'finished') throw new Error(`${id} did not finish.`);
    write(id, size, exportRecord(record), verdictOf(record).headline);
  }
}

async function recordStudy(study: StudyLesson, size: Size): Promise<void> {
  const record = await studied(studyOf(study, size, undefined, []), study, new AbortController().signal);
  write(study.id, size, exportStudy(record), study.answer(record)[0] ?? '');
}

function write(id: string, size: Size, json: string, answer: string): void {
  if (json.length > largest) throw new Error(`The recording of ${id} has ${json.length} bytes, more than ${largest}.`);
  writeFileSync(`${folder}/${id}-${size}.json`, `${json}\n`);
  process.stderr.write(`${id}: ${json.length} bytes. ${answer}\n`);
}

await tell(main);
