// A diet of its own text: a model learns from a text, writes one as long, and the next model learns from that, for some generations. Its text
// replaces what was there, or is added to it, or half of what is read is always real. Beside each, a model that only counts pairs, on a diet of
// its own: of that everything is known exactly.

import { integer, streamOf } from '#src/data/random.ts';
import { countedChain, markovChain, markovLosses, markovText, type MarkovChain } from '#src/data/tasks/markov.ts';
import { textSource } from '#src/data/text-source.ts';
import { characterTokenizer } from '#src/data/tokenizer.ts';
import type { Source } from '#src/data/windows.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { mean } from '#src/science/statistics/estimates.ts';
import type { Lab } from '../lab.ts';
import type { Learner } from '../learner.ts';

type Text = ArrayLike<number>;
/** What a model reads, of all that was ever written: the first is real. */
export const diets: Readonly<Record<string, (written: readonly (readonly Text[])[]) => readonly Text[]>> = {
  replace: (written) => written.at(-1)!,
  accumulate: (written) => written.flat(),
  'half real': (written) => {
    const last = written.at(-1)!;
    const half = Math.floor(last.length / 2);
    return written.length === 1 ? last : [...written[0]!.slice(0, last.length - half), ...last.slice(0, half)];
  },
};

const rows = 64; // texts of a generation
const length = 48; // symbols of each
const letters = 'abcdefghijklmnopqrstuvwxyz';
const chainSeed = 5;
const heldOutLength = 20_000;
const [window, place, start] = ['window of a diet', 'place in a text of a diet', 'start of a text'].map(streamOf) as [
  number,
  number,
  number,
];

export async function generations(lab: Lab): Promise<void> {
  const chain = markovChain(lab.setting('symbols'), 1, chainSeed);
  const last = lab.setting('generations');
  const steps = lab.setting('steps');
  const config: ArmConfig = {
    ...{
      ...baseArm,
      source: 'markov',
      depth: 1,
      width: lab.setting('width'),
      heads: 2,
      context: 16,
      batch: lab.setting('batch'),
      steps,
    },
    ...{ learningRate: 1e-2, warmup: Math.min(10, Math.floor(steps / 4)) },
  };
  const { truth, floor } = trueSource(chain, config);
  await lab.measure('true entropy', 0, () => lab.seeds.map(() => chain.entropy));
  await lab.measure('true pairs', 0, () => lab.seeds.map((seed) => distinctPairs(realTexts(chain, seed), chain.symbols)));
  for (const [diet, fed] of Object.entries(diets)) {
    await counted(lab, diet, fed, chain, last);
    const written = lab.seeds.map((seed) => [realTexts(chain, seed)]);
    for (let generation = 0; generation <= last; generation++) {
      const sources = written.map((of) => eaten(truth, fed(of), config));
      const learner = await lab.learner(`${diet} ${generation}`, { config, sources });
      await learner.train();
      await learner.end();
      const excess = async (): Promise<number[]> =>
        Array.from((await learner.model.evaluate([truth.heldOut.passages]))[0]!, (loss) => loss - floor);
      await lab.measure(`${diet} excess`, generation, excess);
      // Of a study that goes on, what earlier models wrote is written again: that takes a while, and a wish to stop must get its turn.
      await lab.turn({ stage: learner.name, done: steps, of: steps });
      const texts = await write(lab, learner, truth, generation, written);
      await lab.measure(`${diet} entropy`, generation, () => entropyOf(learner, texts));
      await lab.measure(`${diet} pairs`, generation, () => texts.map((of) => distinctPairs(of, chain.symbols)));
      if (generation === 0 || generation === last)
        lab.wrote(`${diet} ${generation}`, [
          {
            prompt: '',
            attempts: texts[0]!.slice(0, 2).map((text) => ({ text: truth.tokenizer.decode(Uint16Array.from(text)) })),
          },
        ]);
      texts.forEach((of, seed) => written[seed]!.push(of));
      await lab.discard(learner);
    }
  }
}

