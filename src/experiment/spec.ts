// What an experiment is before it is trained: a question, arms with their settings, and the seeds every arm is trained with. Specs
// come from files, too: one schema says what they may be.

import * as v from 'valibot';
import { isBlank } from '#src/words/characters.ts';
import { listed } from '#src/words/cut.ts';
import { message, refuse, type Message, type Refusal } from '#src/words/message.ts';
import type { Asked, Prediction } from './asked.ts';
import { armsOfContrast } from './asked.ts';
import { settings, usable } from './files/arm-schema.ts';
import { askedSchema, predictionSchema } from './files/asked-schema.ts';
import { conform, list, object, rule, text, truth, whole } from './files/rules.ts';
import { sweepEntries, tunedArms } from './files/sweep-schema.ts';
import { largestSeed, longestName, longestQuestion, mostArms, mostPoints, mostRuns, mostSeeds } from './limits.ts';
import { checkArm } from './options.ts';
import { baseArm, type ArmConfig } from './settings.ts';
import { withTuned, type Tuned } from './sweep/tuned.ts';
import { armsOf, pointsOf, usualRule, type Sweep } from './sweep/sweep.ts';

/** What Start sends: arms with their settings, and the seeds every arm is trained with. */
export interface ExperimentSpec {
  readonly experiment: string;
  readonly title: string;
  readonly question: string;
  readonly size: string;
  readonly seeds: readonly number[];
  readonly arms: readonly { readonly name: string; readonly config: ArmConfig; readonly tuned?: Tuned }[];
  readonly baseline?: number; // the arm that the others are compared with; 0 if it does not say
  readonly separate?: boolean; // each arm trains in a plan of its own, which takes longer, so that their speeds compare
  readonly asked?: Asked; // else every arm is asked against the baseline
  readonly prediction?: Prediction;
  readonly sweep?: Sweep; // what the arms are, one by one: every combination along its axes
}

const change = object(
  Object.fromEntries(Object.entries(settings).map(([key, schema]) => [key, v.optional(schema)])),
) as unknown as v.GenericSchema<unknown, Partial<ArmConfig>>;

const notBlank = v.check((name: string) => !isBlank(name), rule('mustNotBeBlank'));

const armEntries = (everywhere: Partial<ArmConfig>) => ({
  name: v.optional(v.pipe(text(1, longestName), notBlank)),
  config: v.pipe(
    change,
    v.transform((config): ArmConfig => ({ ...baseArm, ...config, ...everywhere })),
    usable,
  ),
});

/** Axes, and what all points have in common. */
const inSweep = { ...sweepEntries, config: v.optional(change, {}) };

const specEntries = (everywhere: Partial<ArmConfig>) => ({
  experiment: v.optional(text(1, 60), 'own'),
  title: v.optional(v.pipe(text(1, longestName), notBlank), 'Your own'),
  question: v.optional(text(0, longestQuestion), ''),
  size: v.optional(text(1, 60), 'own'),
  seeds: v.optional(
    v.pipe(
      list(whole(0, largestSeed), 1, mostSeeds),
      v.check((seeds) => new Set(seeds).size === seeds.length, rule('mustDiffer')),
    ),
    [0],
  ),
  arms: v.optional(
    v.pipe(
      list(object(armEntries(everywhere)), 1, mostArms),
      v.transform((arms) => arms.map(({ name, config }, i) => ({ name: name ?? `arm ${i + 1}`, config }))),
    ),
  ),
  sweep: v.optional(object(inSweep)),
  tuned: v.optional(list(object(tunedArms), 0, mostPoints)),
  baseline: v.optional(whole(0, mostPoints - 1)),
  separate: v.optional(truth),
  asked: v.optional(askedSchema),
  prediction: v.optional(predictionSchema),
});
const known = { spec: specEntries({}), arm: armEntries({}), sweep: inSweep, config: settings };

/**
 * A spec from elsewhere. What an arm leaves out is as in the base arm; settings `everywhere` hold for each, whatever it says. Refuses
 * it with the place that is wrong.
 */
