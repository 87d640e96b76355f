// The lessons about what comes after pre-training: their words, their settings, their recordings.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readJson } from '#src/experiment/files/json.ts';
import { checkStudy } from '#src/experiment/study/study-schema.ts';
import { exportStudy } from '#src/experiment/study/study-file.ts';
import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import { programOf } from '#src/lab/programs.ts';
import { newStudy } from '#src/lab/run-study.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { studies } from '#src/lessons/studies.ts';
import { afterTraining, isStudy } from '#src/lessons/study-names.ts';
import { studySeeds } from '#src/lessons/study-lesson.ts';
import { fuzz, fuzzTimeout, mutations, takenOrRefused } from '../fuzz.ts';

const recordingOf = (id: string): string => `public/recordings/${id}-nano.json`;
const recorded = (id: string): StudyRecord => checkStudy(readJson(readFileSync(recordingOf(id), 'utf8')));

test('the names in the row of lessons are those of the lessons, and no experiment has one of them', () => {
  expect(afterTraining.lessons).toEqual(studies.map(({ id, title }) => ({ id, title })));
  expect(lessons.some(({ id }) => isStudy(id))).toBe(false);
});

describe.each(studies.map((study) => [study.id, study] as const))('%s', (id, study) => {
  test('asks one question, in at most two sentences', () => {
    expect(study.question.match(/[.?!](?=\s|$)/g)!.length).toBeLessThanOrEqual(2);
    expect(study.question).toContain('?');
    expect(study.guess.question.length).toBeLessThan(200);
    expect(study.claim.url).toMatch(/^https:\/\//);
    for (const text of [study.real, study.notShown]) expect(text).toMatch(/[.?]$/);
  });

  test('every size sets every setting, within its range', () => {
    for (const [size, settings] of Object.entries(study.sizes)) {
      expect(Object.keys(settings).sort(), size).toEqual(study.settings.map(({ key }) => key).sort());
      for (const { key, min, max, step } of study.settings) {
        expect(settings[key], `${size} ${key}`).toBeGreaterThanOrEqual(min);
        expect(settings[key], `${size} ${key}`).toBeLessThanOrEqual(max);
        if (step !== undefined) expect(Number.isInteger(settings[key])).toBe(true);
      }
    }
  });

  test('has a program, and says nothing of an empty record', async () => {
    expect(await programOf(id)).toBeTypeOf('function');
    const empty = newStudy('a', { study: id, size: 'nano', seeds: studySeeds, settings: study.sizes.nano });
    expect(study.answer(empty)).toEqual([]);
    expect(study.guess.measured(empty)).toBeUndefined();
    for (const chart of study.charts) expect(() => chart.levels?.(empty)).not.toThrow();
  });

  test('has a recording of three seeds that ended, of the settings it has now, that every chart and the answer use', () => {
    expect(existsSync(recordingOf(id))).toBe(true);
    const record = recorded(id);
    expect(`${exportStudy(record)}\n`).toBe(readFileSync(recordingOf(id), 'utf8'));
    expect(record).toMatchObject({ study: id, size: 'nano', status: 'finished', seeds: studySeeds, settings: study.sizes.nano });
    const answer = study.answer(record);
    expect(answer.length).toBeGreaterThan(0);
    for (const sentence of answer) expect(sentence).toMatch(/^[A-Z][^\n]+\.$/);
    expect(answer.join(' ')).not.toMatch(/NaN|undefined|Infinity/);
    expect(study.guess.measured(record)).toBeGreaterThanOrEqual(study.guess.min);
    expect(study.guess.measured(record)).toBeLessThanOrEqual(study.guess.max);
    // A chart may be of larger sizes alone: then nothing of it was measured.
    const drawn = study.charts.filter(({ lines }) =>
      lines.some(({ line }) => record.points.some((point) => point.line === line)),
    );
    expect(drawn[0]).toBe(study.charts[0]);
    for (const { title, lines } of drawn)
      for (const { line } of lines)
        expect(
          record.points.some((point) => point.line === line),
          `${title}: ${line}`,
        ).toBe(true);
    for (const { stage } of record.transcripts) expect(Object.keys(study.stages)).toContain(stage);
    for (const stage of Object.keys(record.policies)) expect(Object.keys(study.stages)).toContain(stage);
  });

  test('whatever a record from elsewhere holds, it is answered and drawn', { timeout: fuzzTimeout }, () => {
    const record = recorded(id);
    // A few points of every line are enough to change.
    const seen = new Map<string, number>();
    const points = record.points.filter(({ line }) => {
      seen.set(line, (seen.get(line) ?? 0) + 1);
      return seen.get(line)! <= 3;
    });
    fuzz(400, mutations([{ ...record, points, transcripts: [], policies: {} }]), (value) => {
      const taken = takenOrRefused(() => checkStudy(readJson(JSON.stringify(value) ?? 'undefined')));
      if (!taken) return;
      expect(study.answer(taken).every((sentence) => typeof sentence === 'string')).toBe(true);
      study.guess.measured(taken);
      for (const chart of study.charts) chart.levels?.(taken);
    });
  });
});
