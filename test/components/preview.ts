// The page on a fake worker, for looking at it: ?device=none|software &runs=N &fail=share &speed=ms &theme=dark

import { applyTokens } from '#src/components/base/tokens.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { connect } from '#src/store/connect.ts';
import { fakeExperiments } from '../store/fake-experiments.ts';
import { filledRecord } from '../store/fake-record.ts';
import { fakeSetups } from '../store/fake-setups.ts';
import { fakeWorker, goodDevice, noDevice, softwareDevice } from '../store/fake-worker.ts';
import '#src/components/app/plateau-app.ts';

const wish = new URLSearchParams(location.search);
/** Experiments of all lessons and sizes, one a day, until there are as many runs as wished for; some marked, some stopped. */
function keptRuns(count: number): ExperimentRecord[] {
  const records: ExperimentRecord[] = [];
  for (let i = 0, runs = 0; runs < count; i++) {
    const lesson = lessons[i % lessons.length]!;
    const record = filledRecord(lesson.spec(i % 2 ? 'nano' : 'standard'), i % 4 === 1 ? 0.45 : 1, `kept-${i}`);
    const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22 - i, 9, minute)).toISOString();
    if (i % 5 === 2) record.arms[3]!.runs[1]!.status = 'diverged';
    if (i === 0)
      record.marks = {
        note: 'shown in the lecture',
        runs: [
          { arm: 2, run: 0, pinned: true, name: 'the one to beat' },
          { arm: 1, run: 1, hidden: true },
        ],
      };
    records.push({ ...record, startedAt: at(0), updatedAt: at(5), baseline: i % 3 ? 0 : 2 });
    runs += record.arms.reduce((sum, arm) => sum + arm.runs.length, 0);
  }
  return records;
}

const disk = fakeExperiments(keptRuns(Number(wish.get('runs') ?? 0)));
const worker = fakeWorker(Number(wish.get('speed') ?? 40), 150, (record) => {
  disk.kept.set(record.id, structuredClone(record));
  disk.changed(record.id);
});
worker.report = { none: noDevice, software: softwareDevice }[wish.get('device') ?? ''] ?? goodDevice;
worker.failAt = Number(wish.get('fail') ?? 0);

applyTokens(document);
await connect({ worker, experiments: disk, setups: fakeSetups() });
