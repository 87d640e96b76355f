// What is said of a law, in a real browser: its numbers, what it foretold, and why it withholds what it does.

import { html } from 'lit';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LawPanel, PointGuessed } from '#src/components/curves/scale/law-panel.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { lawPoints, sizeInLaw, tokensOf } from '#src/science/scaling/law-points.ts';
import type { FoundLaw } from '#src/store/scaling/fitted-law.ts';
import { fits } from '#src/words/english/fits.ts';
import { learn } from '#src/words/language.ts';
import { sweepRecord } from '../../../store/fake-sweep.ts';
import { expectAccessible, find, findAll, heard, mount, words } from '../../mount.ts';
import '#src/components/curves/scale/law-panel.ts';

beforeAll(() => learn(fits));

function lawOf(record: ExperimentRecord): FoundLaw {
  const points = lawPoints(record);
  const arm = record.arms.length - 1;
  const size = { parameters: sizeInLaw(record.arms[arm]!), tokens: tokensOf(record.arms[arm]!) };
  const others = points.filter((point) => point.arm !== arm);
  const before = fitPoints(others, { at: [size] });
  const ends = points.filter((point) => point.arm === arm).map(({ loss }) => loss);
  const ended = ends.length ? ends.reduce((a, b) => a + b) / ends.length : undefined;
  const next = before.bands[0] && { arm, said: before.bands[0], others: before.n, ended };
  return { points, report: fitPoints(points, { at: [size] }), next };
}

const panel = (record: ExperimentRecord, guess?: number, guessable = false): Promise<LawPanel> =>
  mount(html`<law-panel .record=${record} .found=${lawOf(record)} .guess=${guess} ?guessable=${guessable}></law-panel>`);

describe('law-panel', () => {
  it('tells the numbers of the law with their intervals, and what they mean', async () => {
    const element = await panel(sweepRecord());
    await expectAccessible(element);
    expect(words(find(element, '.formula'))).toBe('loss = E + A / N^α + B / D^β');
    expect(findAll(element, 'tbody th').map(words)).toEqual(['E', 'A', 'α', 'B', 'β', 'a']);
    expect(words(findAll(element, 'tbody tr')[2]!)).toMatch(/^α 0\.4\d+ 0\.4\d+ to 0\.4\d+ \(95 %\) how fast parameters help$/);
    find(element, 'summary').click();
    await expectAccessible(element);
    expect(findAll(element, 'circle')).toHaveLength(48);
  });

  it('says what the law of all others had foretold, and who was nearer', async () => {
    const record = sweepRecord();
    const said = (guess?: number) => panel(record, guess).then((element) => words(element));
    expect(await said()).toMatch(
      /The largest point, width 128, steps 400, ended at 2\.\d+\. The law of the other 45 runs had said 2\./,
    );
    expect(await said(9)).toContain('The law was nearer.');
    const ended = lawOf(record).next!.ended!;
    expect(await said(Number(ended.toFixed(6)))).toContain('You were nearer than the law.');
  });

  it('lets the visitor guess before the largest point has ended', async () => {
    const element = await panel(sweepRecord(15), undefined, true);
    expect(words(element)).toMatch(/has not ended\. The law of the other 45 runs says/);
    await expectAccessible(element);
    const slider = find<HTMLInputElement>(element, 'input');
    const moved = heard<PointGuessed>(element, 'point-guessed');
    const loss = Number((Number(slider.min) + 0.1).toFixed(2));
    slider.value = String(loss);
    slider.dispatchEvent(new Event('input'));
    expect((await moved).kept).toBe(false);
    await element.updateComplete;
    const kept = heard<PointGuessed>(element, 'point-guessed');
    find(element, 'button').click();
    expect(await kept).toEqual({ loss, kept: true });
  });

  it('says why there is no law of a few points', async () => {
    const element = await panel(sweepRecord(2));
    await expectAccessible(element);
    expect(findAll(element, 'table')).toEqual([]);
    expect(words(find(element, 'ul'))).toContain('A law needs at least 9 runs that ended');
  });
});
