// What the visitor says about runs.

import { beforeEach, expect, it } from 'vitest';
import { markOf, placeOf } from '#src/experiment/marks.ts';
import type { Marks } from '#src/experiment/record.ts';
import { connect } from '#src/store/connect.ts';
import * as history from '#src/store/kept/history.ts';
import * as marks from '#src/store/kept/marking.ts';
import * as session from '#src/store/shown/session.ts';
import { Refusal, message } from '#src/words/message.ts';
import { fakeExperiments, type FakeExperiments } from '../fake-experiments.ts';
import { filledRecord, pairSpec } from '../fake-record.ts';
import { fakeSetups } from '../fake-setups.ts';
import { fakeWorker } from '../fake-worker.ts';

let disk: FakeExperiments;
let disconnect: () => void;
const place = { id: 'run-0', arm: 2, run: 1 };

beforeEach(async () => {
  disconnect?.();
  disk = fakeExperiments([0, 1].map((i) => filledRecord(pairSpec(i), 1, `run-${i}`)));
  disconnect = await connect({ worker: fakeWorker(0), experiments: disk, setups: fakeSetups() });
  await history.open('run-0');
});

const listed = () => history.experiments.get().find(({ id }) => id === 'run-0')!;
/** The same on the disk, in the list and on the chart. */
function expectMarks(expected: Marks | undefined): void {
  for (const record of [disk.kept.get('run-0')!, listed(), session.record.get()!]) expect(record.marks).toEqual(expected);
}

it('names, notes, pins and hides runs, and leaves no trace when all is taken back', async () => {
  const { curves } = session;
  const before = curves.get();
  await marks.setHidden([place, { ...place, arm: 0 }], true);
  await marks.setPinned([place], true);
  await marks.renameRun(place, '  the good one ');
  await marks.noteRun(place, ' look at step 40 ');
  const said = { arm: 2, run: 1, name: 'the good one', note: 'look at step 40', pinned: true, hidden: true };
  expectMarks({ runs: [{ arm: 0, run: 1, hidden: true }, said] });
  expect(markOf(listed(), 2, 1)).toEqual(said);
  expect(markOf(listed(), 2, 0)).toBeUndefined();
  expect(curves.get()).toBe(before);
  await marks.setHidden([place, { ...place, arm: 0 }], false);
  await marks.setPinned([place], false);
  await marks.renameRun(place, ' ');
  await marks.noteRun(place, '');
  expectMarks(undefined);
});

it('notes experiments', async () => {
  await marks.noteExperiment('run-0', 'for the talk');
  expectMarks({ note: 'for the talk' });
});

it('gives an arm another style, and its old one to the arm that had it', async () => {
  await marks.setStyle('run-0', 0, 3);
  expectMarks({ styles: [3, 1, 2, 0] });
  expect([0, 1, 2, 3].map((arm) => placeOf(listed(), arm))).toEqual([3, 1, 2, 0]);
  await marks.setStyle('run-0', 1, 5);
  expectMarks({ styles: [3, 5, 2, 0] });
  await marks.setStyle('run-0', 1, 1);
  await marks.setStyle('run-0', 0, 0);
  expectMarks(undefined);
});

it('chooses the baseline among the arms there are', async () => {
  await marks.setBaseline('run-0', 2);
  await marks.setBaseline('run-0', 9);
  for (const record of [disk.kept.get('run-0')!, listed(), session.record.get()!]) expect(record.baseline).toBe(2);
});

it('loses none of two marks that follow each other at once, though the first is read back in between', async () => {
  const saved = disk.saveMarks;
  const waiting: (() => void)[] = [];
  disk.saveMarks = async (id, kept) => {
    await new Promise<void>((resume) => waiting.push(resume));
    await saved(id, kept);
  };
  const both = [marks.setHidden([place], true), marks.setPinned([place], true)];
  waiting[0]!();
  await both[0];
  expect(markOf(listed(), 2, 1)).toMatchObject({ hidden: true, pinned: true });
  waiting[1]!();
  await both[1];
  expectMarks({ runs: [{ arm: 2, run: 1, pinned: true, hidden: true }] });
});

it('takes back what cannot be kept, and says why', async () => {
  disk.saveMarks = () => Promise.reject(new Refusal(message('said', { text: 'The browser has no room left.' })));
  await marks.setHidden([place], true);
  expectMarks(undefined);
  expect(history.problem.get()).toBe('The browser has no room left.');
});

it('hears of marks that another tab made', async () => {
  const other = { ...listed(), baseline: 1, marks: { note: 'from afar' } };
  disk.kept.set('run-0', other);
  await history.applyChange({ id: 'run-0', kind: 'marked' });
  expectMarks({ note: 'from afar' });
  expect(session.record.get()!.baseline).toBe(1);
});

it('keeps what was said of a prediction beside it, whatever is marked before and after', async () => {
  await marks.noteExperiment('run-0', 'for the talk');
  await marks.sayOfPrediction('run-0', { why: 'wires carry something', spread: 0.1 });
  await marks.setHidden([place], true);
  for (const { prediction, marks: kept } of [disk.kept.get('run-0')!, listed(), session.record.get()!]) {
    expect(prediction).toEqual({ why: 'wires carry something', spread: 0.1 });
    expect(kept).toMatchObject({ note: 'for the talk', runs: [{ hidden: true }] });
  }
  session.annotate('run-0', { prediction: { choice: 'part', levels: [{ arm: 0, loss: 3 }] } });
  disk.kept.set('run-0', session.record.get()!);
  await history.applyChange({ id: 'run-0', kind: 'marked' });
  await marks.sayOfPrediction('run-0', { why: 'so' });
  expect(disk.kept.get('run-0')!.prediction).toEqual({ choice: 'part', levels: [{ arm: 0, loss: 3 }], why: 'so' });
});