/** The twin that counts. */
async function counted(lab: Lab, diet: string, fed: (typeof diets)[string], chain: MarkovChain, last: number): Promise<void> {
  const written = lab.seeds.map((seed) => [realTexts(chain, seed)]);
  for (let generation = 0; generation <= last; generation++) {
    const models = written.map((of) => countedChain(fed(of), chain.symbols));
    await lab.measure(`${diet} counted`, generation, () => models.map(({ entropy }) => entropy));
    for (const [i, model] of models.entries())
      written[i]!.push(cut(markovText(model, rows * length, 1000 * (generation + 1) + lab.seeds[i]!)));
  }
}

const realTexts = (chain: MarkovChain, seed: number): Text[] => cut(markovText(chain, rows * length, 17 + seed));
const cut = (text: Uint16Array): Text[] => Array.from({ length: rows }, (_, i) => text.subarray(i * length, (i + 1) * length));

/** Windows of these texts, none across two of them; what is held out is the truth. */
export function eaten(truth: Source, texts: readonly Text[], { context }: ArmConfig): Source {
  return {
    ...truth,
    trainingTokens: texts.length * length,
    scoredPerWindow: context,
    training(seed, step, row, tokens, targets, offset) {
      const text = texts[integer(seed, (window + step) >>> 0, row, texts.length)]!;
      const from = integer(seed, (place + step) >>> 0, row, length - context);
      for (let t = 0; t < context; t++) {
        tokens[offset + t] = text[from + t]!;
        targets[offset + t] = text[from + t + 1]!;
      }
    },
  };
}

/** Of each seed as many texts as it began with: each begins with a symbol of the text that the model has read. */
async function write(
  lab: Lab,
  { model }: Learner,
  { tokenizer }: Source,
  generation: number,
  written: readonly (readonly (readonly Text[])[])[],
): Promise<Text[][]> {
  const begun = lab.seeds.map((seed, i) => {
    const last = written[i]!.at(-1)!;
    return Array.from({ length: rows }, (_, row) => {
      const text = last[integer(seed, start, generation * rows + row, last.length)]!;
      return tokenizer.decode(Uint16Array.of(text[0]!));
    });
  });
  const texts = await model.answersOfEach(begun, length - 1, { temperature: 1, topK: 0, seed: generation });
  return texts.map((each, i) => each.map((text, row) => tokenizer.encode(begun[i]![row]! + text)));
}

/** Of what a model writes: the mean of −ln of the share that it gives the last symbols of each text, from the half to a whole context before each. */
async function entropyOf({ model }: Learner, texts: readonly (readonly Text[])[]): Promise<number[]> {
  const { context, vocab } = model.config;
  const windows = texts.map((of) => of.map((text) => Uint16Array.from(text).subarray(length - context - 1)));
  const found = await model.predictions({ ofEach: windows.map((of) => of.map((text) => text.subarray(0, context))) });
  return found.map((of, seed) =>
    mean(
      of.flatMap((shares, i) =>
        Array.from(
          { length: context / 2 },
          (_, t) => -Math.log(shares[(context / 2 + t) * vocab + windows[seed]![i]![context / 2 + t + 1]!]!),
        ),
      ),
    ),
  );
}

const distinctPairs = (texts: readonly Text[], symbols: number): number => {
  const seen = new Set<number>();
  for (const text of texts) for (let i = 1; i < text.length; i++) seen.add(text[i - 1]! * symbols + text[i]!);
  return seen.size;
};

/** What is held out is the truth; `floor`: what the chain itself scores on all of it. */
export function trueSource(chain: MarkovChain, config: ArmConfig): { readonly truth: Source; readonly floor: number } {
  const tokenizer = characterTokenizer(letters.slice(0, chain.symbols));
  const heldOut = markovText(chain, heldOutLength, 3);
  const losses = markovLosses(chain, heldOut);
  const truth = textSource(
    {
      name: 'A chain',
      licence: '',
      characters: 2 * heldOutLength,
      tokenizer,
      training: markovText(chain, heldOutLength, 4), // never read: each diet has its own
      heldOut,
      prompt: letters[0]!,
      floors: () => [],
    },
    config,
  );
  const { passages, scored } = truth.heldOut; // one after the other, from the second symbol on
  return { truth, floor: mean([...losses.subarray(1, 1 + passages * scored)]) };
}
