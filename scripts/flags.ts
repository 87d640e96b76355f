// What the command lines of scripts/train.ts and the bench share: reading flags, checking numbers, laying out --help.

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { cut } from '../src/words/cut.ts';

/** The values of the flags, and nothing but flags. Throws one sentence for one that does not exist. */
export function readFlags<T extends NonNullable<ParseArgsConfig['options']>>(argv: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: false }).values;
  } catch (error) {
    // What Node advises beyond its first sentence is of no use here; what it quotes may be a whole text.
    const [, flag] = /^Option '(?:-\w, )?(--[\w-]+)[^']*' argument is ambiguous/.exec((error as Error).message) ?? [];
    if (flag !== undefined) throw new Error(`${cut(hyphened(argv, flag), 200)}. See --help.`, { cause: error });
    const [wrong] = (error as Error).message.split(/\.\n|(?<=')\. /, 1);
    throw new Error(`${cut(wrong!, 200)}. See --help.`, { cause: error });
  }
}

/** Node says of `--steps -1` that it is ambiguous. */
function hyphened(argv: readonly string[], flag: string): string {
  const value = argv[argv.lastIndexOf(flag) + 1] ?? '';
  return `${flag} needs a value; one that begins with a hyphen is written ${flag}=${value}`;
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/** Throws a sentence that begins with `must`, such as "--seeds must be a whole number". */
export function numberIn({ min, max, whole }: Range, text: string, must: string): number {
  const value = Number(text);
  const fits = text.trim() !== '' && value >= min && value <= max && (!whole || Number.isInteger(value));
  if (!fits) throw new Error(`${must} from ${min} to ${max}, not “${cut(text, 60)}”.`);
  return value;
}

/** A flag, and beside it, from `column` on, what it does: a line or several. A flag that is too long has a line for itself. */
export function helpOf(column: number, flag: string, ...text: readonly string[]): string {
  const start = `  ${flag}`;
  const lines = start.length < column ? text : ['', ...text];
  return lines
    .map((line, i) => (i > 0 ? '' : start).padEnd(column) + line)
    .map((line) => line.trimEnd())
    .join('\n');
}
