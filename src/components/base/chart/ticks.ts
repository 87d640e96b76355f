// Where an axis has its ticks: round numbers, about as many as fit, but two at least, which is what a scale takes; on log axes
// also below one decade.

export function linearTicks(low: number, high: number, most: number): number[] {
  if (!(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))) return [low]; // numbers have no more digits
  let ticks: number[] = [];
  for (let n = Math.max(1, most); ticks.length < 2; n *= 2) ticks = roundTicks(low, high, n);
  return ticks;
}

function roundTicks(low: number, high: number, most: number): number[] {
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw * (1 - 1e-9))!;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-12) + 1e-300; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

export function logTicks(low: number, high: number, most: number): number[] {
  // Under one and a half decades round numbers read better than powers of ten.
  if (high / low < 30) return linearTicks(low, high, most).filter((tick) => tick > 0);
  const decades = Math.log10(high / low);
  const inDecade = 3 * decades <= most ? [1, 2, 5] : [1];
  const skip = Math.max(1, Math.ceil(decades / most));
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (power % skip) continue;
    for (const m of inDecade) {
      const tick = Number((m * 10 ** power).toPrecision(12));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}
