// Where a function with one valley is least between two numbers: golden-section search (Kiefer 1953, Proc. Am. Math. Soc. 4:502).

const golden = (Math.sqrt(5) - 1) / 2;

export function leastBetween(from: number, to: number, of: (x: number) => number): number {
  let [low, high] = [from, to];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [ofLeft, ofRight] = [of(left), of(right)];
  // A value that is no number lies beyond what can be, and counts as high.
  for (let round = 0; round < 200 && high - low > 1e-12 * (1 + Math.abs(low) + Math.abs(high)); round++)
    if (ofLeft < ofRight || Number.isNaN(ofRight)) {
      [high, right, ofRight] = [right, left, ofLeft];
      left = high - golden * (high - low);
      ofLeft = of(left);
    } else {
      [low, left, ofLeft] = [left, right, ofRight];
      right = low + golden * (high - low);
      ofRight = of(right);
    }
  return (low + high) / 2;
}
