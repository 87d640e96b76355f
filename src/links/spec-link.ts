// An experiment as a link: what differs from a lesson, in words that a person can read and write.
//
//   #v=1&lesson=shortcuts&size=standard&seeds=5&all.steps=400&b.depth=12&b.name=deeper
//
// v        the version of this form              lesson, size   what it begins with; lesson=own has one arm, the base recipe;
//                                                               without a size, the one that suits whoever follows it
// seeds    how many, from 0; or a list: 3,4,     arms           which arms of the lesson, by letter: acc is A, and C twice
// all.KEY  a setting of every arm                b.KEY          a setting of the second arm; b.name is its name
// title, question, baseline=b, separate          as in the file of an experiment; asked: which questions of the lesson are left
// tuned    rates that were tried (tuned-link.ts)
// axes     of a sweep (sweep-link.ts), in place of arms: all.KEY is a setting of every point

import { letterOf } from '#src/experiment/arms.ts';
import { askedAmong, type Asked } from '#src/experiment/asked.ts';
import { mostArms, mostSeeds } from '#src/experiment/limits.ts';
import { options, type Option } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { specFrom, type ExperimentSpec } from '#src/experiment/spec.ts';
import { untuned } from '#src/experiment/sweep/tuned.ts';
import { usualRule, type Sweep } from '#src/experiment/sweep/sweep.ts';
import { armAt, isSize, type Size } from '#src/lessons/lesson.ts';
import { lessons } from '#src/lessons/lessons.ts';
import { afterTraining } from '#src/lessons/study-names.ts';
import { Refusal, refuse, type Message } from '#src/words/message.ts';
import type { Pairs } from './pairs.ts';
import { valueIn, valueText } from './setting-text.ts';
import { axesIn, axesText } from './sweep-link.ts';
import { tunedIn, tunedText } from './tuned-link.ts';

const version = '1';
const sizeOfOwn = 'standard'; // what a link of an experiment of no lesson's size begins with

type Arm = ExperimentSpec['arms'][number];

/** What a link begins with, before it changes anything. */
function beginning(id: string, size: Size): ExperimentSpec {
  const lesson = lessons.find((l) => l.id === id);
  if (lesson) return lesson.spec(size);
  const arms = [{ name: 'base', config: armAt(size) }];
  return { experiment: 'own', title: 'Your own', question: '', size, seeds: [0, 1, 2], arms, baseline: 0 };
}

const letter = (arm: number): string => letterOf(arm).toLowerCase();
const places = Array.from({ length: mostArms }, (_, arm) => letter(arm));
const optionOf = new Map<string, Option>(options.map((option) => [option.key, option]));

/** All that `readSpec` needs to make this experiment again. */
export function specPairs(spec: ExperimentSpec): Pairs {
  const { experiment, arms, baseline = 0, separate } = spec;
  const size = isSize(spec.size) ? spec.size : sizeOfOwn;
  const begun = beginning(experiment, size);
  if (spec.sweep) return sweepPairs(spec, spec.sweep, begun, size);
  const from = arms.map((arm, place) => nearest(arm, place, begun.arms));
  const usual = from.length === begun.arms.length && from.every((of, place) => of === place);
  const origins = from.map((of) => begun.arms[of]!);
  const everywhere = options.filter(({ key }) => {
    const [first] = arms;
    return (
      arms.length > 1 &&
      isOfAll(key, first!, arms) &&
      origins.filter((o) => !Object.is(o.config[key], first!.config[key])).length > 1
    );
  });
  const common = new Set<string>(everywhere.map(({ key }) => key));
  return [
    ...aboutPairs(spec, begun, size),
    ...pair('arms', usual ? '' : from.map(letter).join(''), ''),
    ...pair('baseline', letter(baseline), letter(usualBaseline(begun, from))),
    ...(separate ? [['separate', 'on'] as const] : []),
    ...pair('asked', idsOf(spec.asked), idsOf(askedOf(begun, from))),
    ...everywhere.map(({ key }) => [`all.${key}`, valueText(arms[0]!.config[key])] as const),
    ...arms.flatMap(({ name, config }, place): Pairs => {
      const origin = origins[place]!;
      const changed = options.filter(({ key }) => !common.has(key) && !Object.is(config[key], origin.config[key]));
      return [
        ...pair(`${letter(place)}.name`, name, origin.name),
        ...changed.map(({ key }) => [`${letter(place)}.${key}`, valueText(config[key])] as const),
      ];
    }),
  ];
}

/** What a link says first, whatever its arms are. */
const aboutPairs = ({ title, question, seeds, arms }: ExperimentSpec, begun: ExperimentSpec, size: Size): Pairs => [
  ['v', version],
  ['lesson', begun.experiment],
  ['size', size],
  ...pair('title', title, begun.title),
  ...pair('question', question, begun.question),
  ...pair('seeds', seedsText(seeds), seedsText(begun.seeds)),
  ...pair('tuned', tunedText(arms), ''),
];

