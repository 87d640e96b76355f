// Fits a law to measured losses: npm run --silent fit -- points.csv [--json] [--compute C]

import { parseArgs } from 'node:util';
import { decode } from '#src/experiment/files/encoding.ts';
import { fitPoints, type Coefficient, type FitReport } from '#src/science/fit/fit-points.ts';
import { parsePoints } from '#src/science/fit/points-file.ts';
import type { Interval } from '#src/science/statistics/estimates.ts';
import { cut, listed } from '#src/words/cut.ts';
import { fits } from '#src/words/english/fits.ts';
import { learn } from '#src/words/language.ts';
import { sentenceOf } from '#src/words/message.ts';
import { formatAmount, formatLoss, formatThree } from '#src/words/numbers.ts';
import { readBytes } from './files.ts';
import { tell } from './tell.ts';

const usage =
  'Which runs? npm run --silent fit -- FILE.csv fits a law to its columns parameters, tokens and loss, with --json as numbers, with --compute C for a budget of C FLOP.';
const largestFile = 100e6;
const coefficients = ['E', 'A', 'B', 'alpha', 'beta', 'a'] as const;
const signs: Readonly<Record<Coefficient, string>> = { E: 'E', A: 'A', B: 'B', alpha: 'α', beta: 'β', a: 'a = β/(α+β)' };

function main(argv: readonly string[]): string {
  const { values, positionals } = options(argv);
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Error(usage);
  const compute = values.compute === undefined ? undefined : budget(values.compute);
  const { points, ignored } = parsePoints(decode(readBytes(path, largestFile)));
  if (ignored.length > 0) process.stderr.write(`Not used: ${listed(ignored, 120)}.\n`);
  const report = fitPoints(points, { ...(compute !== undefined && { compute }) });
  return values.json ? `${JSON.stringify(numbersOf(report), null, 2)}\n` : linesOf(report);
}

function options(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { json: { type: 'boolean', default: false }, compute: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Error(usage, { cause: error });
  }
}

function budget(text: string): number {
  const compute = text.trim() === '' ? NaN : Number(text);
  if (!(compute > 0 && Number.isFinite(compute)))
    throw new Error(`--compute must be a number of FLOP above 0, such as 1e18, not “${cut(text, 40)}”.`);
  return compute;
}

/** null is what is not told, and why stands among the refusals. */
function numbersOf({ form, n, told, huber, intervals, optimum, repeats, slopes, starts, refusals }: FitReport): object {
  const { E, A, B, alpha, beta, a } = told;
  return {
    form,
    n,
    ...Object.fromEntries(Object.entries({ E, A, B, alpha, beta, a, huber }).map(([name, value]) => [name, value ?? null])),
    intervals: Object.fromEntries(coefficients.map((name) => [name, ends(intervals[name])])),
    optimum: optimum
      ? {
          compute: optimum.compute,
          parameters: optimum.parameters ?? null,
          tokens: optimum.tokens ?? null,
          loss: optimum.loss ?? null,
          intervals: {
            parameters: ends(optimum.intervals.parameters),
            tokens: ends(optimum.intervals.tokens),
            loss: ends(optimum.intervals.loss),
          },
        }
      : null,
    ...(repeats && {
      repeats: {
        runs: repeats.runs,
        tokens: isTold(refusals, 'repeats') ? repeats.repeats.tokens : null,
        parameters: Number.isFinite(repeats.repeats.parameters) ? repeats.repeats.parameters : null,
        interval: ends(repeats.interval),
        huber: repeats.huber,
      },
    }),
    slopes,
    starts: starts ?? null,
    refusals: refusals.map((said) => ({ ...said, sentence: sentenceOf(said) })),
  };
}

const isTold = (refusals: FitReport['refusals'], what: 'repeats'): boolean =>
  !refusals.some(({ withholds }) => withholds.includes(what));

const ends = (interval: Interval | undefined): { low: number; high: number } | null =>
  interval ? { low: interval.low, high: interval.high } : null;

function linesOf({ n, law, told, huber, intervals, optimum, repeats, slopes, refusals }: FitReport): string {
  const between = (interval: Interval, format: (v: number) => string): string =>
    `95 %: ${format(interval.low)} to ${format(interval.high)}`;
  const lines: string[] = [];
  if (law) {
    const terms = ['E', ...(intervals.A ? ['A·N^−α'] : []), ...(intervals.B ? ['B·D^−β'] : [])];
    lines.push(`L = ${terms.join(' + ')}, ${n} runs, sum of Huber ${huber!.toPrecision(6)}`);
    for (const name of coefficients) {
      const interval = intervals[name];
      const value = told[name];
      if (interval)
        lines.push(
          `  ${signs[name].padEnd(12)} ${value === undefined ? 'not told' : formatThree(value)} (${between(interval, formatThree)})`,
        );
    }
  }
  if (repeats)
    lines.push(
      `  R_D*         ${isTold(refusals, 'repeats') ? formatThree(repeats.repeats.tokens) : 'not told'}${repeats.interval ? ` (${between(repeats.interval, formatThree)})` : ''}, ${repeats.runs} runs`,
    );
  if (!law)
    for (const [axis, slope] of Object.entries(slopes))
      lines.push(`Over these runs the loss went as ${axis}^${formatThree(slope)}.`);
  if (optimum) {
    const { parameters, tokens, loss } = optimum.intervals;
    lines.push(`For ${formatAmount(optimum.compute)} FLOP:`);
    if (parameters)
      lines.push(
        `  parameters   ${optimum.parameters === undefined ? 'not told' : formatAmount(optimum.parameters)} (${between(parameters, formatAmount)})`,
      );
    if (tokens)
      lines.push(
        `  tokens       ${optimum.tokens === undefined ? 'not told' : formatAmount(optimum.tokens)} (${between(tokens, formatAmount)})`,
      );
    if (loss)
      lines.push(
        `  loss         ${optimum.loss === undefined ? 'not told' : formatLoss(optimum.loss)} (${between(loss, formatLoss)})`,
      );
    if (!parameters) lines.push('  not told');
  }
  return [...lines, ...refusals.map(sentenceOf)].map((line) => `${line}\n`).join('');
}

await tell(() => {
  learn(fits);
  process.stdout.write(main(process.argv.slice(2)));
});
