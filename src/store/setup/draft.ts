// The experiment being set up: which one, its arms, seeds and size. What Start would send.

import { computed, signal } from '@lit-labs/signals';
import { fallbackSource } from '#src/data/corpora.ts';
import { baselineOf } from '#src/experiment/arms.ts';
import { askedWithout, type Asked, type Prediction } from '#src/experiment/asked.ts';
import { differences } from '#src/experiment/differences.ts';
import { mostSeeds, longestName, mostArms } from '#src/experiment/limits.ts';
import { sixDecimals, type ExperimentRecord } from '#src/experiment/record.ts';
import { baseArm, rulesMeet, type ArmConfig, type RateRule } from '#src/experiment/settings.ts';
import type { ExperimentSpec } from '#src/experiment/spec.ts';
import { takingOver, untuned, withSettings } from '#src/experiment/sweep/tuned.ts';
import { armsOf, type Axis, type Sweep } from '#src/experiment/sweep/sweep.ts';
import { isSize, type Lesson, type Size } from '#src/lessons/lesson.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { renamed } from '#src/lessons/structure/wiring-name.ts';
import { firstCharacters } from '#src/words/characters.ts';
import { sources } from '../machine.ts';
import { forgetSetup, keepSetup, setupOf } from './kept-setups.ts';

export type Arm = ExperimentSpec['arms'][number];

export const ownId = 'own';
export const sizes = ['nano', 'standard', 'large'] as const satisfies readonly Size[];

export interface Draft {
  readonly id: string; // a lesson, or 'own'
  readonly title: string;
  readonly question: string;
  readonly size: string;
  readonly seeds: number; // how many; NaN while the field holds no number
  readonly firstSeeds: readonly number[]; // those of the kept experiment that is to be repeated
  readonly arms: readonly Arm[];
  readonly baseline: number; // the arm that the others are compared with
  readonly asked?: Asked | undefined; // of these arms; else each is asked against the baseline
  readonly prediction?: Prediction | undefined; // of these arms; not kept before Start
  readonly sweep?: Sweep | undefined; // what the arms are, if they are a grid
}

/** Of a lesson at a size, as measured here; else as the lesson has them. */
const seedsHere = signal<ReadonlyMap<string, number>>(new Map());
/** Of a lesson whose arms are to fill a time, steps of each. */
const stepsHere = signal<ReadonlyMap<string, readonly number[]>>(new Map());
const placeOf = (id: string, size: string): string => `${id} ${size}`;
const knowSteps = (id: string, size: string, steps: readonly number[]): void =>
  stepsHere.set(new Map([...stepsHere.get(), [placeOf(id, size), steps]]));

export const draft = signal<Draft>(lessonDraft('shortcuts', 'nano'));

/** More seeds than the lesson has, since they cost little here; undefined where it is the visitor who has chosen. */
export const cheapSeeds = computed((): number | undefined => {
  const { id, size, seeds } = draft.get();
  const here = seedsHere.get().get(placeOf(id, size));
  return here === seeds && here > 3 ? here : undefined;
});

/** What was measured of a lesson that nobody has touched, here or in an earlier visit. */
export function useSeeds({ id, size }: Draft, count: number): void {
  const now = draft.get();
  if (now.id !== id || now.size !== size || !isSize(size) || setupOf(id) || differs.get()) return;
  seedsHere.set(new Map([...seedsHere.get(), [placeOf(id, size), count]]));
  draft.set(lessonDraft(id, size));
}

/** What fills its time here, of a lesson whose arms nobody has touched; once, since later times would be another experiment. */
export function useSteps({ id, size }: Draft, steps: readonly number[]): void {
  const now = draft.get();
  if (now.id !== id || now.size !== size || !isSize(size) || changed.get() || stepsHere.get().has(placeOf(id, size))) return;
  knowSteps(id, size, steps);
  const { arms, asked } = lessonDraft(id, size);
  draft.set({ ...now, arms, asked, prediction: compact({ choice: now.prediction?.choice }) });
}