const aboutSaid = (said: ReadonlyMap<string, string>, begun: ExperimentSpec) => ({
  title: said.get('title') ?? begun.title,
  question: said.get('question') ?? begun.question,
  seeds: said.has('seeds') ? seedsIn(said.get('seeds')!) : begun.seeds,
  ...(said.has('tuned') && { tuned: tunedIn(said.get('tuned')!) }),
});

/** Of a sweep the points are what its axes say, so only the first is told from the lesson's. */
function sweepPairs(spec: ExperimentSpec, sweep: Sweep, begun: ExperimentSpec, size: Size): Pairs {
  const { arms, baseline = 0 } = spec;
  const along = new Set(sweep.axes.flatMap((axis) => Object.keys(axis)));
  const axes = axesText(sweep);
  const origin = originOf(begun, sweep, axes);
  const first = untuned(arms[0]!).config;
  const changed = options.filter(({ key }) => !along.has(key) && !Object.is(first[key], origin[key]));
  return [
    ...aboutPairs(spec, begun, size),
    ...pair('axes', axes, begun.sweep ? axesText(begun.sweep) : ''),
    ...pair('baseline', String(baseline + 1), String((isSame(begun.sweep, axes) ? (begun.baseline ?? 0) : 0) + 1)),
    ...pair('asked', idsOf(spec.asked), idsOf(isSame(begun.sweep, axes) ? begun.asked : undefined)),
    ...changed.map(({ key }) => [`all.${key}`, valueText(first[key])] as const),
  ];
}

/** With axes of its own, a sweep takes the rule of rates that is usual for them. */
const originOf = (begun: ExperimentSpec, sweep: Sweep, axes: string): ArmConfig => ({
  ...begun.arms[0]!.config,
  ...(!isSame(begun.sweep, axes) && { rateRule: usualRule(sweep) }),
});

const isSame = (sweep: Sweep | undefined, axes: string): boolean => sweep !== undefined && axesText(sweep) === axes;

/** What a link says of a sweep; its baseline is a place, from 1, since letters do not go so far. */
function sweepSaid(pairs: Pairs, said: ReadonlyMap<string, string>, begun: ExperimentSpec): Said {
  const axes = said.get('axes') ?? axesText(begun.sweep!);
  const same = isSame(begun.sweep, axes);
  // Axes of its own have the usual rule of rates, unless it says another.
  const { rateRule, ...origin } = begun.arms[0]!.config;
  const base = { name: '', config: { ...origin, ...(same && { rateRule }) } as Record<string, unknown> };
  const unknown = pairs.filter(([key, value]) => key === 'arms' || !isTaken(key, value, [base]));
  const asked = same ? only(begun.asked, said.get('asked')) : undefined;
  const { arms: _, asked: __, sweep: ___, baseline: usual = 0, ...about } = begun;
  const baseline = said.get('baseline');
  const value = {
    ...about,
    ...(asked && { asked }),
    sweep: { axes: axesIn(axes), config: base.config },
    ...aboutSaid(said, begun),
    baseline: baseline === undefined ? (same ? usual : 0) : /^\d{1,4}$/.test(baseline) ? Number(baseline) - 1 : baseline,
  };
  const saysNothing = unknown.length === pairs.length;
  return { spec: saysNothing ? undefined : checked(value), unknown };
}

/** What the lesson asks of its arms where they stand now. */
const askedOf = ({ asked }: ExperimentSpec, from: readonly number[]): Asked | undefined =>
  asked && askedAmong(asked, (arm) => (from.includes(arm) ? from.indexOf(arm) : undefined));
const idsOf = (asked: Asked | undefined): string => (asked?.contrasts ?? []).map(({ id }) => id).join(',');

/** That of the lesson, or the first arm if it is gone. */
const usualBaseline = ({ baseline = 0 }: ExperimentSpec, from: readonly number[]): number => Math.max(0, from.indexOf(baseline));

const pair = (key: string, value: string, usual: string): Pairs => (value === usual ? [] : [[key, value]]);
const isOfAll = (key: keyof ArmConfig, { config }: Arm, arms: readonly Arm[]): boolean =>
  arms.every((arm) => Object.is(arm.config[key], config[key]));

/** `5` seeds are those from 0 to 4; others stand in a list, which has a comma even if it is of one. */
const seedsText = (seeds: readonly number[]): string =>
  seeds.every((seed, i) => seed === i) ? String(seeds.length) : seeds.length === 1 ? `${seeds[0]},` : seeds.join(',');

/** The arm of the lesson that this one was: by its name, else by its place, else the one from which fewest settings differ. */
function nearest({ name, config }: Arm, place: number, origins: readonly Arm[]): number {
  const distance = (of: Arm, at: number): number =>
    (of.name === name ? 0 : 1000) +
    (at === place ? 0 : 100) +
    options.filter(({ key }) => !Object.is(of.config[key], config[key])).length;
  const distances = origins.map(distance);
  return distances.indexOf(Math.min(...distances));
}

