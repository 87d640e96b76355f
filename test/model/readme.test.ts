// The README shows a block of the transformer as it is.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import model from '#src/model/model.ts?raw';

test('the README shows the lines of `block`', () => {
  const [, shown] = /```ts\n([\s\S]+?)```/.exec(readFileSync('README.md', 'utf8'))!;
  const body = /^function block\(.+\{\n([\s\S]+?)^\}/m.exec(model)![1]!;
  expect(shown).toBe(body);
  expect(body.trim().split('\n')).toHaveLength(8);
});
