// The run table as data: rows, columns that differ, groups, order, selection.

import { beforeEach, describe, expect, it } from 'vitest';
import { comparisonOf } from '#src/experiment/comparison.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { connect } from '#src/store/connect.ts';
import * as history from '#src/store/kept/history.ts';
import { setPinned, renameRun } from '#src/store/kept/marking.ts';
import { summaryOf } from '#src/store/kept/rows.ts';
import * as table from '#src/store/kept/table.ts';
import * as session from '#src/store/shown/session.ts';
import { fakeExperiments, type FakeExperiments } from '../fake-experiments.ts';
import { filledRecord, pairSpec } from '../fake-record.ts';
import { fakeSetups } from '../fake-setups.ts';
import { fakeWorker } from '../fake-worker.ts';

let disk: FakeExperiments;
let disconnect: () => void;

const made = (lesson: number, id: string, day: number): ExperimentRecord => ({
  ...filledRecord(pairSpec(lesson), 1, id),
  startedAt: `2026-11-${day}T10:00:00.000Z`,
});

beforeEach(async () => {
  disconnect?.();
  disk = fakeExperiments([made(0, 'old', 20), made(1, 'new', 22), made(0, 'mid', 21)]);
  disconnect = await connect({ worker: fakeWorker(0), experiments: disk, setups: fakeSetups() });
  table.search.set('');
  table.groupBy('experiment');
  table.sorting.set(undefined);
  table.selected.set(new Set());
});

const text = (): string[] => table.lines.get().map((line) => (line.kind === 'group' ? `# ${line.group.title}` : line.row.key));
const heads = (): string[] =>
  table.lines.get().flatMap((line) => (line.kind === 'group' ? `${line.group.title} ${line.group.rows.length}` : []));
const columns = (): string[] => table.columns.get().map(({ field }) => field.id);

describe('rows', () => {
  it('hold the lowest loss of the curve, and the last one on many windows', () => {
    const record = made(0, 'one', 1);
    const run = record.arms[0]!.runs[0]!;
    run.validation = [
      [10, 3],
      [20, 2.5],
      [30, 2.75],
    ];
    disk.kept.set('one', record);
    return history.refresh().then(() => {
      const row = (): unknown => table.rows.get().find(({ id }) => id === 'one')!.losses;
      expect(row()).toEqual({ best: 2.5, bestStep: 20, last: 2.75 });
      disk.kept.set('one', { ...record, arms: [{ ...record.arms[0]!, runs: [{ ...run, final: 2.6 }] }] });
      return history.refresh().then(() => expect(row()).toEqual({ best: 2.5, bestStep: 20, last: 2.6 }));
    });
  });

  it('of other experiments stay the objects they are when one changes', async () => {
    const before = table.rows.get();
    await renameRun({ id: 'mid', arm: 1, run: 0 }, 'mine');
    const after = table.rows.get();
    for (const [i, row] of after.entries()) expect(row === before[i], row.key).toBe(row.id !== 'mid');
    expect(after.find(({ key }) => key === 'mid.1.0')!.name).toBe('mine');
    expect(after.find(({ key }) => key === 'mid.0.0')!.losses).toBe(before.find(({ key }) => key === 'mid.0.0')!.losses);
  });

  it('that nobody trains any more are interrupted', async () => {
    const record = made(0, 'lost', 23);
    record.arms[0]!.runs[0]!.status = 'training';
    disk.kept.set('lost', record);
    await history.refresh();
    expect(table.rows.get()[0]!.status).toBe('interrupted');
  });
});

describe('columns', () => {
  it('are those in which the shown runs differ', () => {
    table.search.set('new');
    expect(table.shown.get()).toEqual([]);
    expect(columns()).toEqual(['loss', 'best', 'done', 'seconds']);
    table.search.set('experiment="More parameters"');
    expect(columns()).toEqual(['loss', 'best', 'seed', 'width', 'heads', 'learningRate', 'parameters', 'done', 'seconds']);
    table.search.set('experiment="More parameters" width=16');
    expect(columns()).toEqual(['loss', 'best', 'seed', 'done', 'seconds']);
  });

  it('leave out what the head of a group says', () => {
    expect(columns()).not.toContain('experiment');
    table.groupBy('nothing');
    expect(columns()).toContain('experiment');
    table.groupBy('width');
    expect(columns()).not.toContain('width');
  });
});

