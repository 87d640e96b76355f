// In which settings two arms differ, in the words of the option table.

import type { ArmConfig } from './settings.ts';
import { options, type Option } from './options.ts';

export interface Difference {
  readonly key: keyof ArmConfig;
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

const numbers = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

export function optionText(option: Option, value: ArmConfig[keyof ArmConfig]): string {
  if (option.kind === 'switch') return value === true ? 'on' : 'off';
  if (option.kind === 'choice') return option.choices.find((c) => c.value === value)?.label ?? String(value);
  if (typeof value !== 'number') return String(value);
  if (option.key === 'uniqueText' && value === 0) return 'all';
  return Number.isNaN(value) ? '?' : value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : numbers.format(value);
}

export function differences(from: ArmConfig, to: ArmConfig): Difference[] {
  return options
    .filter(({ key }) => !Object.is(from[key], to[key]) && matters(key, from, to))
    .map((o) => ({ key: o.key, label: o.label, from: optionText(o, from[o.key]), to: optionText(o, to[o.key]) }));
}

/** A setting that neither arm uses is no difference: tokens when both budgets are in steps. */
export function matters(key: keyof ArmConfig, a: ArmConfig, b: ArmConfig = a): boolean {
  const either = (test: (c: ArmConfig) => boolean): boolean => test(a) || test(b);
  if (key === 'tokens') return either((c) => c.budget === 'tokens');
  if (key === 'steps') return either((c) => c.budget === 'steps');
  if (key === 'decayShare') return either((c) => c.schedule === 'wsd');
  if (key === 'finalRate') return either((c) => c.schedule !== 'wsd');
  return true;
}