/** Arms that are the lesson's but for how many steps they take, elsewhere or in an earlier visit: those are taken for what fills its time. */
function learnSteps(id: string, size: string, arms: readonly Arm[]): void {
  const known = lessons.find((each) => each.id === id);
  if (!known?.seconds || !isSize(size)) return;
  const isAs = (own: readonly Arm[]): boolean => sameArms(own.map(withDataAtHand), arms);
  const steps = arms.map(({ config }) => config.steps);
  // As nobody has filled it yet, it still is to be.
  const unfilled = known.spec(size).arms;
  if (arms.length === unfilled.length && !isAs(unfilled) && isAs(known.spec(size, steps).arms)) knowSteps(id, size, steps);
}

export const lesson = computed((): Lesson | undefined => lessons.find(({ id }) => id === draft.get().id));

/** The lesson's arms were edited, so the question may no longer fit them. */
export const changed = computed((): boolean => {
  const { id, size, arms } = draft.get();
  return isSize(size) && lesson.get() !== undefined && !sameArms(lessonDraft(id, size).arms, arms);
});

/** Not as the lesson has it, in anything but the size: it can be restored. */
export const differs = computed((): boolean => {
  const { id, size, arms, ...now } = draft.get();
  if (!isSize(size)) return true;
  const own = lessonDraft(id, size);
  return !sameArms(own.arms, arms) || (['question', 'seeds', 'baseline'] as const).some((key) => !Object.is(own[key], now[key]));
});

export const spec = computed((): ExperimentSpec => {
  const { id, question, size, seeds, firstSeeds, arms, baseline, asked, prediction, sweep } = draft.get();
  const title = lesson.get()?.title ?? (firstCharacters(question, 80) || 'Your own');
  return {
    experiment: id,
    title: changed.get() ? `${title} (changed)` : title,
    question,
    size,
    seeds: nextSeeds(Math.min(seeds, mostSeeds), firstSeeds),
    arms,
    baseline,
    ...(asked && { asked }),
    ...(prediction && { prediction }),
    ...(sweep && { sweep }),
  };
});

/** The seeds of before, then the smallest that are not among them; 0, 1, 2, … for a new experiment. */
export function nextSeeds(count: number, before: readonly number[]): number[] {
  const list = before.slice(0, count);
  for (let seed = 0; list.length < count; seed++) if (!list.includes(seed)) list.push(seed);
  return list;
}

/** An arm from disk lists its fields as it was written, and NaN is itself. Asked at every report of a sweep's progress. */
const sameArms = (a: readonly Arm[], b: readonly Arm[]): boolean =>
  a.length === b.length && a.every(({ name, config }, i) => name === b[i]!.name && sameSettings(config, b[i]!.config));

function sameSettings(a: ArmConfig, b: ArmConfig): boolean {
  const keys = Object.keys(a) as (keyof ArmConfig)[];
  return a === b || (keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key])));
}

function lessonDraft(id: string, size: Size): Draft {
  const found = lessons.find((l) => l.id === id);
  if (!found) return ownDraft(size);
  const {
    title,
    question,
    seeds: own,
    arms,
    baseline = 0,
    asked,
    sweep,
  } = found.spec(size, stepsHere.get().get(placeOf(id, size)));
  const seeds = nextSeeds(seedsHere.get().get(placeOf(id, size)) ?? own.length, own);
  return {
    id,
    title,
    question,
    size,
    seeds: seeds.length,
    firstSeeds: seeds,
    arms: arms.map(withDataAtHand),
    baseline,
    asked,
    sweep,
  };
}

/** A text that is not part of this build is replaced by the made-up language. */
function withDataAtHand(arm: Arm): Arm {
  return isMissing(arm.config.source) ? { ...arm, config: { ...arm.config, source: fallbackSource } } : arm;
}

function isMissing(source: string): boolean {
  return sources.get().some(({ id, available }) => id === source && !available);
}

/** The lesson wants a text that is not here, and the arms use the made-up language instead. */
export const fellBack = computed((): boolean => {
  const { size, arms } = draft.get();
  const wanted = isSize(size) ? lesson.get()?.spec(size).arms[0]?.config.source : undefined;
  return wanted !== undefined && isMissing(wanted) && arms.some(({ config }) => config.source === fallbackSource);
});

