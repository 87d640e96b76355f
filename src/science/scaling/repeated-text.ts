// What Muennighoff's law says of reading the same text again, for a picture: from a run that read its text once the loss rises as the text
// shrinks of which as many tokens are read. Only differences are taken from the law, so that the curve begins where that run ended.

import type { FitReport } from '../fit/fit-points.ts';
import type { Law } from '../fit/laws/law.ts';
import { lossOfRepeated, publishedRepeats } from '../fit/laws/repeated.ts';
import { epochsOf, mostEpochs } from '../fit/points.ts';
import { mean } from '../statistics/estimates.ts';
import type { LawPoint } from './law-points.ts';

/** α and β of Muennighoff's own runs, which are one number there. */
export const publishedExponent = 0.3526596;

export interface RepeatedText {
  readonly arm: number; // the run that read as much once
  readonly unique: readonly number[];
  readonly published: readonly number[]; // losses at R_D* = 15.39
  readonly own?: readonly number[]; // at the R_D* of these runs, where it is told
  readonly beta: { readonly value: number; readonly published: boolean };
  readonly lowest: readonly { readonly arm: number; readonly unique: number; readonly loss: number }[]; // of those that read theirs again
}

const places = 32;

export function repeatedTextOf(points: readonly LawPoint[], report: FitReport): RepeatedText[] {
  const { law } = report;
  if (!law || report.intervals.B === undefined) return [];
  const once = report.fitted.map((i) => points[i]!);
  const again = report.repeated.map((i) => points[i]!);
  const used = report.told.beta === undefined ? withExponent(law, once) : law;
  const isAgain = (b: LawPoint, { parameters, tokens }: LawPoint): boolean =>
    b.parameters === parameters && b.tokens === tokens && epochsOf(b) > mostEpochs;
  const anchors = [...new Map(once.map((point) => [point.arm, point])).values()].filter((point) =>
    again.some((other) => isAgain(other, point)),
  );
  return anchors.map((anchor) => {
    const ended = mean(once.filter(({ arm }) => arm === anchor.arm).map(({ loss }) => loss));
    const others = again.filter((other) => isAgain(other, anchor));
    const lowest = [...new Set(others.map(({ arm }) => arm))].map((arm) => {
      const own = others.filter((other) => other.arm === arm);
      return { arm, unique: own[0]!.unique!, loss: mean(own.map(({ loss }) => loss)) };
    });
    const least = Math.min(...lowest.map(({ unique: text }) => text));
    const unique = Array.from({ length: places }, (_, i) => least * (anchor.tokens / least) ** (i / (places - 1)));
    const losses = (of: Law, tokens: number, parameters: number): number[] => {
      const at = (text: number): number => lossOfRepeated(of, anchor, text, { tokens, parameters });
      return unique.map((text) => ended + at(text) - at(anchor.tokens));
    };
    const own = isTold(report) ? report.repeats!.repeats : undefined;
    return {
      arm: anchor.arm,
      unique,
      published: losses(used, publishedRepeats.tokens, Infinity),
      ...(own && { own: losses(law, own.tokens, own.parameters) }),
      beta: { value: used.beta, published: used !== law },
      lowest,
    };
  });
}

export const isTold = ({ repeats, refusals }: FitReport): boolean =>
  repeats !== undefined && !refusals.some(({ withholds }) => withholds.includes('repeats'));

/** With the published exponent of tokens: what it leaves to be found, B, lies on a straight line. */
function withExponent(law: Law, once: readonly LawPoint[]): Law {
  const x = once.map(({ tokens }) => tokens ** -publishedExponent);
  const y = once.map(({ loss, parameters }) => loss - law.A * parameters ** -law.alpha);
  const [mx, my] = [mean(x), mean(y)];
  const slope = x.reduce((sum, v, i) => sum + (v - mx) * (y[i]! - my), 0) / x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
  const B = Math.max(0, slope);
  return { ...law, E: my - B * mx, B, beta: publishedExponent };
}
