// Learning rates by width: the rule is chosen in words, and rates that were tried are used and told.

import { html } from 'lit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RateTuning } from '#src/components/setup/rate-tuning.ts';
import type { ChoiceField } from '#src/components/base/field/choice-field.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { armsOf, type Axis } from '#src/experiment/sweep/sweep.ts';
import { connect } from '#src/store/connect.ts';
import { draft, draftFromSpec, setAxis, setOption, spec } from '#src/store/setup/draft.ts';
import { ratesHere } from '#src/store/shown/rates-here.ts';
import * as session from '#src/store/shown/session.ts';
import { fakeExperiments } from '../../store/fake-experiments.ts';
import { fakeSetups } from '../../store/fake-setups.ts';
import { fakeWorker, type FakeWorker } from '../../store/fake-worker.ts';
import { expectAccessible, find, findAll, mount, words } from '../mount.ts';
import '#src/components/base/field/choice-field.ts';
import '#src/components/setup/rate-tuning.ts';

const config: ArmConfig = { ...baseArm, depth: 2, heads: 1, learningRate: 0.01, rateRule: 'width' };
let best = 0.01; // the rate at which the fake losses are lowest
let worker: FakeWorker;
let disconnect: () => void = () => {};
afterEach(async () => {
  await session.reset();
  disconnect();
});

/** Losses on the text that decides, of a check that has ended. */
function decided({ arms, status }: ExperimentRecord): void {
  for (const { config, runs } of arms)
    for (const run of runs) {
      if (status === 'finished') run.status = 'finished';
      run.deciding = [[50, 2 + Math.log2(config.learningRate / best) ** 2]];
    }
}

const setUp = (axes: readonly Axis[], change: Partial<ArmConfig> = {}): Promise<RateTuning> => {
  const sweep = { axes };
  draftFromSpec({
    experiment: 'own',
    title: 'Grid',
    question: '',
    size: 'nano',
    seeds: [0],
    arms: armsOf({ ...config, ...change }, sweep),
    sweep,
  });
  return mount<RateTuning>(html`<rate-tuning .here=${ratesHere}></rate-tuning>`);
};
const widths: readonly Axis[] = [{ width: [8, 16] }, { steps: [100, 200] }];

beforeEach(async () => {
  best = 0.01;
  const experiments = fakeExperiments();
  worker = fakeWorker(0, 4, (record) => {
    decided(record);
    experiments.kept.set(record.id, structuredClone(record));
  });
  disconnect = await connect({ worker, experiments, setups: fakeSetups() });
});

const button = (element: Element, text: string): HTMLButtonElement | undefined =>
  findAll<HTMLButtonElement>(element, 'button').find((each) => words(each).startsWith(text));
const rates = (): number[] => draft.get().arms.map((arm) => arm.config.learningRate);

async function tried(element: RateTuning, press = 'tune on this device'): Promise<void> {
  button(element, press)!.click();
  await vi.waitFor(() => expect(session.state.get().phase).toBe('training'));
  worker.advance(4);
  await vi.waitFor(() => expect(session.active.get()).toBe(false));
  await element.updateComplete;
}

describe('the rule across widths', () => {
  it('is chosen in words, for all points', async () => {
    const element = await setUp(widths);
    const field = find<ChoiceField>(element, 'choice-field');
    expect([field.value, field.choices.map(({ label }) => label)]).toEqual(['width', ['as given', 'matrices ∝ 1/width', 'muP']]);
    expect(words(find(element, '#rule'))).toBe(
      'Matrices train at 0.08 at width 8 and 0.04 at width 16, as given at 64; embeddings and head at the rate as given.',
    );
    const choose = (value: string): Promise<boolean> => {
      field.dispatchEvent(new CustomEvent('choice-changed', { detail: { value } }));
      return element.updateComplete;
    };
    await choose('none');
    expect(words(find(element, '#rule'))).toMatch(/0\.01 at width 8 and 0\.01 at width 16: one rate rarely suits all widths\.$/);
    await choose('mup');
    expect(draft.get().arms.map((arm) => arm.config.rateRule)).toEqual(['mup', 'mup', 'mup', 'mup']);
    expect(words(find(element, '#rule'))).toMatch(/muP scales logits and attention, too\.$/);
    await expectAccessible(element);
  });

  it('takes the place of rates that follow the width along an axis', async () => {
    const element = await setUp([{ width: [8, 16], learningRate: [0.02, 0.01] }], { rateRule: 'none' });
    expect(words(find(element, '#rule'))).toBe('Matrices train at 0.02 at width 8 and 0.01 at width 16.');
    find(element, 'choice-field').dispatchEvent(new CustomEvent('choice-changed', { detail: { value: 'width' } }));
    await element.updateComplete;
    expect(draft.get().sweep!.axes).toEqual([{ width: [8, 16] }]);
    expect(words(find(element, '#rule'))).toMatch(/^Matrices train at 0\.02 at width 8 and 0\.01 at width 16, as given at 64/);
  });

  it('is not asked where no widths differ', async () => {
    expect(findAll(await setUp([{ steps: [100, 200] }]), 'choice-field')).toEqual([]);
  });
});