/** "Your own" begins with the base recipe and the same with one shortcut, at the chosen size. */
function ownDraft(size: Size): Draft {
  const base = baseOf(size);
  return {
    id: ownId,
    title: 'Your own',
    question: '',
    size,
    seeds: 3,
    firstSeeds: [],
    baseline: 0,
    arms: [
      { name: 'base', config: base },
      { name: 'first-layer shortcut', config: { ...base, firstLayer: true } },
    ].map(withDataAtHand),
  };
}

function baseOf(size: Size): ArmConfig {
  const arms = lessons[0]?.spec(size).arms.map((arm) => arm.config) ?? [];
  return arms.find((c) => c.residual && !c.firstLayer && c.valueResidual === 'off') ?? arms[0] ?? baseArm;
}

/** Once it is known which texts are here: an unedited lesson takes what there is. */
export function useDataAtHand(): void {
  const now = draft.get();
  draft.set({ ...now, arms: now.arms.map(withDataAtHand) });
}

/** As the visitor left it, or as the lesson has it. */
export function chooseExperiment(id: string): void {
  const { size } = draft.get();
  draft.set(draftAsLeft(id) ?? lessonDraft(id, isSize(size) ? size : 'nano'));
}

function draftAsLeft(id: string): Draft | undefined {
  const kept = setupOf(id);
  if (!kept) return undefined;
  const { size, own } = kept;
  const fresh = lessonDraft(id, isSize(size) ? size : 'nano');
  return own ? { ...fresh, asked: undefined, sweep: undefined, ...own, size, arms: own.arms.map(withDataAtHand) } : fresh;
}

/** All of the lesson as it was. */
export function restoreLesson(): void {
  const { id, size } = draft.get();
  forgetSetup(id);
  draft.set(lessonDraft(id, isSize(size) ? size : 'nano'));
}

/** What the visitor changes is kept, but for half a number, which nothing but its field can show. */
function edit(change: Partial<Draft>): void {
  const before = draft.get();
  const next = { ...before, ...change };
  draft.set({ ...next, prediction: predictionAfter(before, next) });
  const { id, size, question, seeds, firstSeeds, arms, baseline, asked, sweep } = draft.get();
  const numbers = [seeds, ...arms.flatMap(({ config }) => Object.values(config))];
  if (numbers.some(Number.isNaN)) return;
  const own = differs.get() && { question, seeds, firstSeeds, arms, baseline, ...(asked && { asked }), ...(sweep && { sweep }) };
  keepSetup({ id, savedAt: new Date().toISOString(), size, ...(own && { own }) });
}

/** A guess is one of these arms: what was guessed of an arm that is gone, or is another now, is forgotten. */
function predictionAfter(before: Draft, { arms, asked, prediction }: Draft): Prediction | undefined {
  const same = arms.length === before.arms.length;
  const placeNow = (arm: number): number => {
    const old = before.arms[arm]!;
    return same ? (arms[arm]!.config === old.config ? arm : -1) : arms.indexOf(old);
  };
  const levels = prediction?.levels?.flatMap(({ arm, loss }) => (placeNow(arm) < 0 ? [] : [{ arm: placeNow(arm), loss }]));
  const chosen = asked?.choices.some(({ id }) => id === prediction?.choice);
  return compact({ ...prediction, levels, choice: chosen ? prediction?.choice : undefined });
}

/** Without what says nothing; undefined if all of it does. */
function compact({ choice, levels }: { choice?: string | undefined; levels?: Prediction['levels'] | undefined }) {
  if (choice === undefined && !levels?.length) return undefined;
  return { ...(choice !== undefined && { choice }), ...(levels?.length && { levels }) };
}

/** One of the sentences that the lesson offers; undefined takes it back. */
export function chooseSentence(choice: string | undefined): void {
  const now = draft.get();
  draft.set({ ...now, prediction: compact({ ...now.prediction, choice }) });
}

/** Where an arm would end, in nats; undefined takes it back. */
export function guessLevel(arm: number, loss: number | undefined): void {
  const now = draft.get();
  const others = (now.prediction?.levels ?? []).filter((level) => level.arm !== arm);
  const levels = loss === undefined ? others : [...others, { arm, loss: sixDecimals(loss) }].sort((a, b) => a.arm - b.arm);
  draft.set({ ...now, prediction: compact({ ...now.prediction, levels }) });
}