export function specFrom(value: unknown, everywhere: Partial<ArmConfig> = {}): ExperimentSpec {
  refuseStrangers(strangersOf(value));
  const given = conform(object(specEntries(everywhere)), value, notASpec);
  const { baseline, separate, asked, prediction, sweep, arms: listed, tuned = [], ...about } = given;
  if (listed && sweep) throw notASpec('sweep', message('armsOrSweep'));
  const arms =
    listed ??
    (sweep && pointsIn(sweep, { ...baseArm, rateRule: usualRule(sweep), ...sweep.config, ...everywhere }, about.seeds.length));
  if (!arms) throw notASpec('arms', message('isMissing'));
  const last = arms.length - 1;
  const triedOf = new Map(tuned.flatMap(({ arms: these, ...tried }) => these.map((arm) => [arm, tried] as const)));
  const named: readonly (readonly [place: string, arms: readonly number[]])[] = [
    ['baseline', [baseline ?? 0]],
    ...(asked?.contrasts ?? []).map((contrast, i) => [`asked.contrasts[${i}]`, armsOfContrast(contrast)] as const),
    ...tuned.map((of, i) => [`tuned[${i}].arms`, of.arms] as const),
    ...(prediction?.levels ?? []).map(({ arm }, i) => [`prediction.levels[${i}].arm`, [arm]] as const),
  ];
  const wrong = named.find(([, arms]) => arms.some((arm) => arm > last));
  if (wrong) throw notASpec(wrong[0], message('mustBeWhole', { smallest: 0, largest: last }));
  return {
    ...about,
    arms: arms.map((arm, i) => (triedOf.has(i) ? withTuned(arm, triedOf.get(i)!) : arm)),
    ...(sweep && { sweep: { axes: sweep.axes } }),
    ...(baseline !== undefined && { baseline }),
    ...(separate && { separate }),
    ...(asked && { asked }),
    ...(prediction && { prediction }),
  };
}

/** The arms of a sweep; what an axis says goes before what holds everywhere. */
function pointsIn(sweep: Sweep, base: ArmConfig, seeds: number): ExperimentSpec['arms'] {
  if (pointsOf(sweep) * seeds > mostRuns) throw notASpec('sweep', message('tooManyRuns', { most: mostRuns }));
  const points = armsOf(base, sweep);
  for (const { name, config } of points) {
    const [wrong] = checkArm(config);
    if (wrong) throw notASpec('sweep', message('cannotBeUsed', { what: message('ofArm', { arm: name, what: wrong.what }) }));
  }
  return points;
}

/** Settings from elsewhere that hold for every arm of an experiment. */
export function settingsFrom(value: unknown): Partial<ArmConfig> {
  refuseStrangers({ misplaced: [], unknown: [], noSettings: keysOf(value, '', known.config) });
  return conform(change, value, notASpec);
}

const notASpec = (place: string, rule: Message): Refusal => refuse('notASpec', { place, rule });

/** Keys that a spec does not have where they stand, each with its place. */
interface Strangers {
  readonly misplaced: readonly string[]; // settings that stand beside a config
  readonly unknown: readonly string[];
  readonly noSettings: readonly string[];
}

function strangersOf(spec: unknown): Strangers {
  const arms: unknown = isObject(spec) ? spec['arms'] : [];
  const each = Array.isArray(arms) ? [...arms.entries()] : [];
  const sweep: unknown = isObject(spec) ? spec['sweep'] : undefined;
  const axes: unknown = isObject(sweep) ? sweep['axes'] : [];
  const along = Array.isArray(axes) ? [...axes.entries()] : [];
  const outside = [
    ...keysOf(spec, '', known.spec),
    ...each.flatMap(([i, arm]) => keysOf(arm, `arms[${i}].`, known.arm)),
    ...keysOf(sweep, 'sweep.', known.sweep),
  ];
  const isSetting = (place: string): boolean => Object.hasOwn(known.config, place.slice(place.lastIndexOf('.') + 1));
  return {
    misplaced: outside.filter(isSetting),
    unknown: outside.filter((place) => !isSetting(place)),
    noSettings: [
      ...each.flatMap(([i, arm]) => (isObject(arm) ? keysOf(arm['config'], `arms[${i}].config.`, known.config) : [])),
      ...(isObject(sweep) ? keysOf(sweep['config'], 'sweep.config.', known.config) : []),
      ...along.flatMap(([i, axis]) => keysOf(axis, `sweep.axes[${i}].`, known.config)),
    ],
  };
}

/** All of them at once: what is mistyped in one place is often mistyped in several. */
function refuseStrangers({ misplaced, unknown, noSettings }: Strangers): void {
  const lists = [misplaced, unknown, noSettings].filter(({ length }) => length > 0).length;
  if (lists === 0) return;
  const told = Math.floor(120 / lists); // characters of each, so that one sentence has room for them
  throw refuse('strangeKeys', {
    misplaced: listed(misplaced, told),
    unknown: listed(unknown, told),
    noSettings: listed(noSettings, told),
  });
}

const keysOf = (value: unknown, place: string, allowed: object): string[] =>
  isObject(value)
    ? Object.keys(value)
        .filter((key) => !Object.hasOwn(allowed, key))
        .map((key) => place + key)
    : [];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
