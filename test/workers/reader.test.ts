// The reading worker: what the page puts together from its pieces is the record, or as much of it as is shown; what follows from all of
// it is found in the worker.

import { beforeEach, expect, test, vi } from 'vitest';
import type { ArmRecord, Curve, ExperimentRecord } from '#src/experiment/record.ts';
import { verdictMarkdown } from '#src/science/verdict/markdown.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import * as storage from '#src/storage/experiments.ts';
import { memoryStorage, openStorage, setStorage } from '#src/storage/storage.ts';
import { readThrough } from '#src/store/by-pieces.ts';
import { partOf } from '#src/store/part.ts';
import { mostAtOnce, weightOf } from '#workers/pieces.ts';
import { Reader } from '#workers/reader.ts';
import { filledRecord, pairSpec } from '../store/fake-record.ts';

beforeEach(() => setStorage(memoryStorage()));

const lossAt = (i: number): number => Math.round(2e6 + 1e6 / (i + 1) + 1e3 * Math.sin(i)) / 1e6;
const curve = (length: number): Curve => Array.from({ length }, (_, i): [number, number] => [i + 1, lossAt(i)]);

/** So many runs of every arm, each with so many points. */
function recordWith(id: string, runs: number, points: number, looks = 20): ExperimentRecord {
  const { asked: _asked, ...record } = filledRecord(pairSpec(0), 1, id);
  const [first] = record.arms[0]!.runs;
  const each = (seed: number) => ({ ...first!, seed, train: curve(points), validation: curve(looks) });
  const arms = record.arms.slice(0, 2).map((arm): ArmRecord => ({
    ...arm,
    config: { ...arm.config, budget: 'steps', steps: 100_000 },
    runs: Array.from({ length: runs }, (_, s) => each(s)),
  }));
  return { ...record, arms };
}

/** One arm after the other is as large as a record of 64 MB can make this part of it. */
function withMany(part: 'samples' | 'traces' | 'trainings' | 'marks'): ExperimentRecord {
  const record = recordWith('whole', 2, 10);
  const [arm] = record.arms;
  if (part === 'samples') {
    arm!.samples = Array.from({ length: 2000 }, (_, step) => ({ step, seed: 0, text: 'once upon a time '.repeat(30) }));
    return record;
  }
  if (part === 'traces') {
    const values = Array.from({ length: 400 }, (_, i) => i / 7);
    const traces = Array.from({ length: 900 }, (_, layer) => ({
      kind: 'stream' as const,
      part: 'out',
      layer: layer % 200,
      values,
    }));
    arm!.inside = { steps: values.map((_, i) => i), traces };
    return record;
  }
  if (part === 'trainings')
    return { ...record, trainings: Array.from({ length: 5000 }, () => structuredClone(record.trainings[0]!)) };
  const runs = Array.from({ length: 2 }, (_, run) => ({ arm: 0, run, note: 'a long note '.repeat(150) }));
  return { ...record, marks: { runs } };
}

test.each<[string, ExperimentRecord]>([
  ['as it is', recordWith('whole', 3, 40)],
  ['in many pieces', recordWith('whole', 230, 30)],
  ['of long curves', recordWith('whole', 2, 9000)],
  ['of very long curves', recordWith('whole', 2, 26_000)],
  ['of more runs than are drawn', recordWith('whole', 256, 40)],
  ...(['samples', 'traces', 'trainings', 'marks'] as const).map((part): [string, ExperimentRecord] => [
    `with many ${part}`,
    withMany(part),
  ]),
])('no message is large of a record %s', async (_, record) => {
  const messages: unknown[] = [];
  const experiments = readThrough(async () => across(new Reader(), messages));
  const { id } = await experiments.importRecord(new Blob([storage.exportRecord(record)]));
  const shown = (await experiments.loadExperiment(id))!;
  expect(shown.arms.map(({ runs }) => runs.length)).toEqual(record.arms.map(({ runs }) => runs.length));
  if (!partOf(shown)) expect(shown).toEqual(await storage.loadExperiment(id));
  expect(messages.length).toBeGreaterThan(4);
  for (const message of messages) {
    const { items = [] } = message as { items?: readonly unknown[] };
    // Only points are divided: an arm with all that was captured in it is an entry, of at most twice a piece.
    expect(items.length === 1 ? weightOf(items) / 2 : weightOf(message)).toBeLessThan(mostAtOnce + 100);
  }
});

