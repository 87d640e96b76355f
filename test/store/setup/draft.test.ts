// Setting an experiment up.

import { beforeEach, describe, expect, it } from 'vitest';
import { differences } from '#src/experiment/differences.ts';
import { options } from '#src/experiment/options.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { stepOf } from '#src/science/step-cost.ts';
import { device, sources, stepTimes } from '#src/store/machine.ts';
import * as setup from '#src/store/setup/draft.ts';
import { armProblems, estimate, reasonNotToStart } from '#src/store/setup/readiness.ts';
import { sentenceOf } from '#src/words/message.ts';
import { filledRecord } from '../fake-record.ts';
import { fakeSources, goodDevice, noDevice } from '../fake-worker.ts';

const arms = (): readonly setup.Arm[] => setup.draft.get().arms;

beforeEach(() => {
  device.set(goodDevice);
  sources.set(fakeSources);
  stepTimes.set([{ ...stepOf(baseArm, 3), milliseconds: { step: 50, batch: 20, text: 100 } }]);
  for (const id of ['data', setup.ownId, 'shortcuts']) {
    setup.chooseExperiment(id);
    setup.restoreLesson();
  }
  setup.setSize('nano');
});

describe('arms', () => {
  it('can be added, duplicated and removed between one and twelve', () => {
    for (let i = 0; i < 10; i++) setup.duplicateArm(1);
    expect(arms()).toHaveLength(12);
    expect(new Set(arms().map((arm) => arm.name)).size).toBe(12);
    for (let i = 0; i < 15; i++) setup.removeArm(0);
    expect(arms()).toHaveLength(1);
  });

  it('show only what differs', () => {
    const [first, second] = arms();
    expect(differences(first!.config, second!.config)).toEqual([
      { key: 'firstLayer', label: 'First-layer shortcut', from: 'off', to: 'on' },
    ]);
    expect(differences(first!.config, first!.config)).toEqual([]);
  });

  it('leave a setting out that neither uses', () => {
    const { config } = arms()[0]!;
    expect(differences(config, { ...config, tokens: 5 })).toEqual([]);
  });

  it('differ in one thing, if that is what is wanted', () => {
    setup.changeOneThing(2, 'width', 64);
    expect(arms()[4]!.name).toBe('residual, Width 64');
    expect(differences(arms()[2]!.config, arms()[4]!.config).map((d) => d.key)).toEqual(['width']);
    setup.changeOneThing(2, 'width', arms()[2]!.config.width);
    setup.changeOneThing(9, 'width', 64);
    expect(arms()).toHaveLength(5);
  });

  it('are compared with a baseline that stays the same arm', () => {
    expect(setup.spec.get().baseline).toBe(2);
    setup.removeArm(0);
    expect(setup.spec.get().baseline).toBe(1);
    setup.removeArm(2);
    expect(setup.spec.get().baseline).toBe(1);
    setup.removeArm(1);
    expect(setup.spec.get().baseline).toBe(0);
    setup.compareWith(1);
    expect(setup.changed.get(), 'the arms decide').toBe(true);
    setup.restoreLesson();
    expect(setup.spec.get().baseline).toBe(2);
  });

  it('every option can be set', () => {
    for (const { key } of options) {
      setup.setOption(0, key, setup.draft.get().arms[2]!.config[key]);
      expect(arms()[0]!.config[key]).toBe(arms()[2]!.config[key]);
    }
  });
});

describe('the name of an arm', () => {
  it('follows its wires, until the visitor has given another', () => {
    const name = () => arms()[1]!.name;
    setup.setOption(1, 'valueResidual', 'learned');
    expect(name()).toBe('no residual + first layer + value');
    setup.setOption(1, 'residual', true);
    expect(name()).toBe('residual + first layer + value');
    setup.setOption(1, 'firstLayer', false);
    setup.setOption(1, 'valueResidual', 'off');
    expect(name()).toBe('residual');
    setup.setOption(1, 'depth', 3);
    expect(name()).toBe('residual');
    setup.renameArm(1, 'residual or not');
    setup.setOption(1, 'residual', false);
    expect(name()).toBe('residual or not');
    setup.chooseExperiment('depth');
    expect(name()).toBe('residual, 2 blocks');
    setup.setOption(1, 'residual', false);
    expect(name()).toBe('no residual, 2 blocks');
    setup.restoreLesson();
  });
});

