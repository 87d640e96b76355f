// How numbers become text: one place, so that the same quantity looks the same everywhere.

const language = 'en';
// Made once: making one costs far more than using it.
const decimals = Array.from(
  { length: 4 },
  (_, digits) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const fixed = (value: number, digits: number): string => decimals[digits]!.format(value);
const plain = new Intl.NumberFormat(language, { maximumSignificantDigits: 6 });
const three = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });

export const dash = '–';

export const formatLoss = (nats: number): string => formatDigits(nats, 3);
export const formatShortLoss = (nats: number): string => formatDigits(nats, 2);

/** 2.034; where so many decimals would leave less than two digits of it: 0.0042, 7.4e-5. */
function formatDigits(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return dash;
  const two = Number(value.toPrecision(2)); // 0.00999 is 0.010
  return two === 0 || Math.abs(two) >= 10 ** (1 - decimals) ? fixed(value, decimals) : formatNumber(two);
}

/** −0.830 ± 0.031: to a thousandth, as losses are; to two digits of the half-width where that is less. */
export function formatDifference(value: number, half: number): string {
  const decisive = half > 0 ? half : Math.abs(value) / 10;
  const decimals = decisive > 0 && decisive < 0.001 ? Math.min(6, 1 - Math.floor(Math.log10(decisive))) : 3;
  return formatSigned(value, (v) => v.toFixed(decimals)) + (Number.isFinite(half) ? ` ± ${half.toFixed(decimals)}` : '');
}

/** Three digits: 1.23, 0.00456, 1.2e-6. */
export const formatThree = (value: number): string => formatNumber(Number(value.toPrecision(3)));

/** With its sign, unless nothing is left of it: +0.1, −0.1, 0. */
export function formatSigned(value: number, format: (size: number) => string): string {
  if (!Number.isFinite(value)) return dash;
  const size = format(Math.abs(value));
  return Number(size) === 0 ? size : `${value < 0 ? '−' : '+'}${size}`;
}

/** A number as it was set: 400, 0.002, 409,600; very small ones as 1e-6. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return dash;
  return value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : plain.format(value);
}

/** 41,234 → 41.2k. SI prefixes, because FLOP counts reach peta and "B" means bytes as well. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return dash;
  const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  const power = Math.min(prefixes.length - 1, Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1) / 3 + 1e-9)));
  return three.format(value / 1000 ** power) + prefixes[power]!;
}

/** Also of what no prefix reaches, such as the FLOP of large models: 41.2k, 5.76e+23. */
export const formatAmount = (value: number): string =>
  Number.isFinite(value) && Math.abs(value) >= 1e18 ? Number(value.toPrecision(3)).toExponential() : formatCount(value);

export const formatFlops = (value: number): string => `${formatCount(value).replace(/([kMGTPE]?)$/, ' $1')}FLOP`;
export const formatBytes = (value: number): string => `${formatCount(value).replace(/([kMGTPE]?)$/, ' $1')}B`;

export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return dash;
  if (seconds < 1) return 'under 1 s';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

/** "about 40 s", "under 1 s". */
export const formatEstimate = (seconds: number): string =>
  seconds < 1 ? formatDuration(seconds) : `about ${formatDuration(seconds)}`;

/** Seconds in a table: 0.42 s, 12.3 s, 1,234 s. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return dash;
  const digits = seconds < 10 ? 2 : seconds < 100 ? 1 : 0;
  return `${fixed(seconds, digits)} s`;
}

/** Milliseconds in a table, without their unit: 0.042, 1.234, 82.53, 1,234. */
export function formatMilliseconds(value: number): string {
  if (!Number.isFinite(value)) return dash;
  const digits = value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0;
  return fixed(value, digits);
}

/** 0.082 → 8.2 %; 1 → 100 %. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return dash;
  const digits = share < 0.1 ? 1 : 0;
  return `${fixed(100 * share, digits)} %`;
}

/** 409,600: a whole number in a sentence; no language setting changes it. */
export const grouped = (whole: number): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ',');

/** Every digit: 9,611. Two arms may differ by a handful of parameters. */
export const formatWhole = (value: number): string => (Number.isFinite(value) ? value.toLocaleString(language) : dash);

/** "1 seed", "3 seeds". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${plain.format(count)} ${count === 1 ? one : many}`;
