// The rules of the house see what breaks them, and our own house keeps them.

import { expect, test } from 'vitest';
import { complaints } from '../../scripts/house.ts';

const words = `
| word | means | retired |
|---|---|---|
| run | one arm trained with one seed | \`loadRun\`, \`.looks\` |
| arm | a set of settings | |
`;
const listed = ['attention-map', 'inside', 'kernel-times', 'options', 'session', 'shortcuts'];
const fine = listed.flatMap((name): [string, string][] => [
  [`src/a/${name}.ts`, ''],
  [`src/b/${name}.ts`, ''],
]);
const found = (...files: [string, string][]): string[] => complaints(new Map([...fine, ...files]), words);

test('nothing is wrong with a small house', () => expect(found()).toEqual([]));

test('a folder of more than 16 files is crowded; those of its folders do not count', () => {
  const files = (count: number, folder: string): [string, string][] =>
    Array.from({ length: count }, (_, i) => [`src/${folder}/f${folder.length}${i}.ts`, '']);
  expect(found(...files(16, 'rooms'), ...files(16, 'rooms/one'))).toEqual([]);
  expect(found(...files(17, 'rooms'))).toEqual([expect.stringContaining('src/rooms has 17 files')]);
});

test('a name stands once, but for the sides of one thing', () => {
  expect(found(['src/a/marks.ts', ''], ['src/b/marks.ts', ''])).toEqual([
    'src/a/marks.ts and src/b/marks.ts have one name: call one of them otherwise.',
  ]);
  expect(found(['src/c/session.ts', '']), 'a third side').toEqual([]);
  const once = new Map(fine.filter(([path]) => path !== 'src/b/session.ts'));
  expect(complaints(once, words)).toEqual(['session stands only once: scripts/house.ts need not list it.']);
});

test('retired words are found as words, but not where old files are read, nor in tests', () => {
  const text = 'loadRun(); budget.looks; loadRuns(); overlooks';
  expect(found(['src/store/a.ts', text])).toEqual([
    'src/store/a.ts says “loadRun”, which docs/words.md has retired.',
    'src/store/a.ts says “.looks”, which docs/words.md has retired.',
  ]);
  expect(found(['src/store/a.ts', 'loadRuns(); overlooks; preloadRun']), 'parts of other words').toEqual([]);
  expect(found(['src/experiment/files/migrations.ts', text], ['test/a.test.ts', text])).toEqual([]);
});

test('the formatter is kept out of tables only', () => {
  const line = `// ${['prettier', 'ignore'].join('-')}`;
  expect(found(['src/a/b.ts', line])).toEqual(['src/a/b.ts keeps the formatter out; only tables of numbers may.']);
  expect(found(['test/train/golden.test.ts', line])).toEqual([]);
});
