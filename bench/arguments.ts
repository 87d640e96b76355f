// The command line of the bench: its options, their check, and --help.

import { helpOf, numberIn, readFlags } from '../scripts/flags.ts';
import type { MeasureOptions } from './measure.ts';
import { workloads } from './workloads.ts';

export interface Arguments {
  readonly options: MeasureOptions;
  readonly where: 'node' | 'chromium';
  readonly torch: boolean;
  readonly profile: boolean;
  readonly page: boolean;
  readonly estimates: boolean;
  readonly json: boolean;
  readonly out: string | undefined;
  readonly help: boolean;
}

const names = workloads.map((w) => w.name);
const upTo = (max: number) => ({ min: 1, max, whole: true });

/** Throws one sentence for an option that does not exist or a value that does not fit. */
export function parse(argv: readonly string[]): Arguments {
  const values = readFlags(argv, {
    workloads: { type: 'string' },
    replicas: { type: 'string', default: '1,8' },
    repeats: { type: 'string' },
    in: { type: 'string' },
    peers: { type: 'boolean', default: false },
    torch: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    estimates: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  const chosen = values.workloads?.split(',');
  const unknown = chosen?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`--workloads must name ${names.join(' or ')}, or several with commas, not “${unknown}”.`);
  const { peers, torch, profile, page, estimates } = values;
  if (page && estimates) throw new Error('--page and --estimates are two measurements: ask for one of them.');
  if ((page || estimates) && (peers || torch || profile || chosen || values.repeats !== undefined || values.in !== undefined))
    throw new Error(`--${page ? 'page' : 'estimates'} measures the page alone: only --json and --out go with it.`);
  if (profile && (peers || torch)) throw new Error('--profile times our own kernels: leave out --peers and --torch.');
  if (profile && values.repeats !== undefined) throw new Error('--profile repeats as often as it needs: leave out --repeats.');
  const where = values.in ?? (peers ? 'chromium' : 'node');
  if (where !== 'node' && where !== 'chromium') throw new Error(`--in must be node or chromium, not “${where}”.`);
  if (peers && where === 'node') throw new Error('--peers must run in chromium: the libraries need a browser.');
  const repeats =
    values.repeats === undefined ? undefined : numberIn(upTo(1000), values.repeats, '--repeats must be a whole number');
  const replicas = values.replicas.split(',');
  return {
    options: {
      ...(chosen && { workloads: chosen }),
      replicas: replicas.map((text) => numberIn(upTo(64), text, '--replicas must be whole numbers with commas')),
      ...(repeats !== undefined && { repeats }),
      ...(peers && { peers }),
    },
    where,
    torch: torch || peers,
    profile,
    page,
    estimates,
    json: values.json,
    out: values.out,
    help: values.help,
  };
}

const line = (flag: string, ...text: string[]): string => helpOf(27, flag, ...text);

export const help = [
  'Measures how fast this machine trains: npm run --silent bench -- [options]',
  '',
  line(
    `--workloads ${names.join()}`,
    'Which models to train. Default all on a GPU; tiny and small, with --peers also baby, on a CPU.',
  ),
  line('--replicas 1,8', 'How many replicas in the same launches.'),
  line('--repeats N', 'Measurements of each; default as many as time allows, 3 or more, with --peers 5 or more.'),
  line('--in node|chromium', 'Where: Dawn in this process, or a headless Chromium. Default node.'),
  line(
    '--peers',
    'In Chromium, taking turns with the same step in jax-js and TensorFlow.js, which are',
    'fetched into bench/node_modules; then the same step in PyTorch, if python3 has it.',
  ),
  line('--torch', 'And the same step in PyTorch, if python3 has it, without the others.'),
  line('--profile', "Instead, how long each kernel of a step takes, and how close it comes to the adapter's limits."),
  line('--page', 'Instead, how smooth the page is in a headless Chromium: frames, main thread, redraws.'),
  line('--estimates', 'Instead, how true the times are that the page tells before and while it trains: half an hour.'),
  line('--json', 'JSON on standard output, and the table on standard error.'),
  line('--out FILE', 'Write the JSON to a file.'),
  line('--help', 'This text.'),
].join('\n');