/** No arm's end is guessed. */
export function forgetLevels(): void {
  const now = draft.get();
  draft.set({ ...now, prediction: compact({ choice: now.prediction?.choice }) });
}

/** Nothing is predicted of what is set up. */
export function forgetPrediction(): void {
  draft.set({ ...draft.get(), prediction: undefined });
}

/** The visitor's choice of another size. */
export function chooseSize(size: Size): void {
  setSize(size);
  edit({});
}

/** Another size: every setting that was not edited takes the new size's value. */
export function setSize(size: Size): void {
  const now = draft.get();
  const old = isSize(now.size) ? now.size : 'nano';
  const fresh = lessonDraft(now.id, size);
  const origin = lessonDraft(now.id, old).arms;
  // A sentence is about the lesson; a level was about models of the old size.
  const prediction = compact({ choice: now.prediction?.choice });
  // Axes are of a size as a whole.
  if (now.id !== ownId && (!changed.get() || now.sweep)) draft.set({ ...fresh, prediction });
  else {
    const arms = now.arms.map((arm) => {
      const at = Math.max(
        0,
        origin.findIndex((o) => o.name === arm.name),
      );
      return { ...arm, config: resized(arm.config, origin[at]!.config, counterpart(origin, at, fresh.arms).config) };
    });
    draft.set({ ...now, size, arms, prediction });
  }
}

/** The arm of another size that an arm of a lesson is: in its place, or of its name where there are more or fewer. */
function counterpart(origin: readonly Arm[], at: number, fresh: readonly Arm[]): Arm {
  const named = fresh.find(({ name }) => name === origin[at]!.name);
  return (fresh.length === origin.length ? fresh[at] : named) ?? fresh[Math.min(at, fresh.length - 1)]!;
}

function resized(config: ArmConfig, from: ArmConfig, to: ArmConfig): ArmConfig {
  const fresh = Object.entries(to).filter(([key]) => {
    const k = key as keyof ArmConfig;
    return Object.is(config[k], from[k]);
  });
  return { ...config, ...(Object.fromEntries(fresh) as Partial<ArmConfig>) };
}

export function setSeeds(seeds: number): void {
  edit({ seeds });
}

/** Other values along an axis of the sweep: every point of the new grid. */
export function setAxis(index: number, values: readonly ArmConfig[keyof ArmConfig][]): void {
  const { sweep, arms } = draft.get();
  const axis = sweep?.axes[index];
  if (!axis) return;
  const [key] = Object.keys(axis);
  const axes = sweep.axes.map((other, i): Axis => (i === index ? { [key!]: values } : other));
  // What was asked is of points that may be gone.
  const points = takingOver(armsOf(untuned(arms[0]!).config, { axes }), arms);
  edit({ sweep: { axes }, arms: points, baseline: 0, asked: undefined });
}

/** The arms with the best of the rates that were tried. */
export function useRates({ arms, sweep }: Pick<ExperimentSpec, 'arms' | 'sweep'>): void {
  edit({ arms, sweep });
}

/** The rates that were there before some were tried. */
export function forgetRates(): void {
  setArms(draft.get().arms.map(untuned));
}

/** How rates follow the width, in all points; where they follow it along an axis, the rule takes their place. */
export function setRateRule(rateRule: RateRule): void {
  const { arms, sweep } = draft.get();
  const [first] = arms;
  const along = sweep?.axes.find((axis) => 'width' in axis && 'learningRate' in axis);
  if (!along || rateRule === 'none') return setArms(arms.map((arm) => withSettings(arm, { rateRule })));
  const { learningRate: _, ...axis } = along;
  const axes = sweep!.axes.map((other) => (other === along ? axis : other));
  // The matrices of the first point keep theirs.
  const config = { ...first!.config, rateRule, learningRate: (first!.config.learningRate * first!.config.width) / rulesMeet };
  edit({ sweep: { axes }, arms: armsOf(config, { axes }), baseline: 0, asked: undefined });
}

export function setQuestion(question: string): void {
  edit({ question });
}

/** A copy of an arm, right behind it in the list of letters. */
export function duplicateArm(index: number): void {
  const { arms } = draft.get();
  const arm = arms[index];
  if (!arm || arms.length >= mostArms) return;
  setArms([...arms, { ...arm, name: freshName(arm.name) }]);
}