describe('tuning', () => {
  it('tells how far it is, and sets up the best rates', async () => {
    const element = await setUp(widths);
    best = 0.019;
    button(element, 'tune on this device (20 short runs)')!.click();
    await vi.waitFor(() => expect(session.state.get().phase).toBe('training'));
    worker.advance(2);
    await vi.waitFor(() => expect(words(find(element, '[role=status]'))).toBe('Trying learning rates: 50 % done.'));
    await expectAccessible(element);
    worker.advance(2);
    await vi.waitFor(() =>
      expect(findAll(element, 'li').map(words)).toEqual([
        'width 8: learning rate 0.02, best of 5 tried',
        'width 16: learning rate 0.02, best of 5 tried',
      ]),
    );
    expect(rates()).toEqual([0.02, 0.02, 0.02, 0.02]);
    expect(button(element, 'tune')).toBeUndefined();
    await expectAccessible(element);
    expect(spec.get().arms[0]!.tuned!.tried).toHaveLength(5);
    button(element, 'back to the rates')!.click();
    expect(rates()).toEqual([0.01, 0.01, 0.01, 0.01]);
  });

  it('stopped, leaves what was set up as it was', async () => {
    const element = await setUp(widths);
    const before = draft.get();
    button(element, 'tune on this device')!.click();
    await vi.waitFor(() => expect(session.state.get().phase).toBe('training'));
    worker.advance(2);
    await vi.waitFor(() => button(element, 'stop')!.click());
    await vi.waitFor(() => expect(button(element, 'tune on this device')).toBeDefined());
    expect(draft.get()).toEqual(before);
  });

  it('says where the best lies at the edge, and goes on from there', async () => {
    const element = await setUp(widths);
    best = 0.08;
    await tried(element);
    await vi.waitFor(() =>
      expect(findAll(element, 'li').map(words)[0]).toBe(
        'width 8: learning rate 0.04, best of 5 tried, the highest of them: a better one may lie beyond',
      ),
    );
    await tried(element, 'try further rates (8 short runs)');
    await vi.waitFor(() => expect(findAll(element, 'li').map(words)[1]).toBe('width 16: learning rate 0.08, best of 7 tried'));
    expect(button(element, 'try')).toBeUndefined();
  });

  it('holds for points of the same shape, until their rate is typed', async () => {
    const element = await setUp(widths);
    best = 0.005;
    await tried(element);
    await vi.waitFor(() => expect(rates()).toEqual([0.005, 0.005, 0.005, 0.005]));
    setAxis(0, [8, 32]);
    expect(rates()).toEqual([0.005, 0.005, 0.01, 0.01]);
    await element.updateComplete;
    expect(findAll(element, 'li').map(words)).toEqual([expect.stringMatching(/learning rate 0\.005, best of 5 tried$/)]);
    expect(button(element, 'tune on this device (10 short runs)')).toBeDefined();
    setOption(0, 'learningRate', 0.03);
    await element.updateComplete;
    expect([rates(), findAll(element, 'li')]).toEqual([[0.03, 0.03, 0.03, 0.03], []]);
  });

  it('is not offered where the rate is what the sweep is about', async () => {
    const element = await setUp([{ learningRate: [0.01, 0.02] }]);
    expect(findAll(element, 'button')).toEqual([]);
  });
});
