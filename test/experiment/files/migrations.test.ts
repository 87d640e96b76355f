// Files that earlier versions wrote are read as what they meant: the same verdict to the last digit, the same words.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { floorName } from '#src/components/curves/curve-words.ts';
import { deviceOf } from '#src/experiment/arms.ts';
import { exportRecord } from '#src/experiment/files/export.ts';
import { upgradedRecord } from '#src/experiment/files/migrations.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { withMarks } from '#src/experiment/files/kept-marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { verdictOf, type Verdict } from '#src/science/verdict/verdict.ts';
import { words } from '#src/words/language.ts';
import { sentenceOf } from '#src/words/message.ts';
import { sampleRecord } from '../sample-record.ts';

const fixture = (name: string): string => readFileSync(`test/fixtures/${name}`, 'utf8');
const files = ['version1', 'wires', 'widths', 'comparison'];

interface Old {
  readonly arms: readonly {
    readonly origin?: { readonly device: object };
    readonly replicas: readonly { readonly device?: string; readonly train: unknown; readonly validation: unknown }[];
    readonly inside?: { readonly traces: readonly { readonly kind: string; readonly group: string }[] };
  }[];
  readonly device: { readonly adapter: string };
  readonly references: readonly { readonly label: string; readonly loss: number }[];
}

/**
 * Decision 16 took back what older verdicts said about time, and what they read before the third look. That what was asked is answered
 * first is younger than these files.
 */
const ofLosses = (verdict: Verdict) => ({
  ...verdict,
  answer: undefined,
  further: undefined,
  answers: undefined,
  sentences: [],
  notes: [],
  comparisons: verdict.comparisons.map(({ arm, outcome, obstacles, n, measured, end }) => ({
    arm,
    outcome,
    obstacles,
    n,
    measured,
    end,
  })),
});

describe.each(files)('%s.json', (name) => {
  const json = fixture(`${name}.json`);
  const record = parseRecord(json);
  const old = JSON.parse(json) as Old;

  it('has the verdict it had on losses, to the last digit', () => {
    const [now, then] = [verdictOf(record), JSON.parse(fixture(`${name}.verdict.json`)) as Verdict];
    expect(ofLosses(now)).toEqual(ofLosses(then));
    expect(then.notes).toEqual(expect.arrayContaining([...now.notes]));
    const { answers, comparisons } = now;
    expect(answers.map(({ value, interval }) => [value, interval])).toEqual(
      comparisons.map(({ end }) => (end?.interval ? [end.mean, end.interval] : [undefined, undefined])),
    );
  });

  it('makes no claims by time any more: how uncertain its seconds are is not known', () => {
    const { comparisons, sentences } = verdictOf(record);
    for (const [i, { untimed, equalSeconds, reach, obstacles, outcome }] of comparisons.entries()) {
      expect([equalSeconds, reach?.seconds]).toEqual([undefined, undefined]);
      expect(['unknown', 'apart', undefined]).toContain(untimed);
      expect(untimed === undefined).toBe(obstacles.length > 0);
      const told = !obstacles.length && ['lower', 'higher', 'unresolved'].includes(outcome);
      expect(sentences[i]!.includes('Nothing is claimed by time')).toBe(told);
    }
  });

  it('keeps every curve, every device and every word', () => {
    expect(record.arms.map(({ runs }) => runs.map((r) => [r.train, r.validation]))).toEqual(
      old.arms.map(({ replicas }) => replicas.map((r) => [r.train, r.validation])),
    );
    expect(record.arms.map(({ runs }) => runs.map((r) => deviceOf(record, r)))).toEqual(
      old.arms.map(({ replicas, origin }) =>
        replicas.map((r) => ({ ...(origin?.device ?? old.device), ...(r.device && { adapter: r.device }) })),
      ),
    );
    expect(record.floors.map((line) => [floorName(record, line), line.loss])).toEqual(
      old.references.map((r) => [r.label, r.loss]),
    );
    const names = record.arms
      .map(({ inside }) => inside?.traces ?? [])
      .map((traces) => traces.map((t) => words().traceName(t.kind, t.part, t.index)));
    expect(names).toEqual(old.arms.map(({ inside }) => (inside?.traces ?? []).map((t) => t.group)));
  });

  it('is the same after another round through a file', () => {
    expect(parseRecord(exportRecord(record))).toEqual(record);
    expect(upgradedRecord(record)).toBe(record);
  });
});

