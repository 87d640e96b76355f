// The command line of the bench: its options, their check, and --help.

import { parseArgs } from 'node:util';
import type { MeasureOptions } from './measure.ts';
import { workloads } from './workloads.ts';

export interface Arguments {
  readonly options: MeasureOptions;
  readonly where: 'node' | 'chromium';
  readonly json: boolean;
  readonly out: string | undefined;
  readonly help: boolean;
}

const names = workloads.map((w) => w.name);

/** Throws one sentence for an option that does not exist or a value that does not fit. */
export function parse(argv: readonly string[]): Arguments {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        workloads: { type: 'string', default: names.join() },
        replicas: { type: 'string', default: '1,8' },
        repeats: { type: 'string' },
        in: { type: 'string', default: 'node' },
        json: { type: 'boolean', default: false },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: false,
    }));
  } catch (error) {
    throw new Error(`${(error as Error).message.split('.')[0]}. See --help.`, { cause: error });
  }
  const chosen = values.workloads.split(',');
  const unknown = chosen.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`--workloads must name ${names.join(' or ')}, or both with a comma, not “${unknown}”.`);
  const where = values.in;
  if (where !== 'node' && where !== 'chromium') throw new Error(`--in must be node or chromium, not “${where}”.`);
  const repeats =
    values.repeats === undefined ? undefined : whole('--repeats must be a whole number', values.repeats, 1000);
  return {
    options: {
      workloads: chosen,
      replicas: values.replicas
        .split(',')
        .map((text) => whole('--replicas must be whole numbers with commas', text, 64)),
      ...(repeats !== undefined && { repeats }),
    },
    where,
    json: values.json,
    out: values.out,
    help: values.help,
  };
}

function whole(must: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) throw new Error(`${must} from 1 to ${most}, not “${text}”.`);
  return value;
}

export const help = `Measures how fast this machine trains: npm run --silent bench -- [options]

  --workloads ${names.join()}   Which models to train. Default both.
  --replicas 1,8           How many replicas in the same launches.
  --repeats N              Measurements of each; default as many as time allows, 3 or more.
  --in node|chromium       Where: Dawn in this process, or a headless Chromium. Default node.
  --json                   JSON on standard output, and the table on standard error.
  --out FILE               Write the JSON to a file.
  --help                   This text.`;
