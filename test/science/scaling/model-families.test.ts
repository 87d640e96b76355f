// Which arms are one model in several sizes, and which of them one law is about.

import { describe, expect, it } from 'vitest';
import { baseArm } from '#src/experiment/settings.ts';
import { armsOf } from '#src/experiment/sweep/sweep.ts';
import { armsOfLaw, familiesOf, familyName } from '#src/science/scaling/model-families.ts';
import { asksForLaw } from '#src/science/scaling/law-points.ts';
import { emptyRecord, lessonNamed } from '../../store/fake-record.ts';

const record = (id: string) => {
  const spec = lessonNamed(id).spec('nano');
  return { ...emptyRecord(spec), ...(spec.sweep && { sweep: spec.sweep }) };
};
const named = (id: string): [string, number][] =>
  familiesOf(record(id).arms.map(({ config }) => config)).map((family) => [familyName(record(id), family), family.arms.length]);

describe('families', () => {
  it('are told apart by an idea, in as many sizes or lengths as it was tried', () => {
    expect(named('better-idea')).toEqual([
      ['usual', 3],
      ['wires', 3],
      ['Muon', 3],
    ]);
    expect(named('parameters')).toEqual([
      ['usual', 5],
      ['wire', 5],
    ]);
    expect(named('depth').map(([, arms]) => arms)).toEqual([3, 3, 2]);
  });

  it('are also told apart by a rate, where there are two of one size', () => {
    expect(named('trap')).toEqual([
      ['one rate', 4],
      ['its own rate', 3],
    ]);
  });

  it('are one where nothing but size and length differ', () => {
    for (const id of ['law', 'budget', 'longer']) expect(named(id)).toHaveLength(1);
  });

  it('stand in a grid as well as in a list', () => {
    const arms = armsOf(baseArm, { axes: [{ width: [16, 32, 64] }, { optimizer: ['adamw', 'muon'] }, { steps: [100, 200] }] });
    const families = familiesOf(arms.map(({ config }) => config));
    expect(families.map(({ arms: these }) => these)).toEqual([
      [0, 1, 4, 5, 8, 9],
      [2, 3, 6, 7, 10, 11],
    ]);
  });
});

describe('a law', () => {
  it('is about the family of the baseline, whatever rate its sizes have, and however often it read its text', () => {
    expect([...armsOfLaw(record('parameters'))]).toEqual([0, 1, 2, 3, 4]);
    expect([...armsOfLaw(record('law'))]).toHaveLength(20);
    expect([...armsOfLaw(record('trap'))]).toHaveLength(7);
    // The beginning of the book is another text than pieces of all of it.
    expect([...armsOfLaw(record('wall'))]).toEqual([0, 1, 2, 3, 5, 6, 7]);
  });

  it('is looked for in sweeps, and where some read their text again beside enough who did not', () => {
    expect(['law', 'budget', 'wall'].map((id) => asksForLaw(record(id)))).toEqual([true, true, true]);
    expect(['data', 'longer', 'better-idea', 'by-heart'].map((id) => asksForLaw(record(id)))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
