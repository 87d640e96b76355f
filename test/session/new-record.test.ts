// Seeds that are added later: trained as if they had been there from the start, kept apart by training and GPU.

import { describe, expect, test } from 'vitest';
import { dataNameOf, deviceOf } from '#src/experiment/arms.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { cohortsOf, prepare, toTrain } from '#src/session/cohorts.ts';
import { newRecord, withSeeds } from '#src/session/new-record.ts';
import { sentenceOf } from '#src/words/message.ts';
import { specOf, text } from '../tiny.ts';
import { curvesOf, deviceRecord, replicasOf, run, twoShapes, type Host } from './run.ts';

describe('a new record', () => {
  const recordFor = async (text: string, ...changes: Parameters<typeof specOf>[1][]): Promise<ExperimentRecord> => {
    const spec = specOf(1, ...changes);
    const prepared = await prepare(toTrain(spec), () => Promise.resolve({ name: 'mine.txt', text }));
    return newRecord('id', spec, prepared, deviceRecord);
  };

  test('describes the data of its first arm, and of every arm that reads others', async () => {
    const record = await recordFor(text, {}, { source: 'sort', context: 32 }, { tokenizer: 'byte' });
    expect(record.data).toMatchObject({ name: 'mine.txt', characters: 3000, checksum: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(record.arms.map(({ data }) => data?.name)).toEqual([undefined, 'Sort', 'mine.txt']);
    expect(record.arms[2]!.data).toMatchObject({ vocab: 256, checksum: record.data.checksum });
    expect(record.arms.map((arm) => dataNameOf(record, arm))).toEqual(['mine.txt', 'Sort', 'mine.txt']);
    expect(parseRecord(exportRecord(record))).toEqual(JSON.parse(exportRecord(record)));
  });

  test('says what its tokens cannot tell apart', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => String.fromCodePoint(0x4e00 + (i % 1000))).join('');
    const { data } = await recordFor(many, {});
    expect(data).toMatchObject({ vocab: 512, lost: { code: 'rareCharacters', values: { different: 1000, rare: 489 } } });
    expect(sentenceOf(data.lost!)).toBe(
      'The text has 1,000 different characters; the 489 rarest, 49 % of the text, are all read as �.',
    );
  });
});

describe('seeds that are added later', () => {
  const three = { ...twoShapes, seeds: [0, 1, 2] };
  const finished = (host: Host) => host.saved.at(-1)!;

  test('train as if they had been there from the start, and leave what was trained as it is', async () => {
    const together = await run(three);
    const first = await run({ ...three, seeds: [0] });
    const { record, plans } = finished(first);
    const more = await run({ record: withSeeds(record, [1, 2], deviceRecord), plans: plans! });
    expect(more.record.status).toBe('finished');
    expect(curvesOf(more.record)).toEqual(curvesOf(together.record));
    expect(replicasOf(more.record).map((r) => r.final)).toEqual(replicasOf(together.record).map((r) => r.final));
    expect(more.record.arms.map((arm) => arm.runs.map((r) => [r.seed, r.training, r.status]))).toEqual(
      [0, 1].map(() => [
        [0, 0, 'finished'],
        [1, 1, 'finished'],
        [2, 1, 'finished'],
      ]),
    );
    expect(more.record.arms.map((arm) => arm.samples)).toEqual(first.record.arms.map((arm) => arm.samples));
    expect(more.record.floors).toEqual(first.record.floors);
    // Only the new ones are told; the old ones come with the record.
    expect(new Set(more.listener.allPoints.map((p) => p.run))).toEqual(new Set([1, 2]));
    expect(new Set(more.listener.allProgress.flatMap((p) => p.arms.map((a) => a.training)))).toEqual(new Set([1]));
    // The checkpoint holds the weights of both trainings.
    const kept = finished(more).plans!;
    expect(kept).toHaveLength(4);
    expect(kept.filter((p) => plans!.some((old) => old.key === p.key))).toEqual(plans);
    expect(new Set(kept.map((p) => p.key))).toEqual(new Set(cohortsOf(more.record).keys()));
  });

  test('survive an interruption of their own', async () => {
    const together = await run(three);
    const { record, plans } = finished(await run({ ...three, seeds: [0, 1] }));
    const stopped = await run({ record: withSeeds(record, [2], deviceRecord), plans: plans! }, (session, { listener }) => {
      listener.onProgress = ({ arms }) => arms[0]!.step > 4 && session.stop();
    });
    expect(stopped.record.status).toBe('stopped');
    expect(replicasOf(stopped.record).map((r) => r.status)).toEqual([0, 1].flatMap(() => ['finished', 'finished', 'stopped']));
    const again = await run({ record: finished(stopped).record, plans: finished(stopped).plans! });
    expect(again.record.status).toBe('finished');
    expect(curvesOf(again.record)).toEqual(curvesOf(together.record));
    expect(finished(again).plans).toHaveLength(4);
  });

  test('are told apart by the GPU they trained on', async () => {
    const { record } = finished(await run(specOf(1, {})));
    const more = withSeeds(record, [1], { ...deviceRecord, adapter: 'another' });
    expect(more.arms[0]!.runs.map((r) => deviceOf(more, r).adapter)).toEqual(['test', 'another']);
    expect(more.trainings.map((training) => training.startedAt)).toEqual([record.startedAt, expect.any(String)]);
  });

  test('are refused in words where they make no sense', async () => {
    const { record } = finished(await run(specOf(1, {})));
    const with_ =
      (seeds: number[], change: (r: ExperimentRecord) => void = () => {}) =>
      () => {
        const copy = structuredClone(record);
        change(copy);
        return withSeeds(copy, seeds, deviceRecord);
      };
    for (const seeds of [[], [0], [1, 1]]) expect(with_(seeds)).toThrow('Seeds that are added must differ');
    expect(with_([1], (r) => (r.arms[0]!.runs[0]!.status = 'stopped'))).toThrow('has not ended');
    const { id, title, startedAt, data } = record;
    expect(with_([1], (r) => (r.arms[0]!.origin = { id, title, startedAt, data }))).toThrow('comparison of kept runs');
    const sixteen = Array.from({ length: 16 }, (_, i) => i + 1);
    const many = withSeeds(record, sixteen, deviceRecord);
    await expect(run({ record: many, plans: [] })).rejects.toThrow('1 to 16 seeds per arm, not 17');
  });
});
