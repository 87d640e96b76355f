// In which settings two arms differ, in words.

import { optionWords } from '#src/words/language.ts';
import { formatNumber } from '#src/words/numbers.ts';
import { matters, options, type Option } from './options.ts';
import { isOwnText, namelessText } from './own-text.ts';
import type { ArmConfig } from './settings.ts';

export interface SettingDifference {
  readonly key: keyof ArmConfig;
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

/** The name of a text by its source, as far as it is known. */
export type TextNames = (source: string) => string | undefined;

export function optionText(option: Option, value: ArmConfig[keyof ArmConfig], names: TextNames = () => undefined): string {
  if (option.key === 'source' && isOwnText(String(value))) return names(String(value)) ?? namelessText;
  if (option.kind === 'switch') return value === true ? 'on' : 'off';
  if (option.kind === 'choice') return optionWords(option.key).choices?.[String(value)] ?? String(value);
  if (typeof value !== 'number') return String(value);
  if (option.key === 'uniqueText' && value === 0) return 'all';
  return Number.isNaN(value) ? '?' : formatNumber(value);
}

export function differences(from: ArmConfig, to: ArmConfig, names?: TextNames): SettingDifference[] {
  return options
    .filter((o) => !Object.is(from[o.key], to[o.key]) && matters(o, from, to))
    .map((o) => ({
      key: o.key,
      label: optionWords(o.key).label,
      from: optionText(o, from[o.key], names),
      to: optionText(o, to[o.key], names),
    }));
}
