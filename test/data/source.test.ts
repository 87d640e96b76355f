// Opening data: windows of text, what stays the same between arms, and a sentence for what cannot be had.

import { describe, expect, test } from 'vitest';
import { corpora } from '#src/data/corpora.ts';
import { curvePassages } from '#src/data/held-out.ts';
import { randomBits } from '#src/data/random.ts';
import {
  fallbackSource,
  listSources,
  openSource,
  tasks,
  unscored,
  type Settings,
  type Source,
  type SourceInfo,
} from '#src/data/source.ts';
import { deviation } from '#src/science/statistics/estimates.ts';
import { splitText, uniqueBlocks } from '#src/data/split.ts';
import { markovChain, markovLosses } from '#src/data/tasks/markov.ts';
import { baseArm } from '#src/experiment/settings.ts';

/** Words in no order, long enough for several blocks. */
const words = ['whale', 'sea', 'ship', 'the', 'a', 'and', 'captain', 'white', 'Größe', '世界', '🐳'];
const text = Array.from({ length: 12_000 }, (_, i) => words[randomBits(1, 2, i) % words.length]).join(' ');
const load = (): Promise<string> => Promise.resolve(text);
const settings: Settings = { ...baseArm, context: 32 };
const open = (changes: Partial<Settings> = {}): Promise<Source> => openSource({ ...settings, ...changes }, load);

function window(source: Source, fill: (tokens: Uint32Array, targets: Uint32Array) => void): [number[], number[]] {
  const tokens = new Uint32Array(source.context);
  const targets = new Uint32Array(source.context);
  fill(tokens, targets);
  return [[...tokens], [...targets]];
}
const training = (source: Source, seed: number, step: number, row: number) =>
  window(source, (tokens, targets) => source.training(seed, step, row, tokens, targets, 0));
const heldOut = (source: Source) =>
  Array.from({ length: source.heldOut.passages * source.heldOut.windows }, (_, i) => {
    const { windows } = source.heldOut;
    return window(source, (tokens, targets) => source.heldOut.write(Math.floor(i / windows), i % windows, tokens, targets, 0));
  });

describe.each(['character', 'byte'] as const)('text by %s', (tokenizer) => {
  test('targets are the next tokens, and windows are from the training part', async () => {
    const source = await open({ tokenizer });
    const part = source.tokenizer.encode(splitText(text).training).join();
    for (let step = 0; step < 50; step++) {
      const [tokens, targets] = training(source, 3, step, step % 4);
      expect(targets.slice(0, -1)).toEqual(tokens.slice(1));
      expect(part.includes([...tokens, targets.at(-1)].join())).toBe(true);
    }
  });

  test('less text and more noise change no held-out window and no symbol', async () => {
    const source = await open({ tokenizer });
    const other = await open({ tokenizer, uniqueText: 5000, noise: 0.2 });
    expect(heldOut(other)).toEqual(heldOut(source));
    expect(other.tokenizer.vocab).toBe(source.tokenizer.vocab);
    const all = Array.from({ length: source.tokenizer.vocab }, (_, id) => id);
    expect(other.tokenizer.decode(all)).toBe(source.tokenizer.decode(all));
    expect(other.floors()).toEqual(source.floors());
  });
});

describe('training windows', () => {
  test('are a pure function of seed, step and row', async () => {
    const source = await open();
    expect(training(source, 1, 2, 3)).toEqual(training(await open(), 1, 2, 3));
    const others = [training(source, 2, 2, 3), training(source, 1, 3, 3), training(source, 1, 2, 4)];
    for (const other of others) expect(other).not.toEqual(training(source, 1, 2, 3));
  });

  test('start all over the text, at the same share of the way with less text', async () => {
    const amount = 30_000;
    const sources = [await open(), await open({ uniqueText: amount })] as const;
    const whole = sources[0].tokenizer.encode(splitText(text).training);
    const parts = [[...whole], [...uniqueBlocks(whole, amount)]].map((ids) => `,${ids.join()},`);
    const shares = Array.from({ length: 200 }, (_, step) =>
      sources.map((source, i) => {
        const at = parts[i]!.indexOf(`,${training(source, 1, step, 0)[0].join()},`);
        return at / parts[i]!.length;
      }),
    ) as [number, number][];
    for (const [all, less] of shares) expect(Math.abs(all - less)).toBeLessThan(0.01);
    const mean = shares.reduce((sum, [all]) => sum + all, 0) / shares.length;
    expect(mean).toBeCloseTo(0.5, 0.9);
    expect(sources[1].trainingTokens).toBe(amount);
  });

  test('with unique text come from that much text only', async () => {
    const source = await open({ uniqueText: 300 });
    const distinct = new Set<string>();
    for (let step = 0; step < 3000; step++) distinct.add(training(source, 1, step, 0)[0].join());
    expect(source.trainingTokens).toBe(300);
    expect(distinct.size).toBeLessThanOrEqual(300 - 32);
    expect(distinct.size).toBeGreaterThan(200);
  });
});

