// The order of the house, as far as a script can see it: how full a folder is, which names stand twice, which words are retired
// (docs/words.md), and where the formatter is told to keep out. Part of `npm run check`.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Files of a folder of src, without those of its folders. */
const most = 16;
/** Names that stand for several sides of one thing. */
const sides = new Map([
  ['attention-map', 'the op and the element that draws it'],
  ['inside', 'the frames that a record keeps and the graphs that fill them'],
  ['kernel-times', 'of a session and on the page'],
  ['options', 'the settings and their words'],
  ['session', 'in the worker and on the page'],
  ['shortcuts', 'as data, as part of a model, as a lesson'],
]);
/** They read what earlier versions wrote, in its words. */
const readsOld = ['src/experiment/files/migrations.ts', 'src/storage/checkpoint.ts'];
const keptOut = ['prettier', 'ignore'].join('-'); // not as one word, or this file would keep it out as well
/** Tables of numbers, where columns say more than the formatter knows. */
const tables = ['test/science/statistics/student.test.ts', 'test/train/golden.test.ts'];

/** What is wrong with these files, by path: a sentence each. `words` is docs/words.md. */
export function complaints(files: ReadonlyMap<string, string>, words: string): string[] {
  return [...crowded(files), ...twice(files), ...retired(files, words), ...unformatted(files)];
}

function crowded(files: ReadonlyMap<string, string>): string[] {
  return [...sourcesBy(files, dirname)].flatMap(([folder, { length }]) =>
    length > most ? [`${folder} has ${length} files; with more than ${most}, give some of them a folder.`] : [],
  );
}

function twice(files: ReadonlyMap<string, string>): string[] {
  const several = [...sourcesBy(files, (path) => basename(path, '.ts'))].filter(([, paths]) => paths.length > 1);
  const unknown = several.filter(([name]) => !sides.has(name));
  const gone = [...sides.keys()].filter((name) => !several.some(([other]) => other === name));
  return [
    ...unknown.map(([, paths]) => `${paths.join(' and ')} have one name: call one of them otherwise.`),
    ...gone.map((name) => `${name} stands only once: scripts/house.ts need not list it.`),
  ];
}

function retired(files: ReadonlyMap<string, string>, words: string): string[] {
  const rows = words.split('\n').filter((line) => /^\| (?!word )\w/.test(line));
  const patterns = rows.flatMap((line) => [...line.split('|')[3]!.matchAll(/`([^`]+)`/g)].map(([, word]) => word!));
  return [...files].flatMap(([path, text]) => {
    if (readsOld.includes(path) || !/^(src|workers|shaders|bench|scripts)\//.test(path)) return [];
    return patterns
      .filter((word) => wordIn(text, word))
      .map((word) => `${path} says “${word}”, which docs/words.md has retired.`);
  });
}

function wordIn(text: string, word: string): boolean {
  const [start, end] = [/^\w/.test(word) ? '\\b' : '', /\w$/.test(word) ? '\\b' : ''];
  return new RegExp(start + word.replaceAll('.', '\\.') + end).test(text);
}

function unformatted(files: ReadonlyMap<string, string>): string[] {
  const kept = [...files].filter(([path, text]) => text.includes(keptOut) && !tables.includes(path));
  return kept.map(([path]) => `${path} keeps the formatter out; only tables of numbers may.`);
}

function sourcesBy(files: ReadonlyMap<string, string>, key: (path: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of files.keys())
    if (path.startsWith('src/') && path.endsWith('.ts')) groups.set(key(path), [...(groups.get(key(path)) ?? []), path]);
  return groups;
}

function main(): void {
  const files = ['src', 'workers', 'shaders', 'bench', 'scripts', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|mjs|wgsl)$/.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/')),
  );
  const found = complaints(
    new Map(files.map((path) => [path, readFileSync(path, 'utf8')])),
    readFileSync('docs/words.md', 'utf8'),
  );
  for (const complaint of found) console.error(complaint);
  if (found.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
