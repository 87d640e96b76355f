// The value of a setting as the text of a link.

import type { Option } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';

export const valueText = (value: ArmConfig[keyof ArmConfig]): string =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);

/** What is no value of this kind is left as it is, so that it is refused in words. */
export function valueIn({ kind }: Option, text: string): unknown {
  if (kind === 'switch') return text === 'on' ? true : text === 'off' ? false : text;
  const isNumber = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
  return (kind === 'integer' || kind === 'number') && isNumber ? Number(text) : text;
}
