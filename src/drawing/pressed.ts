// What pressing a wire does to an arm: its family is added or cut, and nothing else changes; or why it cannot be.

import type { ArmConfig } from '#src/experiment/settings.ts';
import { isUsed, shortcuts, type Wiring } from '#src/experiment/shortcuts.ts';
import type { Message } from '#src/words/message.ts';
import type { Family } from './wires.ts';

export type Pressed =
  | { readonly config: ArmConfig; readonly value: Wiring[Family] }
  /** Options exclude each other. */
  | { readonly refused: Message };

/** `before`: what the family was when it was cut, to which it comes back; learned, if it was nothing. */
export function pressed(c: ArmConfig, family: Family, before?: Wiring[Family]): Pressed {
  const value = valueAfter(c, family, before);
  const config = { ...c, [family]: value };
  const known = refusalsOf(c).map((each) => JSON.stringify(each));
  const refused = refusalsOf(config).find((each) => !known.includes(JSON.stringify(each)));
  return refused ? { refused } : { config, value };
}

function valueAfter(c: ArmConfig, family: Family, before: Wiring[Family] | undefined): Wiring[Family] {
  if (family !== 'valueResidual') return !c[family];
  if (isUsed(c, family)) return 'off';
  return before === 'fixed' ? before : 'learned';
}

const refusalsOf = (c: ArmConfig): readonly Message[] =>
  shortcuts.flatMap(({ key, refused }) => (refused && isUsed(c, key) ? refused(c) : []));
