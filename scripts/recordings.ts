// Trains lessons and keeps what the page replays before anybody has trained there: npm run recordings [-- --size nano] [--lesson ID]

import '../src/gpu/float16.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { exportRecord } from '#src/experiment/files/export.ts';
import { totalSteps } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { isSize } from '#src/lessons/lesson.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { openSession } from '#src/session/open.ts';
import { readFlags } from './flags.ts';
import { deaf, headlessHost, withTextsAtHand } from './headless.ts';
import { tell } from './tell.ts';

const folder = 'public/recordings';
/** Of what is inside, over the whole of a run: as many as a file has room for. A sweep is a grid of ends, whose points nobody looks into. */
const capturesOf = ({ arms, sweep }: ExperimentSpec): number => (sweep ? 0 : Math.min(40, Math.floor(240 / arms.length)));
const largest = 300_000; // bytes

async function main(): Promise<void> {
  const { size = 'nano', lesson } = readFlags(process.argv.slice(2), { size: { type: 'string' }, lesson: { type: 'string' } });
  const chosen = lessons.filter(({ id }) => lesson === undefined || id === lesson);
  if (chosen.length === 0) throw new Error(`--lesson must be one of ${lessons.map(({ id }) => id).join(', ')}.`);
  if (typeof size !== 'string' || !isSize(size)) throw new Error('--size must be one of nano, standard, large.');
  const host = await headlessHost(deaf);
  mkdirSync(folder, { recursive: true });
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
    const json = exportRecord(record);
    if (json.length > largest) throw new Error(`The recording of ${id} has ${json.length} bytes, more than ${largest}.`);
    writeFileSync(`${folder}/${id}-${size}.json`, `${json}\n`);
    process.stderr.write(`${id}: ${json.length} bytes. ${verdictOf(record).headline}\n`);
  }
}

await tell(main);
