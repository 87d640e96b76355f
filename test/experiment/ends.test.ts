// The lowest point of a curve, and when a run stops early.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasStopped, keptStep, lowestOf } from '#src/experiment/ends.ts';
import type { Curve } from '#src/experiment/record.ts';

/** Few different losses, so that some are equal. */
const curves = fc
  .array(fc.integer({ min: 0, max: 8 }), { maxLength: 17 })
  .map((losses): Curve => losses.map((loss, i) => [3 * i + 1, loss / 4]));

describe('the lowest point', () => {
  test('has no lower beside it, and no equal before it', () => {
    fc.assert(
      fc.property(curves, (curve) => {
        const lowest = lowestOf(curve) ?? [NaN, NaN]; // of no points
        for (const [step, loss] of curve) {
          expect(loss).toBeGreaterThanOrEqual(lowest[1]);
          if (step < lowest[0]) expect(loss).toBeGreaterThan(lowest[1]);
        }
        expect(keptStep({ deciding: curve })).toBe(curve.length ? lowest[0] : undefined);
      }),
    );
  });

  test('is none of a run that does not decide', () => expect(keptStep({})).toBeUndefined());
});

describe('a run has stopped', () => {
  test('when it has counted so many evaluations since its lowest, as one does who looks at each in turn', () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 0, max: 16 }), (curve, patience) => {
        let [lowest, since, stopped] = [Infinity, 0, false];
        for (const [at, [, loss]] of curve.entries()) {
          [lowest, since] = loss < lowest ? [loss, 0] : [lowest, since + 1];
          stopped = patience > 0 && since >= patience;
          expect(hasStopped({ deciding: curve.slice(0, at + 1) }, patience)).toBe(stopped);
        }
        expect(hasStopped({ deciding: curve }, patience)).toBe(stopped);
      }),
    );
  });

  test('never before it was evaluated', () => expect(hasStopped({}, 1)).toBe(false));
});
