// What is read off measured losses without a law of all of them, as the scale chart draws it: the parabola of each budget with its lowest
// point, what an idea is worth as a distance between two lines, and what the law of repeated text says.

import { armsAt } from '#src/science/scaling/equal-budgets.ts';
import { familyName } from '#src/science/scaling/model-families.ts';
import { flopsPerParameterToken } from '#src/science/fit/laws/law.ts';
import type { Parabola } from '#src/science/fit/measured/iso-flop.ts';
import { formatCount, formatLoss, formatThree } from '#src/words/numbers.ts';
import type { ChartDot, ChartLine, ChartSpan } from '../../base/chart/scene.ts';
import { perNat } from '../curve-axis.ts';
import { shownAt, sizesOf } from './law-lines.ts';
import type { ScaleShown } from './scale-shown.ts';

interface Measured {
  readonly lines: readonly ChartLine[];
  readonly dots: readonly ChartDot[];
  readonly spans: readonly ChartSpan[];
}

const picture = [6, 4]; // its dashes
const along = 32; // places of a parabola

/** `tokenOf`: the colour of an arm. */
export function measuredLines(shown: ScaleShown, tokenOf: (arm: number) => string): Measured {
  const scaleY = perNat(shown.view.unit);
  const { axis } = shown.scale;
  const line = (x: readonly number[], y: readonly number[], token: string, dash: readonly number[]): ChartLine => ({
    points: { x, y, length: x.length },
    scale: 1,
    scaleY,
    token,
    width: 1.5,
    alpha: 0.9,
    dash,
  });
  if (axis === 'uniqueText')
    return {
      lines: shown.repeated.flatMap(({ arm, unique, published, own }) => [
        line(unique, published, '--ink', picture),
        ...(own ? [line(unique, own, tokenOf(arm), [])] : []),
      ]),
      dots: shown.repeated.flatMap(({ lowest }) =>
        lowest.map(({ arm, unique: x, loss }) => mark(x, loss * scaleY, tokenOf(arm))),
      ),
      spans: [],
    };
  if (axis === 'flops') return { lines: [], dots: [], spans: spansOf(shown, tokenOf, scaleY) };
  const { work } = shown;
  if (!work || (axis !== 'parameters' && axis !== 'tokens')) return { lines: [], dots: [], spans: [] };
  const drawn = work.parabolas.map((parabola) => {
    const arms = armsAt(shown.record, parabola.compute);
    const sizes = arms.map((arm) => sizesOf(shown.record.arms[arm]!, axis));
    const at = (parameters: number): number =>
      shownAt(axis === 'parameters' ? parameters : tokensFor(parabola, parameters), sizes, axis);
    const [low, high] = [Math.min(...sizes.map((s) => s.parameters)), Math.max(...sizes.map((s) => s.parameters))];
    const places = Array.from({ length: along }, (_, i) => low * (high / low) ** (i / (along - 1)));
    const token = tokenOf(arms.at(-1)!);
    const heights = places.map((parameters) => heightOf(parabola, parameters));
    return { curve: line(places.map(at), heights, token, picture), x: at(parabola.parameters), y: parabola.loss, token };
  });
  const lowest = line(
    drawn.map(({ x }) => x),
    drawn.map(({ y }) => y),
    '--ink',
    picture,
  );
  return {
    lines: [...drawn.map(({ curve }) => curve), ...(drawn.length > 1 ? [lowest] : [])],
    dots: drawn.map(({ x, y }) => mark(x, y * scaleY, '--ink')),
    spans: [],
  };
}

/** A lowest point. */
const mark = (x: number, y: number, token: string): ChartDot => ({ x, y, token, alpha: 1, size: 4, aside: 0, marker: 'down' });

const tokensFor = ({ compute }: Parabola, parameters: number): number => compute / flopsPerParameterToken / parameters;

function heightOf({ coefficients: [constant, slope, bend], centre }: Parabola, parameters: number): number {
  const x = Math.log(parameters) - centre;
  return constant + slope * x + bend * x * x;
}

/** What of it is drawn against this axis, for the line under the chart. */
export function measuredInWords({ scale: { axis }, work, gains, repeated }: ScaleShown): string[] {
  if (axis === 'flops')
    return gains.some(({ gain }) => gain.compute)
      ? ['arrows: how many times the compute one needs for the loss of the other']
      : [];
  if (axis === 'uniqueText')
    return repeated
      .slice(0, 1)
      .flatMap(({ own, beta }) => [
        `dashed: the law of repeated text as published, R* 15.4, from the run that read its text once${beta.published ? ', β 0.353 as published' : ''}`,
        ...(own ? ['solid: at the R* of these runs'] : []),
        'triangles: the lowest loss of those that read theirs again',
      ]);
  return work?.parabolas.length && axis !== 'seconds'
    ? ['dashed: a parabola through each budget and its lowest point, a picture']
    : [];
}

/** The same for those who do not see it. */
export function measuredDescribed(shown: ScaleShown): string[] {
  const { scale, view, work } = shown;
  const inUnit = (loss: number): string => formatLoss(loss * perNat(view.unit));
  if (scale.axis === 'flops')
    return spansOf(shown, String, 1).map(({ label, y }) => `Arrow at ${inUnit(y)}: ${label} the compute.`);
  if (scale.axis === 'uniqueText')
    return shown.repeated.map(
      ({ published, lowest }) =>
        `The published law of repeated text rises to ${inUnit(published[0]!)} at the least text; the lowest losses there: ${lowest.map(({ loss }) => inUnit(loss)).join(', ')}.`,
    );
  return scale.axis === 'seconds'
    ? []
    : (work?.parabolas ?? []).map(
        ({ compute, parameters, loss }) =>
          `Parabola at ${formatCount(compute)} FLOP: lowest at ${formatCount(parameters)} parameters without embeddings, ${inUnit(loss)}.`,
      );
}

const spansOf = ({ gains, record }: ScaleShown, tokenOf: (arm: number) => string, scaleY: number): ChartSpan[] =>
  gains.flatMap(({ gain: { loss, gain, compute }, family }) => {
    if (gain === undefined || loss === undefined || !compute) return [];
    const token = tokenOf(family.arms.at(-1)!);
    const label = `${familyName(record, family)} ${formatThree(gain)}×`;
    return [{ from: compute.variant, to: compute.baseline, y: loss * scaleY, token, label }];
  });
