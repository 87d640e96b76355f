// What pytorch/ reads is what the page reads: the same batches and held-out windows, whatever is done to the text.

import { expect, test } from 'vitest';
import { uniform } from '#src/data/random.ts';
import { fillEvaluation } from '#src/data/held-out.ts';
import { blocksOf, easiest, keptAsText } from '#src/data/altered/easiest-blocks.ts';
import { openSource, tasks, unscored } from '#src/data/source.ts';
import { dataSettings } from '#src/experiment/options.ts';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { optionsFile, sharedOptions } from '../../scripts/options.ts';
import { longText, tiny } from '../tiny.ts';
import { ask, file, read } from './python.ts';

const [seed, step] = [4_000_000_000, 12];
const spoken = longText.replace(/k/g, 'ö').replace(/l(?=a)/g, '𝛼 Δ\n');
const manyLetters = longText + Array.from({ length: 700 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');

const cases: readonly (readonly [name: string, change: Partial<ArmConfig>, text?: string])[] = [
  ['own text', {}],
  ['letters beyond the basic plane', {}, spoken],
  ['bytes', { tokenizer: 'byte', uniqueText: 9000 }, spoken],
  ['more letters than the alphabet', {}, manyLetters],
  ['blocks', { uniqueText: 5000 }],
  ['beginning', { uniqueText: 5000, textFrom: 'beginning' }],
  ['noise', { noise: 0.2 }],
  ['duplicates', { duplicates: 0.5 }],
  ['shuffled', { shuffled: 0.5 }],
  ['filtered', { shuffled: 0.5, filterKeep: 0.6 }],
  ['filtered, few', { source: 'markov', filterKeep: 0.01 }],
  ['all of it', { duplicates: 0.3, shuffled: 0.4, noise: 0.1, uniqueText: 20_000 }],
  ['augmentation', { randomCase: 0.3, characterDropout: 0.2, spanShuffle: 0.5 }, spoken.replace(/e(?=a)/g, 'E')],
  ['one window', { batch: 1, context: 60 }],
  ['made-up language', { source: 'markov' }],
  ['made-up language, less and worse', { source: 'markov', noise: 0.1, uniqueText: 50_000 }],
  ...tasks.map(({ id }) => [id, { source: id, context: 40 }] as const),
  ['wrong answers', { source: 'modular', noise: 0.3, uniqueText: 800 }],
];

/** What a filter left of a text, as records say it; some of its blocks, whichever they are. */
async function filterOf(config: ArmConfig, text: string): Promise<{ blocks: number; kept: string } | undefined> {
  if (config.filterKeep === 1) return undefined;
  const { passages } = blocksOf(await openSource(dataSettings({ ...config, filterKeep: 1 }), () => Promise.resolve(text)));
  const losses = Array.from({ length: passages }, (_, block) => uniform(seed, 5, block));
  return { blocks: passages, kept: keptAsText(easiest(losses, config.filterKeep)) };
}

test('batches and held-out windows', async () => {
  const given = await Promise.all(
    cases.map(async ([name, change, text = longText], i) => {
      const config: ArmConfig = { ...tiny, context: 16, batch: 5, ...change };
      return { name, config, text, path: file(`text${i}.txt`, text), filter: await filterOf(config, text) };
    }),
  );
  const answers = ask<{ vocab: number; passages: number; scored: number; text: string; windows: number[][] }>(
    given.map(({ config, path, filter }) => ({ what: 'windows', config, seed, step, text: path, kept: filter ?? null })),
  );
  for (const [i, { name, config, text, filter }] of given.entries()) {
    const source = await openSource(dataSettings(config), () => Promise.resolve(text), filter);
    const { heldOut, vocab, context } = source;
    const places = Math.min(2, heldOut.passages);
    const rows = { training: config.batch, heldOut: places * heldOut.windows };
    const arrays = (count: number) => [new Uint32Array(count * context), new Uint32Array(count * context)] as const;
    const [training, evaluation] = [arrays(rows.training), arrays(rows.heldOut)];
    for (let row = 0; row < config.batch; row++) source.training(seed, step, row, ...training, row * context);
    fillEvaluation(source, [0, places], 0, rows.heldOut, ...evaluation);
    const signed = (of: Uint32Array): number[] => Array.from(of, (id) => (id === unscored ? -100 : id));
    const { passages, scored, text: known } = heldOut;
    expect(answers[i], name).toEqual({ vocab, passages, scored, text: known, windows: [...training, ...evaluation].map(signed) });
  }
});

test('the settings and corpora of the package are those of the page', () => {
  expect(read(optionsFile), 'run node scripts/run.mjs scripts/options.ts').toBe(sharedOptions());
});