describe('what is asked', () => {
  it('is the lesson’s, of the arms that are left, and none for arms of one’s own', () => {
    const contrasts = () => setup.spec.get().asked?.contrasts.map(({ id }) => id);
    expect(contrasts()).toEqual(['share', 'both', 'wire']);
    setup.setOption(1, 'uNet', true);
    setup.addArm();
    expect(contrasts(), 'of arms that were changed').toEqual(['share', 'both', 'wire']);
    setup.removeArm(0);
    expect(setup.spec.get().asked!.contrasts).toEqual([{ kind: 'difference', id: 'both', arm: 2, against: 1 }]);
    setup.removeArm(2);
    expect(contrasts()).toBeUndefined();
    setup.restoreLesson();
    expect(contrasts()).toEqual(['share', 'both', 'wire']);
    setup.chooseExperiment('own');
    expect(contrasts()).toBeUndefined();
  });
});

describe('a changed lesson', () => {
  it('says so in its title and can be restored', () => {
    expect(setup.changed.get()).toBe(false);
    setup.setOption(1, 'depth', 3);
    expect(setup.changed.get()).toBe(true);
    expect(setup.spec.get().title).toBe('Shortcuts (changed)');
    setup.restoreLesson();
    expect(setup.changed.get()).toBe(false);
    expect(setup.spec.get().title).toBe('Shortcuts');
  });

  it('keeps its changes when the size changes, and takes the rest from the new size', () => {
    setup.setOption(1, 'depth', 3);
    setup.chooseSize('standard');
    expect(arms()[1]!.config).toMatchObject({ depth: 3, width: 64, steps: 400 });
    expect(arms()[0]!.config).toMatchObject({ depth: 8, width: 64 });
  });
});

describe('your own', () => {
  it('starts with two arms that differ in one thing, and is named by its question', () => {
    setup.chooseExperiment(setup.ownId);
    expect(arms()).toHaveLength(2);
    expect(differences(arms()[0]!.config, arms()[1]!.config)).toHaveLength(1);
    setup.setQuestion('Is deeper better?');
    expect(setup.spec.get()).toMatchObject({ experiment: 'own', title: 'Is deeper better?' });
  });
});

describe('start', () => {
  it('is allowed for every lesson at every size', () => {
    for (const id of ['shortcuts', 'parameters', 'data', setup.ownId])
      for (const size of setup.sizes) {
        setup.chooseExperiment(id);
        setup.chooseSize(size);
        expect([id, size, reasonNotToStart.get()]).toEqual([id, size, undefined]);
        expect(estimate.get()).toBeGreaterThan(0);
      }
  });

  it('is refused in words: no GPU, seeds, a wrong option, a missing text', () => {
    device.set(noDevice);
    expect(reasonNotToStart.get()).toContain('WebGPU');
    device.set(goodDevice);
    setup.setSeeds(17);
    expect(reasonNotToStart.get()).toBe('Seeds must be a whole number from 1 to 16.');
    setup.setSeeds(NaN);
    expect(reasonNotToStart.get()).toContain('Seeds');
    setup.setSeeds(1);
    setup.setOption(1, 'width', 37);
    expect(reasonNotToStart.get()).toMatch(/^Arm B: Width must be a multiple/);
    setup.setOption(1, 'width', 32);
    setup.setSource('names');
    expect(reasonNotToStart.get()).toContain('was not included');
    setup.setSource('own:gone');
    expect(reasonNotToStart.get()).toContain('not on this machine');
    setup.setSource('novel');
    for (const unseen of [' ', '\u3164', '\u200e\u00ad\n']) {
      setup.renameArm(0, unseen);
      expect(armProblems.get()[0]!.map(({ what }) => sentenceOf(what))).toEqual(['Name must have 1 to 120 characters.']);
    }
  });
});

it('a kept experiment can be set up again', () => {
  setup.chooseExperiment('data');
  const wanted = setup.spec.get();
  setup.chooseExperiment('shortcuts');
  setup.draftFrom(filledRecord(wanted));
  expect(setup.spec.get()).toEqual(wanted);
});