/** A new arm is a copy of the first, which the others are compared with. */
export function addArm(): void {
  duplicateArm(0);
}

function freshName(name: string): string {
  const names = new Set(draft.get().arms.map((arm) => arm.name));
  const stem = name.replace(/ \(\d+\)$/, '');
  for (let i = 2; ; i++) if (!names.has(`${stem} (${i})`)) return `${stem} (${i})`;
}

export function removeArm(index: number): void {
  const { arms, baseline, asked } = draft.get();
  if (arms.length <= 1) return;
  edit({
    arms: arms.filter((_, i) => i !== index),
    baseline: baseline === index ? 0 : baseline - Number(baseline > index),
    asked: asked && askedWithout(asked, index),
  });
}

/** The arm that the others are compared with. */
export function compareWith(baseline: number): void {
  edit({ baseline });
}

/** A copy of an arm in which one thing is different, and which is named for it. */
export function changeOneThing<K extends keyof ArmConfig>(index: number, key: K, value: ArmConfig[K]): void {
  const { arms } = draft.get();
  const arm = arms[index];
  if (!arm || arms.length >= mostArms) return;
  const config = { ...arm.config, [key]: value };
  const [change] = differences(arm.config, config, (source) => sources.get().find(({ id }) => id === source)?.title);
  if (change) setArms([...arms, { name: firstCharacters(`${arm.name}, ${change.label} ${change.to}`, longestName), config }]);
}

export function renameArm(index: number, name: string): void {
  setArms(draft.get().arms.map((arm, i) => (i === index ? { ...arm, name } : arm)));
}

export function setOption<K extends keyof ArmConfig>(index: number, key: K, value: ArmConfig[K]): void {
  const { arms, sweep } = draft.get();
  if (sweep?.axes.some((axis) => key in axis)) return; // its points differ in it
  setArms(
    arms.map((arm, i) => {
      if (i !== index && !sweep) return arm;
      const next = withSettings(arm, { [key]: value });
      return { ...next, name: renamed(arm.name, arm.config, next.config) };
    }),
  );
}

/** All arms read the same data. */
export function setSource(source: string): void {
  setArms(draft.get().arms.map((arm) => withSettings(arm, { source })));
}

function setArms(arms: readonly Arm[]): void {
  edit({ arms });
}

/** The lesson of a record; without one it is the visitor's own. */
export const lessonOf = ({ experiment }: ExperimentRecord): string => (isChoosable(experiment) ? experiment : ownId);

export const isChoosable = (id: string): boolean => id === ownId || lessons.some((lesson) => lesson.id === id);

/** Nothing was changed since this was started or opened. */
export const isSetUpAs = (record: ExperimentRecord): boolean =>
  draft.get().id === lessonOf(record) && sameArms(draft.get().arms, record.arms);

/** Sets up what came in a link. */
export function draftFromSpec({ experiment, question, size, seeds, arms, baseline = 0, asked, sweep }: ExperimentSpec): void {
  const id = isChoosable(experiment) ? experiment : ownId;
  learnSteps(id, size, arms);
  const fresh = lessonDraft(id, isSize(size) ? size : 'nano');
  draft.set({
    ...fresh,
    question,
    size,
    seeds: seeds.length,
    firstSeeds: seeds,
    arms: arms.map(withDataAtHand),
    baseline,
    asked,
    sweep,
  });
}

/** Shows what a kept experiment was made of, so that it can be run again. */
export function draftFrom(record: ExperimentRecord): void {
  const known = lessons.find(({ id }) => id === record.experiment);
  learnSteps(record.experiment, record.size, record.arms);
  draft.set({
    id: lessonOf(record),
    title: known?.title ?? record.title,
    question: known?.question ?? record.question,
    size: record.size,
    seeds: Math.max(1, ...record.arms.map((arm) => arm.runs.length)),
    firstSeeds: record.arms[0]?.runs.map((run) => run.seed) ?? [],
    arms: record.arms.map(({ name, config, tuned }) => ({ name, config, ...(tuned && { tuned }) })),
    baseline: baselineOf(record),
    asked: record.asked,
    sweep: record.sweep,
    prediction: record.prediction && compact(record.prediction),
  });
}
