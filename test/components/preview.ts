// The page on a fake worker, for looking at it: ?device=none|software &runs=N &fail=share &speed=ms &theme=dark

import { applyTokens } from '#src/components/base/tokens.ts';
import { lessons } from '#src/lessons/experiments.ts';
import { connect } from '#src/store/connect.ts';
import '#src/components/plateau-app.ts';
import { filledRecord } from './fake-record.ts';
import { fakeRuns } from './fake-runs.ts';
import { fakeWorker, goodDevice, noDevice, softwareDevice } from './fake-worker.ts';

const wish = new URLSearchParams(location.search);
const kept = Array.from({ length: Number(wish.get('runs') ?? 0) }, (_, i) => {
  const lesson = lessons[i % lessons.length]!;
  const record = filledRecord(lesson.spec(i % 2 ? 'nano' : 'standard'), i % 4 === 1 ? 0.45 : 1, `kept-${i}`);
  const day = String(22 - i).padStart(2, '0');
  return { ...record, startedAt: `2026-11-${day}T09:00:00Z`, updatedAt: `2026-11-${day}T09:05:00Z` };
});
const runs = fakeRuns(kept);
const worker = fakeWorker(Number(wish.get('speed') ?? 40), 150, (record) => {
  runs.kept.set(record.id, structuredClone(record));
  runs.changed(record.id);
});
worker.report = { none: noDevice, software: softwareDevice }[wish.get('device') ?? ''] ?? goodDevice;
worker.failAt = Number(wish.get('fail') ?? 0);

applyTokens(document);
await connect({ worker, runs });