it.each(files)('%s.json was trained by AdamW, at rates as they are given', (name) => {
  for (const { config } of parseRecord(fixture(`${name}.json`)).arms)
    expect(config).toMatchObject({ optimizer: 'adamw', rateRule: 'none', muonRate: baseArm.muonRate });
});

it('seeds that were added have a training of their own', () => {
  const { trainings, arms, startedAt } = parseRecord(fixture('widths.json'));
  expect(arms.map(({ runs }) => runs.map((r) => r.training))).toEqual([0, 1].map(() => [0, 0, 0, 1, 1]));
  expect(trainings.map((t) => [t.startedAt, t.device.adapter])).toEqual([
    [startedAt, trainings[0]!.device.adapter],
    [undefined, 'other gpu'],
  ]);
});

it('runs of a comparison keep the trainings of the experiments they came from', () => {
  const { trainings, arms } = parseRecord(fixture('comparison.json'));
  expect(arms.map(({ runs }) => runs.map((r) => r.training))).toEqual([
    [0, 0, 0, 2],
    [1, 1, 1],
    [0, 0, 0],
  ]);
  expect(trainings[2]!.device.adapter).toBe('other gpu');
});

describe('a reason of version 2', () => {
  const reasons = (reason: string, ofRun = reason): ExperimentRecord => {
    const { floors: _, trainings, ...now } = sampleRecord({ status: 'stopped' });
    const { device } = trainings[0]!;
    const arms = now.arms.map(({ runs, ...arm }) => ({
      ...arm,
      replicas: runs.map(({ training, ...run }) => ({ ...run, batch: training, status: 'diverged', reason: ofRun })),
    }));
    return parseRecord(JSON.stringify({ ...now, version: 2, device, references: [], reason, arms }));
  };

  it.each([
    ['The loss was no longer a number at step 17: a lower learning rate usually helps.', 'diverged'],
    ['a: b: The loss was no longer a number at step 17: a lower learning rate usually helps.', 'ofArm'],
    ['Imported before it had ended.', 'importedUnfinished'],
    ['The GPU stopped answering (no reason given): everything up to the last checkpoint is kept.', 'said'],
    ['', 'said'],
  ])('“%s” is a code, and says the same', (sentence, code) => {
    const { reason, arms } = reasons(sentence);
    for (const said of [reason!, arms[0]!.runs[0]!.reason!]) {
      expect(said.code).toBe(code);
      expect(sentenceOf(said)).toBe(sentence);
    }
  });
});

it('marks that were stored beside a record are those of runs now', () => {
  const record = sampleRecord();
  const kept = { baseline: 0, marks: { note: 'a', runs: [{ arm: 1, replica: 1, pinned: true }] } };
  expect(withMarks(record, kept)).toMatchObject({ baseline: 0, marks: { note: 'a', runs: [{ arm: 1, run: 1, pinned: true }] } });
});

it('what is damaged is left for the schema to find, and never throws on the way', () => {
  for (const arms of [
    undefined,
    7,
    [7],
    [{ replicas: 7 }],
    [{ replicas: [7] }],
    [{ replicas: [{ batch: 'x' }], inside: 7, origin: 7 }],
  ])
    for (const version of [1, 2])
      expect(() => parseRecord(JSON.stringify({ ...sampleRecord(), version, arms, references: 7, marks: 7 }))).toThrow(
        /^This is not a Plateau experiment: /,
      );
});
