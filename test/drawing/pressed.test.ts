// Pressing a wire changes its option and no other, pressing again gives the arm back, and what is refused is refused in words.

import { describe, expect, it } from 'vitest';
import { pressed } from '#src/drawing/pressed.ts';
import { families } from '#src/drawing/wires.ts';
import { checkArm } from '#src/experiment/options.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { isUsed } from '#src/experiment/shortcuts.ts';
import { sentenceOf } from '#src/words/message.ts';
import { variants } from '../model/variants.ts';
import { tiny } from '../tiny.ts';

const arms = Object.entries(variants).map(([name, model]): [string, ArmConfig] => [name, { ...tiny, ...model }]);

describe.each(arms)('%s', (_, arm) => {
  it.each(families)('%s is added or cut, and comes back', (family) => {
    const first = pressed(arm, family);
    if ('refused' in first) {
      expect(sentenceOf(first.refused)).toMatch(/^[A-Z].{10,300}\.$/);
      return;
    }
    expect(isUsed(first.config, family)).toBe(!isUsed(arm, family));
    expect(first.config[family]).toBe(first.value);
    expect({ ...first.config, [family]: arm[family] }).toEqual(arm);
    expect(checkArm(first.config)).toEqual([]);
    expect(pressed(first.config, family, arm[family])).toEqual({ config: arm, value: arm[family] });
  });
});

it.each([
  [{ valueResidual: 'learned' }, 'valueEmbeddings'],
  [{ valueEmbeddings: true }, 'valueResidual'],
  [{ hyperConnections: true }, 'residual'],
  [{ hyperConnections: true }, 'uNet'],
  [{ denseFormer: true }, 'hyperConnections'],
  [{ residual: false }, 'reZero'],
  [{ residual: false }, 'hyperConnections'],
] as const)('%o excludes %s', (change, family) => {
  const arm = { ...baseArm, ...change };
  expect(pressed(arm, family)).toHaveProperty('refused');
  expect(pressed(baseArm, family)).not.toHaveProperty('refused');
});

it('lets an arm out of what is refused', () => {
  const wrong = { ...baseArm, hyperConnections: true, uNet: true };
  expect(checkArm(wrong)).not.toEqual([]);
  expect(pressed(wrong, 'uNet')).toHaveProperty('value', false);
  expect(pressed(wrong, 'hyperConnections')).toHaveProperty('value', false);
  expect(pressed(wrong, 'firstLayer')).toHaveProperty('value', true);
});
