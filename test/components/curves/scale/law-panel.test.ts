// What is said of a law, in a real browser: its numbers, what it foretold, and why it withholds what it does.

import { html } from 'lit';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LawPanel, PointGuessed } from '#src/components/curves/scale/law-panel.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { lossAt, type Law } from '#src/science/fit/laws/law.ts';
import { lawPoints, sizeInLaw, tokensOf } from '#src/science/scaling/law-points.ts';
import type { FoundLaw } from '#src/store/scaling/fitted-law.ts';
import { fits } from '#src/words/english/fits.ts';
import { learn } from '#src/words/language.ts';
import { endedLesson, sweepRecord } from '../../../store/fake-sweep.ts';
import { expectAccessible, find, findAll, heard, mount, words } from '../../mount.ts';
import '#src/components/curves/scale/law-panel.ts';

beforeAll(() => learn(fits));

/** The best size of the largest budget is smaller than all that were trained. */
const leaning: Law = { E: 1.5, A: 2.2, alpha: 0.5, B: 60, beta: 0.5 };

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

  it('says in place of the law why there is none of a few points', async () => {
    const element = await panel(sweepRecord(2));
    await expectAccessible(element);
    expect([findAll(element, 'table'), findAll(element, 'ul')]).toEqual([[], []]);
    expect(words(find(element, 'p'))).toContain('A law needs at least 9 runs that ended');
  });

  it('says in place of each number why it is not told, once, and of those that follow from it that they do', async () => {
    const record = sweepRecord();
    // Parameters teach nothing here.
    for (const { runs, config } of record.arms)
      runs.forEach((run, seed) => {
        run.ends = [[2034, 1.5 + 60 * (config.steps * 256) ** -0.4 + 0.004 * Math.sin(3 * config.width + 2 * seed)]];
      });
    const element = await panel(record);
    await expectAccessible(element);
    const rows = Object.fromEntries(findAll(element, 'tbody tr').map((row) => [words(row).split(' ')[0], words(row)]));
    expect(rows['α']).toBe('α The loss may not fall with parameters at all in these runs, so α is not told.');
    expect([rows['A'], rows['a']]).toEqual(['A Not told, because α is not.', 'a Not told, because α is not.']);
    expect(rows['β']).toMatch(/^β 0\.\d+ .*how fast tokens help$/);
    expect(words(element).split('so α is not told').length).toBe(2);
    expect(words(element)).toMatch(
      /The best size for [\d.]+[GT] FLOP, what the dearest runs took: Where a budget is spent best cannot be told/,
    );
  });

  it('says in place of the best size why it is not told', async () => {
    const record = endedLesson('budget', (size, arm, seed) => lossAt(leaning, size) + 0.0003 * Math.sin(3 * arm + 2 * seed));
    const text = words(await panel(record));
    expect(text).toMatch(/what the dearest runs took: The best number of parameters for this compute would be/);
    expect(text).not.toMatch(/it would be best to train/);
  });

  it('says nothing about places that were only drawn, and of the point that it foretells how far that lies', async () => {
    const record = sweepRecord();
    const points = lawPoints(record);
    const far = { parameters: 1e9, tokens: 1e9 };
    const found = { ...lawOf(record), report: fitPoints(points, { at: [far] }) };
    expect(found.report.refusals.map(({ code }) => code)).toContain('fitBeyond');
    const element = await mount<LawPanel>(html`<law-panel .record=${record} .found=${found}></law-panel>`);
    // Once, of the best size.
    expect(words(element).match(/nothing is told beyond/g)).toHaveLength(1);
    const next = { ...found.next!, said: found.report.bands[0]!, ended: undefined };
    element.found = { ...found, next };
    await element.updateComplete;
    expect(words(element)).toMatch(
      /The largest point is width 128, steps 400\. This lies [\d.,e+]+k? times beyond what was trained/,
    );
    const near = fitPoints(points, { at: [{ parameters: 2 * Math.max(...points.map((p) => p.parameters)), tokens: 51_200 }] });
    element.found = { ...found, next: { ...next, said: near.bands[0]! } };
    await element.updateComplete;
    expect(words(element)).toMatch(/has not ended\. The law .* says between .* This lies 2 times beyond .*only a range is told/);
  });

  it('has the floor of a made-up source beside E, told or not', async () => {
    const record = sweepRecord();
    record.floors = [{ kind: 'rule', loss: 1.62 }];
    expect(words(findAll(await panel(record), 'tbody tr')[0]!)).toMatch(
      /^E 1\.\d+ .* \(95 %\); the floor of this source is 1\.620/,
    );
    const few = sweepRecord(8);
    few.floors = [{ kind: 'rule', loss: 0 }];
    const row = words(findAll(await panel(few), 'tbody tr')[0]!);
    expect(row).toMatch(/the floor of this source is 0\.000/i);
  });

  it('says what repeated text is worth, of these runs and as published, and that this law knows no overfitting', async () => {
    const record = endedLesson(
      'wall',
      ({ tokens }, arm, seed) => 1.5 + 55 * tokens ** -0.4 + [0, 0.02, 0.2, 0.9, 0, 0, 0, 0][arm]! + seed / 2000,
    );
    const points = lawPoints(record);
    const found: FoundLaw = { points, report: fitPoints(points), next: undefined };
    const element = await mount<LawPanel>(html`<law-panel .record=${record} .found=${found}></law-panel>`);
    await expectAccessible(element);
    const text = words(element);
    expect(text).toMatch(/^The law behind these points loss = E \+ B \/ D\^β, fitted to 12 runs of A, F, G, H;/);
    expect(text).toMatch(
      /published 15\.4 for large models \(dashed\)\. Of these runs: RD\* [\d.]+ \([\d.]+ to [\d.]+\), from 9 runs/,
    );
    expect(text).toContain('does not know that a small model learns little text by heart');
  });
});
