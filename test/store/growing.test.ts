// Lists of things that grow in place, and those who watch them.

import { computed } from '@lit-labs/signals';
import { expect, it } from 'vitest';
import { growing } from '#src/store/growing.ts';

it('tells those who watch that its things have grown, which are the same as before', () => {
  const lists = growing<number[]>();
  const sum = computed(() =>
    lists
      .get()
      .flat()
      .reduce((a, b) => a + b, 0),
  );
  const [first, second] = [[1], [2]];
  lists.set([first, second]);
  expect(sum.get()).toBe(3);
  lists.grow(([one]) => one!.push(10));
  expect(sum.get()).toBe(13);
  expect(lists.get()[0]).toBe(first);
  expect(lists.get()[1]).toBe(second);
});

it('is another list after each growth, as an element needs it to draw again', () => {
  const lists = growing<number[]>();
  lists.set([[1]]);
  const seen = [lists.get()];
  for (let i = 0; i < 2; i++) {
    lists.grow(([one]) => one!.push(i));
    seen.push(lists.get());
  }
  expect(new Set(seen).size).toBe(3);
  expect(lists.get(), 'and the same while nothing grows').toBe(lists.get());
});

it('takes others into the places of what it had, and leaves lists alone that were handed out', () => {
  const lists = growing<string>();
  lists.set(['a']);
  const before = lists.get();
  lists.grow((things) => {
    things[0] = 'A';
    things[2] = 'c';
  });
  expect(before).toEqual(['a']);
  expect(lists.get()[0]).toBe('A');
  expect(lists.get()[2]).toBe('c');
});
