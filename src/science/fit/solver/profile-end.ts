// How far a quantity can be moved before the best fit that has it so is worse by a given sum of squares: its profile. It follows the
// curve of the law where a straight error would not, and stops at a bound where nothing speaks against it (Bates and Watts 1988, 6.1).

import { leastSquares, type Fit, type Problem, type Quantity } from './least-squares.ts';

/** Where the squares have risen by `rise` from those of the best fit; Infinity if they never do. `slope` is the standard error at `rise` 1. */
export function profileEnd(
  problem: Problem,
  best: Fit,
  quantity: Quantity,
  { error, rise, direction }: { error: number; rise: number; direction: 1 | -1 },
): { value: number; fit: Fit; open: boolean } {
  const scratch = new Float64Array(best.theta.length);
  const centre = quantity(best.theta, scratch);
  const goal = Math.sqrt(rise);
  const weight = 30 / (error * error);
  let low = { at: centre, root: 0, fit: best };
  let high: typeof low | undefined;
  let reach = goal * error;
  for (let round = 0; round < 25; round++) {
    let target: number;
    if (!high) target = low.at + direction * reach;
    else {
      // The root of the rise is nearly straight between two ends.
      const share = (goal - low.root) / (high.root - low.root);
      target = low.at + Math.min(0.95, Math.max(0.05, share)) * (high.at - low.at);
    }
    const fit = leastSquares(problem, low.fit.theta, { quantity, target, weight });
    const at = quantity(fit.theta, scratch);
    const root = Math.sqrt(Math.max(0, fit.squares - best.squares));
    const now = { at, root, fit };
    if (Math.abs(root - goal) < 0.005 * goal) return { value: at, fit, open: false };
    if (root < goal) {
      // At a bound it does not follow any more.
      if (!high && Math.abs(at - low.at) < 1e-3 * reach) return { value: at, fit, open: true };
      const gain = Math.max(root - low.root, 1e-3 * goal);
      reach = Math.min(4 * reach, Math.max(0.1 * reach, (1.1 * (goal - root) * Math.abs(at - low.at)) / gain));
      low = now;
    } else high = now;
    if (high && Math.abs(high.at - low.at) < 1e-4 * Math.abs(centre - high.at)) break;
  }
  return { value: high?.at ?? low.at, fit: high?.fit ?? low.fit, open: !high };
}
