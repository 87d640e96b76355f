// Windows that are changed as they are read: how often, into what, and that every position is asked for what follows it in the text.

import { describe, expect, test } from 'vitest';
import { randomBits } from '#src/data/random.ts';
import { openSource, tasks, unscored, type Settings, type Source } from '#src/data/source.ts';
import { span } from '#src/experiment/limits.ts';
import { checkArm } from '#src/experiment/options.ts';
import { baseArm } from '#src/experiment/settings.ts';
import { sentenceOf } from '#src/words/message.ts';

const words = ['Whale', 'sea', 'SHIP', 'the', 'A', 'and', 'Größe', '世界', '🐳', 'ß', 'İ'];
const text = Array.from({ length: 6000 }, (_, i) => words[randomBits(1, 2, i) % words.length]).join(' ');
const settings: Settings = { ...baseArm, context: 44 }; // five spans, and half a span
const open = (changes: Partial<Settings> = {}, content = text): Promise<Source> =>
  openSource({ ...settings, ...changes }, () => Promise.resolve(content));

const plain = await open();
const windows = 1500;

interface Window {
  readonly tokens: number[];
  readonly targets: number[];
}
function read(source: Source, step: number, { seed = 1, row = 0 } = {}): Window {
  // Poison around it: nothing is written beyond the window.
  const [tokens, targets] = [1, 2].map(() => new Uint32Array(3 * source.context).fill(7777)) as [Uint32Array, Uint32Array];
  source.training(seed, step, row, tokens, targets, source.context);
  const inside = (array: Uint32Array): number[] => {
    const [before, after] = [array.subarray(0, source.context), array.subarray(2 * source.context)];
    expect([...before, ...after].every((value) => value === 7777)).toBe(true);
    return [...array.subarray(source.context, 2 * source.context)];
  };
  return { tokens: inside(tokens), targets: inside(targets) };
}
const readAll = (source: Source): Window[] => Array.from({ length: windows }, (_, step) => read(source, step));

/** How far a count of n draws may lie from its mean: five standard deviations, once in 1.7 million. */
const within = (count: number, n: number, share: number): void =>
  expect(Math.abs(count - n * share) / Math.sqrt(n * share * (1 - share))).toBeLessThan(5);

const both = { randomCase: 0.3, characterDropout: 0.2, spanShuffle: 0.5 };

describe('any of them', () => {
  test('is a pure function of seed, step and row', async () => {
    const [one, other] = [await open(both), await open(both)];
    for (let step = 0; step < 20; step++) expect(read(one, step)).toEqual(read(other, step));
    // The same stretch of text in another step: what is read of it is another.
    const short = await open({ ...both, uniqueText: settings.context + 1 });
    const seen = [read(short, 1), read(short, 2), read(short, 1, { row: 1 }), read(short, 1, { seed: 2 })];
    expect(new Set(seen.map(({ tokens }) => tokens.join())).size).toBe(4);
  });

  test('asks each position for the character that follows it in the text', async () => {
    const changed = readAll(await open({ randomCase: 0.3, characterDropout: 0.2 }));
    expect(changed.map(({ targets }) => targets)).toEqual(readAll(plain).map(({ targets }) => targets));
  });

  test('reads known tokens only, and leaves what is held out as it is', async () => {
    for (const tokenizer of ['character', 'byte'] as const) {
      const [source, usual] = [await open({ ...both, tokenizer }), await open({ tokenizer })];
      const most = Math.max(...readAll(source).flatMap(({ tokens }) => tokens));
      expect(most).toBeLessThan(source.vocab);
      const of = ({ heldOut, context }: Source): Uint32Array[] => {
        const arrays = [new Uint32Array(context), new Uint32Array(context)] as const;
        heldOut.write(1, 1, ...arrays, 0);
        return [...arrays];
      };
      expect(of(source)).toEqual(of(usual));
    }
  });

  test('counts as many positions in every window, though some do not count', async () => {
    const source = await open({ source: 'markov', characterDropout: 0.2, spanShuffle: 1 });
    for (const { targets } of readAll(source).slice(0, 50)) {
      expect(targets.filter((target) => target !== unscored)).toHaveLength(source.scoredPerWindow);
      expect(targets[0]).toBe(unscored);
    }
  });
});

describe('random case', () => {
  const lettersIn = ({ tokens }: Window): string[] => tokens.map((id) => plain.tokenizer.decode([id]));

  test('reads so many of the letters in the other case, where the text has both', async () => {
    const changed = readAll(await open({ randomCase: 0.3 })).map(lettersIn);
    const usual = readAll(plain).map(lettersIn);
    const known = new Set(text);
    const pairs = usual.flatMap((window, w) => window.map((letter, t) => [letter, changed[w]![t]!] as const));
    const other = (letter: string): string => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase());
    const turnable = pairs.filter(([letter]) => other(letter) !== letter && known.has(other(letter)));
    const turned = turnable.filter(([letter, now]) => letter !== now);
    expect(turnable.length).toBeGreaterThan(10_000);
    within(turned.length, turnable.length, 0.3);
    for (const [letter, now] of turned) expect(now).toBe(other(letter));
    const rest = pairs.filter((pair) => !turnable.includes(pair));
    expect(rest.length).toBeGreaterThan(1000);
    for (const [letter, now] of rest) expect(now).toBe(letter);
  });

  test('knows the ASCII letters of bytes', async () => {
    const source = await open({ randomCase: 1, tokenizer: 'byte' });
    const usual = await open({ tokenizer: 'byte' });
    const turned = (id: number): number => (/[a-z]/i.test(String.fromCharCode(id)) && id < 128 ? id ^ 32 : id);
    expect(read(source, 5).tokens).toEqual(read(usual, 5).tokens.map(turned));
  });
});

