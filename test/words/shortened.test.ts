// Long names in little room.

import { expect, it } from 'vitest';
import { shortened } from '#src/words/shortened.ts';

it('keeps the beginning and the end, by which names are told apart', () => {
  expect(shortened('first_layer_seed3_run12', 40)).toBe('first_layer_seed3_run12');
  expect(shortened('first_layer_and_value_residual_lr0.002_seed3_run12', 20)).toBe('first_laye…ed3_run12');
  expect(shortened('first_layer_and_value_residual_lr0.002_seed3_run13', 20)).toBe('first_laye…ed3_run13');
  expect(shortened('🐋🐋🐋🐋', 3)).toBe('🐋…🐋');
  expect(shortened('long', 1)).toBe('…');
  expect(shortened('long', 2)).toBe('l…');
  expect(shortened('with blanks in the middle', 12)).toBe('with b…iddle');
});
