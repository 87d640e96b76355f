// Studies in the worker: stopped before they began, on a device that is lost or reports an error, on a full disk, and gone on with.

import { afterAll, beforeEach, expect, test } from 'vitest';
import type { StudyPoint, StudyRecord, StudySpec } from '#src/experiment/study/study-record.ts';
import type { StudyListener, StudyState } from '#src/lab/lab.ts';
import { thinkLonger } from '#src/lessons/after/think-longer.ts';
import { loadStudy } from '#src/storage/kept-studies.ts';
import { memoryStorage, setStorage } from '#src/storage/storage.ts';
import { rememberingGpu, trainingWith } from './environment.ts';

beforeEach(() => setStorage(memoryStorage()));
afterAll(() => setStorage(memoryStorage()));

const spec: StudySpec = { study: 'think-longer', size: 'test', seeds: [0], settings: thinkLonger.sizes.test };

interface Heard extends StudyListener {
  readonly states: StudyState[];
  readonly points: StudyPoint[];
  record: StudyRecord | undefined;
}

function heard(change: Partial<StudyListener> = {}): Heard {
  const all: Heard = {
    states: [],
    points: [],
    record: undefined,
    begun: (record) => void (all.record = structuredClone(record)),
    state: (state) => void all.states.push(state),
    measured: (point) => void all.points.push(point),
    ...{ progress() {}, wrote() {}, attempted() {}, policy() {} },
    ...change,
  };
  return all;
}

const measuredIn = ({ points }: Pick<StudyRecord, 'points'>) => points.map(({ line, x, values }) => ({ line, x, values }));

test('who stops at once, before anything of a study is loaded, is obeyed', async () => {
  const training = trainingWith();
  const listener = heard();
  const study = training.study(spec, listener);
  await training.stop();
  expect(await study).toBeUndefined();
  expect(listener.states).toEqual([{ phase: 'stopped' }]);
  expect(listener.record).toBeUndefined();
});

test('stopped in the middle and gone on with, it measures the same', async () => {
  const training = trainingWith();
  const whole = await training.study(spec, heard());
  expect(whole).toMatchObject({ status: 'finished' });
  const first = await training.study(
    spec,
    heard({ measured: ({ line, x }) => void (line === 'larger' && x === 4 && training.stop()) }),
  );
  expect(first).toMatchObject({ status: 'stopped' });
  expect(first!.reason).toBeUndefined();
  expect((await loadStudy(first!.id))!.kept.size).toBeGreaterThan(0);
  const listener = heard();
  const second = await trainingWith().study(first!.id, listener);
  expect(measuredIn(second!)).toEqual(measuredIn(whole!));
  expect(second!.transcripts).toEqual(whole!.transcripts);
  expect(listener.points.length).toBeLessThan(whole!.points.length);
  expect((await loadStudy(first!.id))!.kept.size).toBe(0); // what has ended needs no learners
});

test('a device that reports an error ends it in words; nothing is measured on it any more, and Resume goes on', async () => {
  const { gpu, devices } = rememberingGpu();
  const training = trainingWith({ gpu });
  let measured = 0;
  const broken = await training.study(
    spec,
    heard({
      measured: () => {
        if (++measured === 4) devices.at(-1)!.createBuffer({ size: 4, usage: 0 });
      },
    }),
  );
  expect(broken).toMatchObject({ status: 'stopped', reason: { code: 'gpuError' } });
  expect(broken!.points.length).toBeLessThan(12);
  const whole = await trainingWith().study(spec, heard());
  expect(measuredIn(broken!)).toEqual(measuredIn(whole!).slice(0, broken!.points.length));
  const resumed = await training.study(broken!.id, heard());
  expect(resumed).toMatchObject({ status: 'finished' });
  expect(resumed!.reason).toBeUndefined();
  expect(measuredIn(resumed!)).toEqual(measuredIn(whole!));
});

test('a full disk is told, and takes nothing away; once there is room, all learners are kept together', async () => {
  const inner = memoryStorage();
  const full = { now: false };
  const refuse = (): never => {
    throw new DOMException('The disk is full', 'QuotaExceededError');
  };
  setStorage({ ...inner, change: async (wanted) => (full.now ? refuse() : inner.change(wanted)) });
  const training = trainingWith();
  const whole = await training.study(spec, heard());
  // At the end of the first learner the disk is full; after that of the second one it is not.
  const listener = heard({
    measured: ({ line, x }) => {
      if (line === 'silent') full.now = true;
      if (line === 'larger by compute') full.now = true;
      if (line === 'aloud' && x === 2) full.now = false;
      if (line === 'aloud' && x === 6) void training.stop();
    },
  });
  const stopped = await training.study(spec, listener);
  expect(stopped).toMatchObject({ status: 'stopped' });
  expect(listener.states.flatMap(({ message }) => message?.code ?? [])).toContain('studyNotKept');
  const { kept } = (await loadStudy(stopped!.id))!;
  expect([...kept.keys()].sort()).toEqual(['aloud', 'larger', 'silent']);
  full.now = true;
  const before = await loadStudy(stopped!.id);
  const unkept = await training.study(stopped!.id, heard());
  expect(measuredIn(unkept!)).toEqual(measuredIn(whole!)); // it ends all the same
  expect(await loadStudy(stopped!.id)).toEqual(before);
  full.now = false;
  expect(measuredIn((await training.study(stopped!.id, heard()))!)).toEqual(measuredIn(whole!));
});