/** As it is on the other side of a thread: every answer is a copy, and looked at. */
const across = (reader: Reader, messages: unknown[]): Reader =>
  new Proxy(reader, {
    get(of, name: keyof Reader | 'then') {
      if (name === 'then') return undefined; // or whoever awaits the reader would take it for a promise
      return async (...given: readonly never[]) => {
        const answer: unknown = structuredClone(
          await (of[name] as (...given: readonly never[]) => unknown).apply(of, [...given]),
        );
        messages.push(structuredClone(answer));
        return answer;
      };
    },
  });

test.each([
  ['long curves', recordWith('large', 2, 26_000)],
  ['long held-out curves', recordWith('large', 3, 30, 18_000)],
  ['many runs', recordWith('large', 256, 6)],
])('of %s the page has the ends and the lowest point, and the rest is asked of the worker', async (_, record) => {
  const experiments = readThrough(async () => new Reader());
  await experiments.importRecord(storage.exportRecord(record));
  const shown = (await experiments.loadExperiment('large'))!;
  const [from, to] = [record, shown].map(({ arms }) => arms[0]!.runs[1]!);
  for (const kind of ['train', 'validation'] as const) {
    expect([to![kind][0], to![kind].at(-1)]).toEqual([from![kind][0], from![kind].at(-1)]);
    const lowest = Math.min(...from![kind].map(([, loss]) => loss));
    expect(Math.min(...to![kind].map(([, loss]) => loss))).toBe(lowest);
    const steps = to![kind].map(([step]) => step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  }
  expect(shown.arms.flatMap(({ runs }) => runs).reduce((sum, run) => sum + run.train.length, 0)).toBeLessThan(40_000);
  const whole = (await storage.loadExperiment('large'))!;
  expect(partOf(shown)?.verdict?.verdict).toEqual(verdictOf(whole));
  const other = { ...shown, baseline: 1, title: 'renamed' };
  expect(await experiments.wholeVerdict(other)).toEqual(verdictOf({ ...whole, baseline: 1 }));
  const file = async (format: 'json' | 'md') => (await experiments.wholeFile(shown, format))!.text();
  expect(await file('json')).toBe(storage.exportRecord(record));
  expect(await file('md')).toBe(verdictMarkdown(whole));
});

test('a crowded record comes with the summaries of its arms', async () => {
  const experiments = readThrough(async () => new Reader());
  await experiments.importRecord(storage.exportRecord(recordWith('crowded', 256, 12)));
  const { summaries } = partOf((await experiments.loadExperiment('crowded'))!)!;
  expect(summaries).toHaveLength(2);
  const { train } = summaries[0]!;
  expect([...train.steps.slice(0, train.length)]).toEqual(curve(12).map(([step]) => step));
  train.losses.forEach((loss, i) => expect(loss).toBeCloseTo(lossAt(i), 9));
  expect(new Set(train.count)).toEqual(new Set([256]));
});

test.each([
  ['one of two is a part', [26_000, 20]],
  ['both are', [26_000, 25_500]],
])('a comparison is made of whole curves where %s, and kept whole', async (_, points) => {
  const reader = new Reader();
  const experiments = readThrough(async () => reader);
  const whole = points.map((most, i) => recordWith(`r${i}`, 2, most));
  for (const record of whole) await experiments.importRecord(storage.exportRecord(record));
  const shown = await Promise.all(whole.map(async ({ id }) => (await experiments.loadExperiment(id))!));
  const runs = [0, 1].flatMap((run) => ['r0', 'r1'].map((id) => ({ id, arm: 0, run })));
  const compared = (await experiments.wholeComparison(shown, runs))!;
  expect(compared.arms.map(({ origin }) => origin?.id)).toEqual(['r0', 'r1']);
  const kept = await experiments.importRecord((await experiments.wholeFile(compared, 'json')) ?? storage.exportRecord(compared));
  const stored = (await storage.loadExperiment(kept.id))!;
  expect(stored.arms.map((arm) => arm.runs.map(({ train }) => train))).toEqual(
    whole.map((record) => record.arms[0]!.runs.map(({ train }) => train)),
  );
});

test('what the page has all of, it does not ask for', async () => {
  const experiments = readThrough(async () => new Reader());
  await experiments.importRecord(storage.exportRecord(recordWith('small', 2, 20)));
  const small = (await experiments.loadExperiment('small'))!;
  expect(await experiments.wholeFile(small, 'json')).toBeUndefined();
  expect(await experiments.wholeVerdict(small)).toBeUndefined();
  expect(await experiments.wholeComparison([small], [])).toBeUndefined();
});

test('tells how much has been read, and never goes back', async () => {
  const experiments = readThrough(async () => new Reader());
  const shares: number[] = [];
  const watched = { told: (share: number) => void shares.push(share), signal: new AbortController().signal };
  const { id } = await experiments.importRecord(storage.exportRecord(recordWith('told', 2, 9000)), watched);
  expect(shares.length).toBeGreaterThan(6);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
  shares.length = 0;
  await experiments.loadExperiment(id, watched);
  expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
});

test('what is given up at any stage is not kept, and the next file is read', async () => {
  const json = storage.exportRecord(recordWith('given-up', 2, 9000));
  const all: number[] = [];
  const count = { told: (share: number) => void all.push(share), signal: new AbortController().signal };
  const experiments = readThrough(async () => new Reader());
  const { id } = await experiments.importRecord(json, count);
  await storage.deleteExperiment(id);
  const stages = all.filter((share) => share < 0.7);
  for (const stage of stages) {
    const controller = new AbortController();
    const told = (share: number): void => {
      if (share === stage) controller.abort();
    };
    const given = experiments.importRecord(json, { told, signal: controller.signal });
    await expect(given).rejects.toMatchObject({ code: 'givenUp' });
    await vi.waitFor(async () => expect(await storage.listIds()).toEqual([]));
  }
  expect(stages.length).toBeGreaterThan(2);
  expect((await experiments.importRecord(json)).id).toBe('given-up');
});

test('the list is that of the disk, newest first, without what is damaged', async () => {
  const experiments = readThrough(async () => new Reader());
  for (const id of ['a', 'b', 'c']) await storage.saveExperiment(recordWith(id, 1, 10));
  await (await openStorage()).set('record:b', { version: 3 });
  expect(await experiments.listExperiments()).toEqual(await storage.listExperiments());
  expect(await experiments.damagedExperiments()).toEqual(await storage.damagedExperiments());
  expect(await experiments.damagedExperiments()).toHaveLength(1);
});

test('marks are checked before they are kept, and come back with the record', async () => {
  const experiments = readThrough(async () => new Reader());
  await storage.saveExperiment(recordWith('marked', 2, 10));
  await experiments.saveMarks('marked', { baseline: 1 });
  expect((await experiments.loadExperiment('marked'))?.baseline).toBe(1);
  const note = 'x'.repeat(100_000);
  await expect(experiments.saveMarks('marked', { marks: { runs: [{ arm: 0, run: 0, note }] } })).rejects.toThrow(
    /^[A-Z].{1,299}$/,
  );
  expect(await experiments.exportRecord(recordWith('marked', 2, 10))).toBe(storage.exportRecord(recordWith('marked', 2, 10)));
});

test('without a reader the page reads itself', async () => {
  const experiments = readThrough(async () => undefined);
  const { id } = await experiments.importRecord(new Blob([storage.exportRecord(recordWith('alone', 1, 10))]));
  expect(await experiments.loadExperiment(id)).toEqual(await storage.loadExperiment(id));
  expect((await experiments.listExperiments()).map((record) => record.id)).toEqual(['alone']);
});

test.each(['{', '[]', '{"version":3}'])('a file that is no record is refused: %s', async (json) => {
  const experiments = readThrough(async () => new Reader());
  await expect(experiments.importRecord(new Blob([json]))).rejects.toThrow(/^[A-Z].{1,299}$/);
  expect(await experiments.listExperiments()).toEqual([]);
});