describe('what was set up', () => {
  it('is there again after another experiment, for each lesson its own', () => {
    setup.setOption(1, 'depth', 3);
    setup.compareWith(1);
    setup.chooseExperiment('data');
    expect(setup.differs.get()).toBe(false);
    setup.setSeeds(7);
    setup.chooseExperiment(setup.ownId);
    setup.setQuestion('Is deeper better?');
    setup.chooseExperiment('shortcuts');
    expect(setup.draft.get()).toMatchObject({ id: 'shortcuts', size: 'nano', seeds: 3, baseline: 1 });
    expect(arms()[1]!.config.depth).toBe(3);
    setup.chooseExperiment('data');
    expect(setup.draft.get().seeds).toBe(7);
    setup.chooseExperiment(setup.ownId);
    expect(setup.draft.get().question).toBe('Is deeper better?');
  });

  it('keeps its size', () => {
    setup.chooseExperiment('data');
    setup.chooseSize('large');
    setup.chooseExperiment('shortcuts');
    setup.setSize('nano');
    setup.chooseExperiment('data');
    expect(setup.draft.get().size).toBe('large');
    expect(setup.differs.get()).toBe(false);
  });

  it('is gone when the lesson is restored', () => {
    setup.setSeeds(7);
    setup.removeArm(0);
    expect(setup.differs.get()).toBe(true);
    setup.restoreLesson();
    expect(setup.differs.get()).toBe(false);
    setup.chooseExperiment('data');
    setup.chooseExperiment('shortcuts');
    expect(setup.draft.get()).toMatchObject({ seeds: 3, baseline: 2 });
    expect(arms()).toHaveLength(4);
  });

  it('does not hold half a number, and is not what a kept experiment was made of', () => {
    setup.setOption(0, 'steps', 40);
    setup.setOption(0, 'steps', NaN);
    setup.draftFrom(filledRecord(lessons[0]!.spec('standard')));
    expect(arms()[0]!.config.steps).toBe(400);
    setup.chooseExperiment('shortcuts');
    expect(arms()[0]!.config.steps).toBe(40);
  });

  it.each([
    ['an option', () => setup.setOption(0, 'weightDecay', 0.05)],
    ['a name', () => setup.renameArm(3, 'mine')],
    ['an arm more', () => setup.addArm()],
    ['an arm less', () => setup.removeArm(3)],
    ['another baseline', () => setup.compareWith(0)],
    ['other seeds', () => setup.setSeeds(1)],
    ['other data', () => setup.setSource('markov')],
    ['one thing changed', () => setup.changeOneThing(0, 'width', 64)],
  ])('differs from the lesson by %s', (_, change) => {
    expect(setup.differs.get()).toBe(false);
    change();
    const left = setup.draft.get();
    expect(setup.differs.get()).toBe(true);
    setup.chooseExperiment('parameters');
    setup.chooseExperiment('shortcuts');
    expect(setup.draft.get()).toEqual(left);
  });
});

describe('a prediction', () => {
  const prediction = () => setup.spec.get().prediction;

  it('is what Start sends, and nothing where nothing was guessed or all was taken back', () => {
    expect(prediction()).toBeUndefined();
    setup.chooseSentence('part');
    setup.guessLevel(2, 2.2);
    setup.guessLevel(0, 3.1000000001);
    expect(prediction()).toEqual({
      choice: 'part',
      levels: [
        { arm: 0, loss: 3.1 },
        { arm: 2, loss: 2.2 },
      ],
    });
    setup.guessLevel(2, undefined);
    expect(prediction()!.levels).toEqual([{ arm: 0, loss: 3.1 }]);
    setup.forgetLevels();
    expect(prediction()).toEqual({ choice: 'part' });
    setup.chooseSentence(undefined);
    expect(prediction()).toBeUndefined();
    setup.guessLevel(1, 2);
    setup.forgetPrediction();
    expect(prediction()).toBeUndefined();
  });

  it('stays with its arms: what was guessed of one that is gone or changed is forgotten', () => {
    for (const arm of [0, 1, 2, 3]) setup.guessLevel(arm, 3 - 0.1 * arm);
    setup.chooseSentence('nothing');
    setup.renameArm(3, 'all wires');
    setup.setOption(2, 'width', 64);
    expect(prediction()!.levels!.map(({ arm }) => arm)).toEqual([0, 1, 3]);
    setup.duplicateArm(0);
    expect(prediction()!.levels!.map(({ arm }) => arm)).toEqual([0, 1, 3]);
    setup.removeArm(2);
    expect(prediction()).toMatchObject({ choice: 'nothing', levels: [{ arm: 0 }, { arm: 1 }, { arm: 2, loss: 2.7 }] });
    setup.removeArm(0); // of which the sentence is
    expect(prediction()).toEqual({
      levels: [
        { arm: 0, loss: 2.9 },
        { arm: 1, loss: 2.7 },
      ],
    });
    setup.setSource('own:other');
    expect(prediction()).toBeUndefined();
  });

  it('of a sentence outlives another size, that of a level does not', () => {
    setup.chooseSentence('all');
    setup.guessLevel(0, 3);
    setup.chooseSize('standard');
    expect(prediction()).toEqual({ choice: 'all' });
  });

  it('comes back with the experiment that was opened', () => {
    const made = { choice: 'part', levels: [{ arm: 1, loss: 2.5 }] };
    setup.draftFrom(filledRecord({ ...lessons[0]!.spec('nano'), prediction: { ...made, spread: 0.1, why: 'so' } }));
    expect(prediction()).toEqual(made);
  });
});
