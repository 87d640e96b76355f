// The command line of scripts/train.ts: every option of the editor as a flag, and --help made from the same table.

import { mostSeeds } from '#src/experiment/limits.ts';
import { options, type Option } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { optionWords } from '#src/words/language.ts';
import { helpOf, numberIn, readFlags } from './flags.ts';

/** --learning-rate for learningRate */
const flagOf = (key: string): string => key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

const own = {
  experiment: { type: 'string', default: 'shortcuts' },
  size: { type: 'string', default: 'nano' },
  seeds: { type: 'string' },
  set: { type: 'string', multiple: true },
  text: { type: 'string' },
  config: { type: 'string' },
  link: { type: 'string' },
  sweep: { type: 'string' },
  merge: { type: 'string' },
  json: { type: 'string' },
  weights: { type: 'string' },
  'all-windows': { type: 'boolean', default: false },
  separate: { type: 'boolean', default: false },
  tune: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const ofSeeds = { min: 1, max: mostSeeds, whole: true };

export interface Arguments {
  readonly experiment: string;
  readonly size: string;
  readonly seeds: number | undefined;
  readonly set: readonly string[]; // name=value, of a study
  readonly text: string | undefined;
  readonly config: string | undefined;
  readonly link: string | undefined;
  readonly sweep: string | undefined;
  readonly merge: string | undefined;
  readonly json: string | undefined;
  readonly weights: string | undefined;
  readonly allWindows: boolean;
  readonly separate: boolean;
  readonly tune: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
  /** Settings given as flags: they hold for every arm. */
  readonly changes: Partial<ArmConfig>;
}

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Throws one sentence for a flag that does not exist or a value that does not fit. */
export function parse(argv: readonly string[]): Arguments {
  const settings: Record<string, { type: 'string' | 'boolean' }> = {};
  for (const { key, kind } of options) {
    settings[flagOf(key)] = { type: kind === 'switch' ? 'boolean' : 'string' };
    if (kind === 'switch') settings[`no-${flagOf(key)}`] = { type: 'boolean' };
  }
  const values: Values = readFlags(argv, { ...settings, ...own });
  const text = (name: string): string | undefined => values[name] as string | undefined;
  const changes: Record<string, unknown> = {};
  for (const o of options) {
    const value = valueOf(o, values);
    if (value !== undefined) changes[o.key] = value;
  }
  const seeds = text('seeds');
  return {
    experiment: text('experiment')!,
    size: text('size')!,
    seeds: seeds === undefined ? undefined : numberIn(ofSeeds, seeds, '--seeds must be a whole number'),
    set: (values['set'] as readonly string[] | undefined) ?? [],
    text: text('text'),
    config: text('config'),
    link: text('link'),
    sweep: text('sweep'),
    merge: text('merge'),
    json: text('json'),
    weights: text('weights'),
    allWindows: values['all-windows'] === true,
    separate: values['separate'] === true,
    tune: values['tune'] === true,
    quiet: values['quiet'] === true,
    help: values['help'] === true,
    changes,
  };
}

function valueOf(o: Option, values: Values): unknown {
  const flag = flagOf(o.key);
  if (o.kind === 'switch') return values[flag] ? true : values[`no-${flag}`] ? false : undefined;
  const value = values[flag];
  if (value === undefined || o.kind === 'choice' || o.kind === 'text') return value;
  const whole = o.kind === 'integer';
  return numberIn({ ...o, whole }, String(value), `--${flag} must be ${whole ? 'a whole number' : 'a number'}`);
}

export function help(experiments: readonly string[]): string {
  const line = (flag: string, text: string): string => helpOf(37, flag, text);
  const sections = ['model', 'shortcuts', 'training', 'data'] as const;
  const describe = (o: Option): string => {
    const flag = flagOf(o.key);
    const { help } = optionWords(o.key);
    if (o.kind === 'switch') return line(`--${flag}, --no-${flag}`, help);
    if (o.kind === 'choice') return line(`--${flag} ${o.choices.join('|')}`, help);
    if (o.kind === 'text') return line(`--${flag} NAME`, help);
    return line(`--${flag} N`, `${help} ${o.min} to ${o.max}.`);
  };
  return [
    'Trains an experiment on this machine: npm run --silent train -- [options]',
    '',
    line(`--experiment ${experiments.join('|')}`, 'Which experiment; own is one arm of the base recipe. Default shortcuts.'),
    line('--size nano|standard|large|test', 'How large. Default nano.'),
    line('--seeds N', `Seeds of each arm, 1 to ${mostSeeds}.`),
    line('--set NAME=VALUE', 'A setting of a lesson after pre-training, such as --set bits=12; may stand several times.'),
    line('--text FILE', 'Train on this text (UTF-8, or UTF-16 with its mark).'),
    line('--config FILE', 'JSON: settings for every arm, or { "arms": [{ "name", "config" }] }.'),
    line('--link LINK', 'Train what a link of the page sets up, in place of --experiment, --size and --config.'),
    line(
      '--sweep FILE',
      'JSON: { "sweep": { "axes": [{ "width": [16, 32] }, …], "config" }, "seeds" }, or a record of a sweep, whose missing points are trained.',
    ),
    line(
      '--merge FILE',
      'Join another record of the same sweep to that of --sweep, write both as one to --json, and train nothing: --sweep of that trains what neither has.',
    ),
    line('--json FILE', 'Write the record: the same JSON that the page exports; - is standard output.'),
    line('--weights FILE', 'Write the weights of the last arm, first seed, as safetensors.'),
    line('--all-windows', 'End with all held-out text, even where that costs more than a tenth of training.'),
    line('--separate', 'Train no arm in the launches of another: it takes longer, and their speeds compare.'),
    line('--tune', 'First try a few learning rates for each shape of model, and train with the best.'),
    line('--quiet', 'No progress bar.'),
    ...sections.flatMap((s) => [
      '',
      `${s[0]!.toUpperCase()}${s.slice(1)} (for every arm)`,
      ...options.filter((o) => o.section === s).map(describe),
    ]),
  ].join('\n');
}