describe('groups', () => {
  it('are experiments, newest first, until told otherwise', () => {
    expect(heads()).toEqual(['More parameters 8', 'Shortcuts 8', 'Shortcuts 8']);
    expect(text().slice(0, 3)).toEqual(['# More parameters', 'new.0.0', 'new.0.1']);
  });

  it('pool the runs of one setting over experiments, with mean and spread', () => {
    table.groupBy('arm');
    expect(heads()).toEqual([
      'width 8 2',
      'width 16 2',
      'width 32 2',
      'width 64 2',
      'no residual 4',
      'no residual + first layer 4',
      'residual 4',
      'residual + first layer + value 4',
    ]);
    const group = table.lines.get().flatMap((line) => (line.kind === 'group' ? line.group : []))[4]!;
    const losses = group.rows.map(({ losses }) => losses.last);
    const { n, mean, deviation } = summaryOf(group.rows);
    expect(n).toBe(4);
    expect(mean).toBeCloseTo(losses.reduce((a, b) => a + b) / 4, 12);
    expect(deviation).toBeCloseTo(Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 3), 12);
  });

  it('count no run that diverged or was stopped', async () => {
    const record = made(1, 'bad', 23);
    record.arms[0]!.runs[0]!.status = 'diverged';
    record.arms[1]!.runs[0]!.status = 'stopped';
    disk.kept.set('bad', record);
    await history.refresh();
    expect(summaryOf(table.rows.get().filter(({ id }) => id === 'bad')).n).toBe(6);
  });

  it('count a run once that a comparison holds again', async () => {
    const again = comparisonOf(
      [disk.kept.get('old')!],
      [0, 1, 2].map((arm) => ({ id: 'old', arm, run: 0 })),
    );
    disk.kept.set(again.id, again);
    await history.refresh();
    table.groupBy('arm');
    const group = table.lines.get().flatMap((line) => (line.kind === 'group' ? line.group : []));
    const residual = group.find(({ title }) => title === 'residual')!;
    expect([residual.rows.length, summaryOf(residual.rows).n]).toEqual([5, 4]);
  });

  it('are any field that differs, or none', () => {
    table.groupBy('width');
    expect(heads()).toEqual(['Width: 8 2', 'Width: 16 2', 'Width: 32 18', 'Width: 64 2']);
    table.groupBy('nothing');
    expect(heads()).toEqual([]);
    expect(text()).toHaveLength(24);
  });

  it('fold', () => {
    table.fold('mid', true);
    expect(text()).toHaveLength(3 + 16);
    table.foldAll(true);
    expect(text()).toHaveLength(3);
    expect(table.allFolded.get()).toBe(true);
    table.foldAll(false);
    expect(text()).toHaveLength(3 + 24);
  });
});

describe('the order', () => {
  it('is that of a column within groups, and of their best run between groups', () => {
    table.sortBy('loss');
    const rows = table.lines.get().flatMap((line) => (line.kind === 'run' ? line.row : []));
    const best = (id: string): number => Math.min(...rows.filter((row) => row.id === id).map(({ losses }) => losses.last));
    const order = [...new Set(rows.map(({ id }) => id))];
    expect(order).toEqual([...order].sort((a, b) => best(a) - best(b)));
    for (const id of order) {
      const losses = rows.filter((row) => row.id === id).map(({ losses }) => losses.last);
      expect(losses).toEqual([...losses].sort((a, b) => a - b));
    }
  });

  it('turns round at the second press, and is by date again at the third', () => {
    table.groupBy('nothing');
    const dates = text();
    table.sortBy('loss');
    const losses = (): number[] => table.lines.get().flatMap((line) => (line.kind === 'run' ? line.row.losses.last : []));
    const rising = losses();
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    table.sortBy('loss');
    expect(losses()).toEqual([...rising].reverse());
    table.sortBy('loss');
    expect(text()).toEqual(dates);
  });

  it('puts what is missing last, both ways', async () => {
    disk.kept.set('empty', { ...filledRecord(pairSpec(0), 0, 'empty') });
    await history.refresh();
    table.groupBy('nothing');
    for (const _ of ['rising', 'falling']) {
      table.sortBy('loss');
      expect(
        text()
          .slice(-8)
          .every((key) => key.startsWith('empty')),
      ).toBe(true);
    }
  });
});

describe('pinned runs', () => {
  it('have a section of their own on top, whatever is searched, and still count in their group', async () => {
    await setPinned([{ id: 'old', arm: 2, run: 1 }], true);
    expect(text().slice(0, 3)).toEqual(['# Pinned', 'old.2.1', '# More parameters']);
    expect(text().filter((key) => key === 'old.2.1')).toHaveLength(1);
    expect(heads()).toEqual(['Pinned 1', 'More parameters 8', 'Shortcuts 8', 'Shortcuts 8']);
    table.search.set('parameters');
    expect(heads()).toEqual(['Pinned 1', 'More parameters 8']);
    expect(table.shown.get()).toHaveLength(9);
    await setPinned([{ id: 'old', arm: 2, run: 1 }], false);
    expect(heads()).toEqual(['More parameters 8']);
  });
});

it('selected runs are forgotten when they are deleted, and back when they are brought back', async () => {
  table.select(['old.0.0', 'new.1.1'], true);
  expect(table.selection.get().map(({ key }) => key)).toEqual(['new.1.1', 'old.0.0']);
  await history.remove(['old']);
  expect(table.selection.get().map(({ key }) => key)).toEqual(['new.1.1']);
  await history.undoRemove();
  table.select(['new.1.1'], false);
  expect(table.selection.get().map(({ key }) => key)).toEqual(['old.0.0']);
});

it('offers the values of the fields that differ', () => {
  const offered = Object.fromEntries(table.filterChoices.get().map(({ field, values }) => [field.id, values]));
  expect(offered['width']).toEqual(['8', '16', '32', '64']);
  expect(offered['residual']).toEqual(['off', 'on']);
  expect(offered).not.toHaveProperty('size');
  table.filterBy(table.filterChoices.get().find(({ field }) => field.id === 'experiment')!.field, 'More parameters');
  expect(table.search.get()).toBe('experiment="More parameters"');
  expect(heads()).toEqual(['More parameters 8']);
});

it('derives nothing again while a run reports its progress', async () => {
  await session.reset();
  const worker = fakeWorker(0, 20, (record) => disk.kept.set(record.id, structuredClone(record)));
  disconnect();
  disconnect = await connect({ worker, experiments: disk, setups: fakeSetups() });
  const ended = session.start();
  const before = table.lines.get();
  worker.advance(10);
  expect(session.done.get()).toBeCloseTo(0.5);
  expect(table.lines.get()).toBe(before);
  await session.reset();
  await ended;
});
