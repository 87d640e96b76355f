// What a lesson about size has beneath its scale chart, in a real browser.

import { html } from 'lit';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { LessonPanel } from '#src/components/curves/scale/lesson-panel.ts';
import { fitPoints } from '#src/science/fit/fit-points.ts';
import { lawPoints } from '#src/science/scaling/law-points.ts';
import { setServices } from '#src/store/services.ts';
import { fits } from '#src/words/english/fits.ts';
import { learn } from '#src/words/language.ts';
import { fakeExperiments } from '../../../store/fake-experiments.ts';
import { fakeSetups } from '../../../store/fake-setups.ts';
import { sweepRecord } from '../../../store/fake-sweep.ts';
import { fakeWorker } from '../../../store/fake-worker.ts';
import { expectAccessible, find, findAll, mount, words } from '../../mount.ts';
import '#src/components/curves/scale/lesson-panel.ts';

beforeAll(() => learn(fits));

const panel = (experiment: string): Promise<LessonPanel> => {
  const record = { ...sweepRecord(), experiment };
  const points = lawPoints(record);
  const law = { points, report: fitPoints(points), next: undefined };
  return mount(html`<lesson-panel .record=${record} .law=${law}></lesson-panel>`);
};

describe('lesson-panel', () => {
  it('has what serving costs beneath the lesson that asks it', async () => {
    const element = await panel('serving');
    await vi.waitFor(() => expect(words(find(element, 'served-panel .answer'))).toMatch(/costs least in all/));
    await expectAccessible(element);
  });

  it('has the race beneath the lesson on catching up, with the α of its own points', async () => {
    setServices({ worker: fakeWorker(), experiments: fakeExperiments(), setups: fakeSetups() });
    const element = await panel('meek');
    await vi.waitFor(() => expect(words(find(element, 'meek-panel .own'))).toMatch(/^Of 48 runs here, α is 0\.\d+ \(95 %/));
  });

  it('has nothing before something was trained', async () => {
    const before = await panel('meek');
    await vi.waitFor(() => find(before, 'meek-panel'));
    before.law = undefined;
    await before.updateComplete;
    expect(findAll(before, '*')).toEqual([]);
  });

  it.each(['own', 'law', 'depth'])('has nothing beneath %s', async (id) => {
    const element = await panel(id);
    expect(findAll(element, '*')).toEqual([]);
  });
});