describe('character dropout', () => {
  test('reads so many characters as others, as often each as it stands in the text', async () => {
    const changed = readAll(await open({ characterDropout: 0.2 }));
    const usual = readAll(plain);
    const n = windows * settings.context;
    const counts = new Float64Array(plain.vocab);
    for (const id of plain.tokenizer.encode(text)) counts[id]!++;
    const shares = counts.map((count) => count / counts.reduce((sum, c) => sum + c, 0));
    // A replaced character is now and then replaced by its equal: of those kept, by chance Σ p².
    const differ = changed.flatMap(({ tokens }, w) => tokens.filter((id, t) => id !== usual[w]!.tokens[t]));
    within(differ.length, n, 0.2 * (1 - shares.reduce((sum, p) => sum + p * p, 0)));
    // Drawn p and not the same, p(1 − p), against what was drawn: chi-square with as many degrees as tokens, at 5 deviations.
    const expected = shares.map((p) => p * (1 - p));
    const total = expected.reduce((sum, e) => sum + e, 0);
    const found = new Float64Array(plain.vocab);
    for (const id of differ) found[id]!++;
    const chi = expected.reduce(
      (sum, e, id) => sum + (found[id]! - (differ.length * e) / total) ** 2 / ((differ.length * e) / total),
      0,
    );
    expect(chi).toBeLessThan(plain.vocab + 5 * Math.sqrt(2 * plain.vocab));
  });
});

describe('span shuffle', () => {
  const spansOf = ({ tokens, targets }: Window): string[] =>
    Array.from({ length: Math.ceil(tokens.length / span) }, (_, i) =>
      [tokens, targets].map((list) => list.slice(span * i, span * (i + 1)).join()).join(' → '),
    );

  test('moves whole spans with what is asked of them; the rest of a window stays', async () => {
    const [changed, usual] = [readAll(await open({ spanShuffle: 1 })), readAll(plain)].map((all) => all.map(spansOf));
    for (const [w, spans] of changed!.entries()) {
      expect([...spans].sort()).toEqual([...usual![w]!].sort());
      expect(spans.at(-1)).toBe(usual![w]!.at(-1));
    }
    // Each of the five spans comes to each of the five places as often: chi-square with 16 degrees, above 58 once in a million.
    const counts = new Float64Array(25);
    for (const [w, spans] of changed!.entries())
      if (new Set(spans).size === 6) for (let to = 0; to < 5; to++) counts[5 * to + usual![w]!.indexOf(spans[to]!)]!++;
    const mean = counts.reduce((sum, count) => sum + count, 0) / 25;
    expect(counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0)).toBeLessThan(58);
  });

  test('of so many windows, whole', async () => {
    const [changed, usual] = [readAll(await open({ spanShuffle: 0.4 })), readAll(plain)].map((all) => all.map(spansOf));
    // One order of 5! is that of the text.
    within(changed!.filter((spans, w) => spans.join() !== usual![w]!.join()).length, windows, 0.4 * (1 - 1 / 120));
  });
});

describe('what means nothing gets a sentence', () => {
  const sentences = (change: Partial<typeof baseArm>): string[] =>
    checkArm({ ...baseArm, ...change }).map(({ what }) => sentenceOf(what));

  test('spans in a window that has one; two are enough', () => {
    expect(sentences({ spanShuffle: 0.5, context: 15 })).toEqual(['Span shuffle needs a context of at least 16, or 0.']);
    expect(sentences({ spanShuffle: 0.5, context: 16 })).toEqual([]);
    expect(sentences({ context: 15 })).toEqual([]);
  });

  test('case in a text that has one; a letter in both is enough', async () => {
    const small = text.toLowerCase();
    await expect(open({ randomCase: 0.1 }, small)).rejects.toThrow(
      'Random case needs a text with a letter in both cases: with “Moby-Dick” it must be 0.',
    );
    await expect(open({ randomCase: 0.1 }, `${small}W`)).resolves.toBeDefined();
  });

  test.each(['randomCase', 'characterDropout', 'spanShuffle'] as const)('%s of examples', async (key) => {
    const open = (share: number) => openSource({ ...settings, source: tasks[0]!.id, [key]: share }, () => Promise.resolve(''));
    await expect(open(0.1)).rejects.toThrow('is made of examples, not of running text');
    await expect(open(0)).resolves.toBeDefined();
  });
});
