// What ideas are worth and where budgets are spent best, in words.

import { html } from 'lit';
import { describe, expect, it } from 'vitest';
import type { MeasuredPanel } from '#src/components/curves/scale/measured-panel.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { lossAt } from '#src/science/fit/laws/law.ts';
import { curvesOf } from '#src/store/shown/curves.ts';
import { emptyRecord, lessonNamed } from '../../../store/fake-record.ts';
import { endedLesson, endedRecord } from '../../../store/fake-sweep.ts';
import { expectAccessible, findAll, mount, words } from '../../mount.ts';
import '#src/components/curves/scale/measured-panel.ts';

const panel = (record: ExperimentRecord): Promise<MeasuredPanel> =>
  mount(html`<measured-panel .record=${record} .curves=${curvesOf(record)}></measured-panel>`);
/** The lines fall alike, and the others lie lower by so much. */
const ideas = (id: string, first: number, lower: number): ExperimentRecord =>
  endedLesson(
    id,
    ({ parameters, tokens }, arm, seed) => 4 - 0.1 * Math.log(parameters * tokens) - (arm < first ? 0 : lower) + seed / 1000,
  );

describe('measured-panel', () => {
  it('tells the worth of each idea in compute, with its interval and the loss at which it was read', async () => {
    const element = await panel(ideas('better-idea', 3, 0.05));
    await expectAccessible(element);
    const said = findAll(element, 'li').map(words);
    expect(said).toHaveLength(2);
    expect(said[1]).toMatch(
      /^Muon: worth 1\.65 times the compute of usual \(95 %: 1\.\d+ to 1\.\d+\), at loss 1\.\d{3}\. .* with each doubling of compute its lead .* % of the loss \(95 %/,
    );
    expect(findAll(await panel(ideas('parameters', 5, 0.02)), 'li').map(words)[0]).toMatch(/^Wire: worth 1\.2\d? times/);
  });

  it('says why there is no gain, or no word about scaling', async () => {
    const far = findAll(await panel(ideas('better-idea', 3, 2)), 'li').map(words);
    expect(far[0]).toMatch(/^Wires beside usual: No loss was reached by both/);
    const depth = findAll(await panel(ideas('depth', 3, 0.01)), 'li').map(words);
    expect(depth[1]).toContain('Which of two scales better cannot be told from 2 sizes');
  });

  it('tells the lowest point of each budget as a picture, and which have none', async () => {
    const element = await panel(endedLesson('budget', (size) => lossAt({ E: 1, A: 150, alpha: 0.55, B: 200, beta: 0.45 }, size)));
    await expectAccessible(element);
    expect(words(element)).toMatch(
      /^Each budget as a picture 1\.67G FLOP: the parabola through its losses is lowest at [\d.]+k parameters, loss/,
    );
    expect(words(element)).toMatch(/grow as compute to the power 0\.\d+\. .* the number is the law’s\.$/);
    const few = endedRecord(
      emptyRecord(lessonNamed('budget').spec('nano')),
      [0, 1, 5, 6, 7, 8, 9],
      ({ parameters }) => 3 - 1e-6 * parameters,
    );
    const said = findAll(await panel(few), 'li').map(words);
    expect(said[0]).toMatch(/^A curve at 1\.67G FLOP needs at least 3 sizes, and there are 2\.$/);
    expect(said[1]).toMatch(/^The losses at 3\.35G FLOP show no lowest point/);
  });

  it('says nothing where there is nothing to read', async () => {
    for (const id of ['law', 'longer', 'shortcuts']) expect(words(await panel(endedLesson(id, () => 2)))).toBe('');
  });
});