/** What a link says of an experiment; undefined if it says nothing. `unknown`: pairs that mean nothing here. */
export interface Said {
  readonly spec: ExperimentSpec | undefined;
  readonly unknown: Pairs;
}

/** `suits`: the size where none is named. Refuses in one sentence what is no experiment. */
export function readSpec(pairs: Pairs, suits: Size): Said {
  const said = new Map(pairs);
  const given = said.get('v') ?? version;
  if (given !== version) throw refuse('linkOfAnotherVersion', { version: given });
  const id = said.get('lesson');
  if (id !== undefined && id !== 'own' && !lessons.some((l) => l.id === id))
    throw notALink(
      'lesson',
      refuse('mustBeOneOf', { values: [...[...lessons, ...afterTraining.lessons].map((l) => l.id), 'own'].join(', ') }),
    );
  const size = said.get('size') ?? suits;
  if (!isSize(size)) throw notALink('size', refuse('mustBeOneOf', { values: 'nano, standard, large' }));
  const begun = beginning(id ?? lessons[0]!.id, size);
  if (begun.sweep || said.has('axes')) return sweepSaid(pairs, said, begun);
  const armsText = said.get('arms') ?? begun.arms.map((_, arm) => letter(arm)).join('');
  const from = [...armsText.toLowerCase()].map((l) => places.indexOf(l));
  if (from.length === 0 || from.length > mostArms || from.some((of) => begun.arms[of] === undefined))
    throw notALink('arms', refuse('mustBeArms', { most: mostArms, last: letter(begun.arms.length - 1) }));
  const arms = from.map((of) => ({
    name: begun.arms[of]!.name,
    config: { ...begun.arms[of]!.config } as Record<string, unknown>,
  }));
  const unknown = pairs.filter(([key, value]) => !isTaken(key, value, arms));
  const baseline = said.get('baseline');
  const { asked: _, ...about } = begun;
  const asked = only(askedOf(begun, from), said.get('asked'));
  const value = {
    ...about,
    ...(asked && { asked }),
    arms,
    ...aboutSaid(said, begun),
    baseline: baseline === undefined ? usualBaseline(begun, from) : places.indexOf(baseline.toLowerCase()),
    separate: said.get('separate') === 'on',
  };
  const saysNothing = unknown.length === pairs.length;
  return { spec: saysNothing ? undefined : checked(value), unknown };
}

/** Those of these questions that are named. */
function only(asked: Asked | undefined, ids: string | undefined): Asked | undefined {
  if (!asked || ids === undefined) return asked;
  const contrasts = asked.contrasts.filter(({ id }) => ids.split(',').includes(id));
  const choices = asked.choices.filter(({ contrast }) => contrasts.some(({ id }) => id === contrast));
  return contrasts.length ? { ...asked, contrasts, choices } : undefined;
}

const ofExperiment = new Set([
  'v',
  'lesson',
  'size',
  'title',
  'question',
  'seeds',
  'arms',
  'baseline',
  'separate',
  'asked',
  'axes',
  'tuned',
]);

/** Takes a setting into the arms that it is of. */
function isTaken(
  key: string,
  value: string,
  arms: readonly { name: string; readonly config: Record<string, unknown> }[],
): boolean {
  if (ofExperiment.has(key)) return true;
  const [, place = '', setting = ''] = /^(\w+)\.(\w+)$/.exec(key) ?? [];
  const option = optionOf.get(setting);
  const of = place === 'all' ? arms : arms.filter((_, arm) => letter(arm) === place.toLowerCase());
  if (of.length === 0 || (!option && (setting !== 'name' || place === 'all'))) return false;
  for (const arm of of) {
    if (option) arm.config[setting] = valueIn(option, value);
    else arm.name = value;
  }
  return true;
}

function seedsIn(text: string): unknown {
  const isCount = /^\d{1,3}$/.test(text);
  if (isCount) return Array.from({ length: Math.min(Number(text), mostSeeds + 1) }, (_, seed) => seed);
  const parts = text.replace(/,$/, '').split(',', mostSeeds + 1);
  return parts.map((part) => (/^\d{1,15}$/.test(part) ? Number(part) : part));
}

/** The same schema as for files; a place in a link is called as it is there. */
function checked(value: object): ExperimentSpec {
  try {
    return specFrom(value);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'notASpec') throw error;
    const { place, rule } = error.values as { readonly place: string; readonly rule: Message };
    const [, arm, key] = /^arms\[(\d+)\](?:\.config)?(?:\.(\w+))?$/.exec(place) ?? [];
    const named = arm === undefined ? place : key ? `${letter(Number(arm))}.${key}` : `arm ${letter(Number(arm))}`;
    throw refuse('notALink', { place: named, rule });
  }
}

const notALink = (place: string, rule: Refusal): Refusal =>
  refuse('notALink', { place, rule: { code: rule.code, values: rule.values } });