describe('the made-up language', () => {
  test('scores positions with full memory and draws the floor of its own test', async () => {
    const source = await open({ source: fallbackSource });
    expect(source.vocab).toBe(12);
    const [, targets] = training(source, 1, 1, 1);
    expect(targets.filter((target) => target !== unscored)).toHaveLength(source.scoredPerWindow);
    expect(targets[0]).toBe(unscored);
    const floor = source.floors().at(-1)!;
    expect(floor.kind).toBe('rule');
    // What the chain itself scores on the very tokens of a curve's points, as they stand in their windows.
    const chain = markovChain();
    const losses = heldOut(source)
      .slice(0, curvePassages * source.heldOut.windows)
      .flatMap(([tokens, targets]) =>
        targets.flatMap((target, t) =>
          target === unscored ? [] : [markovLosses(chain, Uint16Array.of(...tokens.slice(0, t + 1), target))[t + 1]!],
        ),
      );
    expect(losses).toHaveLength(curvePassages * source.heldOut.scored);
    const error = deviation(losses) / Math.sqrt(losses.length);
    expect(Math.abs(floor.loss - source.entropy!) / error, 'standard errors off the entropy').toBeLessThan(4);
    expect(floor.loss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / losses.length, 10);
    expect(floor.loss).toBeLessThan(source.floors().at(-2)!.loss);
  });
});

describe('what cannot be had', () => {
  const unavailable = (): Promise<string> => Promise.reject(new Error('404'));
  test.each([
    ['an unknown source', { source: 'shakespeare' }, load, 'There is no data source “shakespeare”: choose novel, names,'],
    ['a corpus that is not there', { source: 'novel' }, unavailable, 'The text “Moby-Dick” is not part of this build'],
    ['a forgotten text', { source: 'own:1' }, unavailable, 'This text of your own is not on this machine'],
    ['a text too short', { source: 'own:1' }, () => Promise.resolve('short'), 'This text has 5 characters'],
    ['a context too long', { context: 50_000 }, load, 'too few for a context of 50000'],
    ['too little unique text', { uniqueText: 32 }, load, 'Unique text must be more than the context of 32 tokens'],
  ] as const)('%s gets a sentence', async (_, changes, loader, sentence) => {
    await expect(openSource({ ...settings, ...changes }, loader)).rejects.toThrow(sentence);
  });
});

describe('a text', () => {
  const named =
    (name: string, content = text) =>
    () =>
      Promise.resolve({ name, text: content });

  test('is known by its checksum, and shown by the name that its visitor gave it', async () => {
    const open = (...given: Parameters<typeof named>) => openSource({ ...settings, source: 'own:1' }, named(...given));
    const [one, renamed, shuffled] = await Promise.all([
      open('base.txt'),
      open('again.txt'),
      open('base.txt', [...text].sort((_, b) => (b > 'm' ? 1 : -1)).join('')),
    ]);
    expect([one.name, renamed.name]).toEqual(['base.txt', 'again.txt']);
    expect(one.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(renamed.checksum).toBe(one.checksum);
    expect(shuffled.characters).toBe(one.characters);
    expect(shuffled.vocab).toBe(one.vocab);
    expect(shuffled.checksum).not.toBe(one.checksum);
    expect((await open('bytes')).checksum).toBe((await openSource({ ...settings, tokenizer: 'byte' }, load)).checksum);
    expect((await openSource({ ...settings, source: fallbackSource }, load)).checksum).toBeUndefined();
  });
});

describe('the list', () => {
  test('holds corpora, made-up sources and own texts, as the protocol wants them', () => {
    const own = [{ id: 'own:7', name: 'Diary', characters: 1234 }];
    const list: SourceInfo[] = listSources(['novel'], own);
    expect(list.filter(({ available, kind }) => kind === 'text' && available).map(({ id }) => id)).toEqual(['novel']);
    expect(list).toHaveLength(corpora.length + 1 + tasks.length + 1);
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
    expect(list.at(-1)).toMatchObject({ id: 'own:7', title: 'Diary', kind: 'own', characters: 1234 });
    for (const { note, licence } of list) expect(`${note} ${licence}`).toMatch(/\.$/);
  });

  test('an own text starts its samples with its first words', async () => {
    const source = await open({ source: 'own:1' });
    expect(text.startsWith(source.prompt)).toBe(true);
    expect(source.prompt.endsWith(' ')).toBe(true);
  });
});
