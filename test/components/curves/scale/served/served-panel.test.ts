// What serving costs, in a real browser: of the sizes that were trained, of their law, and by published coefficients.

import { html } from 'lit';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ServedPanel } from '#src/components/curves/scale/served/served-panel.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { lawPoints } from '#src/science/scaling/law-points.ts';
import type { FoundLaw } from '#src/store/scaling/fitted-law.ts';
import { fits } from '#src/words/english/fits.ts';
import { learn } from '#src/words/language.ts';
import { sweepRecord } from '../../../../store/fake-sweep.ts';
import { expectAccessible, find, findAll, mount, words } from '../../../mount.ts';
import { pixels } from '../../../pixels.ts';
import '#src/components/curves/scale/served/served-panel.ts';

beforeAll(() => learn(fits));

const lawOf = (record: ExperimentRecord): FoundLaw => {
  const points = lawPoints(record);
  return { points, report: fitPoints(points), next: undefined };
};
const panel = (record = sweepRecord(), law: FoundLaw | undefined = lawOf(record)): Promise<ServedPanel> =>
  mount(html`<served-panel .record=${record} .law=${law}></served-panel>`);

async function serve(element: ServedPanel, power: number): Promise<string> {
  const slider = find<HTMLInputElement>(element, '#served');
  slider.value = String(power);
  slider.dispatchEvent(new Event('input'));
  await element.updateComplete;
  return words(find(element, '.answer'));
}
const cheapest = (said: string): number => Number(/width (\d+) costs least/.exec(said)?.[1]);

describe('served-panel', () => {
  it('says which size is cheapest in all, how sure that is, and of what it is made', async () => {
    const element = await panel();
    await expectAccessible(element);
    expect(words(find(element, '.answer'))).toMatch(
      /^At a loss of 2\.\d+, width \d+ costs least in all: [\d.]+ [GT]FLOP, [\d.]+ % of it for serving\. The next, width \d+, costs [\d.]+ times as much/,
    );
    const rows = findAll(element, 'tbody tr');
    expect(rows.length).toBeGreaterThan(1);
    expect(words(find(element, 'tr.cheapest th'))).toBe(`width ${cheapest(words(find(element, '.answer')))}`);
  });

  it('is moved along powers of ten by slider and keys, and tells its value in words', async () => {
    const record = sweepRecord();
    const { points } = lawOf(record);
    // As if the smallest had needed eight times as long for what it learned.
    const slow = points.map((p) => (record.arms[p.arm]!.config.width === 16 ? { ...p, tokens: 8 * p.tokens } : p));
    const element = await panel(record, { points: slow, report: fitPoints(slow), next: undefined });
    const slider = find<HTMLInputElement>(element, '#served');
    const [low, high] = [Number(slider.min), Number(slider.max)];
    const ends = [await serve(element, low), await serve(element, high)].map(cheapest);
    expect(ends[0]!).toBeGreaterThan(ends[1]!);
    expect(ends[1]).toBe(16);
    await serve(element, 6);
    expect(slider.getAttribute('aria-valuetext')).toBe('1M tokens');
    expect(words(find(element, 'output'))).toBe('1M tokens');
    expect(find(element, 'chart-frame [role=figure]').getAttribute('aria-label')).toContain('At 1M tokens: width 16 × ');
  });

  it('draws a line for each size that got there', async () => {
    const element = await panel();
    for (const arm of 'ab') await vi.waitFor(() => expect(pixels(element, `--arm-${arm}`)).toBeGreaterThan(30));
  });

  it('says what the law of the points says, and nothing in its name where that is not told', async () => {
    const element = await panel();
    await serve(element, 6);
    expect(words(find(element, '.law'))).toMatch(
      /^The law of these points (says: [\d.]+k? parameters on|would go more than 4 times)/,
    );
    const record = sweepRecord(6);
    expect(findAll(await panel(record), '.law')).toEqual([]);
  });

  it('shows the published anchor for what it is', async () => {
    expect(words(await panel())).toContain(
      'By published coefficients, not measured here (Hoffmann and others 2022, α 0.336, β 0.283): as good as the best model of 13 billion parameters is one of 7.0 billion that is trained longer, on 1.25 trillion tokens. For 2 trillion tokens served it saves 17.4 % in all.',
    );
  });

  it('shows nothing before there are points, and asks for two sizes where there is one', async () => {
    const record = sweepRecord(0);
    expect(words(await panel(record, undefined))).toBe('');
    const one = sweepRecord();
    const { points } = lawOf(one);
    const alone = points.filter(({ arm }) => one.arms[arm]!.config.width === 16);
    const element = await panel(one, { points: alone, report: fitPoints(alone), next: undefined });
    await expectAccessible(element);
    expect(words(element)).toContain('Two sizes that have reached the same loss are needed here');
  });

  it('names the sizes of which it says nothing', async () => {
    const record = sweepRecord();
    const { points } = lawOf(record);
    const few = points.filter(({ arm }) => record.arms[arm]!.config.width !== 128 || record.arms[arm]!.config.steps === 400);
    expect(words(await panel(record, { points: few, report: fitPoints(few), next: undefined }))).toContain(
      'width 128 was past this loss at its shortest, so nothing is said of it.',
    );
  });
});
