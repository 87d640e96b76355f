// Transfer: a model that has read a novel reads a little of something else, beside one that begins with that little. One alphabet for both,
// so that they have the same shape and the same losses.

import { splitText } from '#src/data/split.ts';
import { textSource } from '#src/data/text-source.ts';
import { characterTokenizer, type Tokenizer } from '#src/data/tokenizer.ts';
import type { Source } from '#src/data/windows.ts';
import { baseArm, type ArmConfig } from '#src/experiment/settings.ts';
import { countCharacters } from '#src/words/characters.ts';
import type { Lab } from '../lab.ts';
import type { Learner } from '../learner.ts';

/** Whose texts are to be learned, by the names of their lines. */
const targets = { declaration: 'rights-nl', names: 'names' };
const looks = [1 / 8, 1 / 4, 1 / 2, 1]; // of the further steps

export async function transferring(lab: Lab): Promise<void> {
  const width = lab.setting('width');
  const steps = lab.setting('reading');
  const config: ArmConfig = {
    ...{
      ...baseArm,
      depth: lab.setting('depth'),
      width,
      heads: Math.max(1, width / 16),
      context: 32,
      batch: lab.setting('batch'),
      steps,
    },
    ...{ learningRate: Math.min(0.02, 0.416 / width), warmup: Math.min(30, Math.floor(steps / 4)), source: 'novel' },
  };
  const [novel, ...others] = await Promise.all(['novel', ...Object.values(targets)].map((id) => lab.text(id)));
  const tokenizer = characterTokenizer([...new Set([novel!, ...others].join(''))].sort().join(''));
  const reader = await lab.learner('reader', { config, sources: sourceOf('novel', novel!, tokenizer, config) });
  await reader.train();
  await reader.end();

  const further = lab.setting('further');
  for (const [i, name] of Object.keys(targets).entries()) {
    const little = {
      ...config,
      steps: further,
      schedule: 'linear',
      finalRate: 1,
      warmup: Math.min(20, Math.floor(further / 4)),
    } as const;
    const amount = Math.min(lab.setting('characters'), Math.floor(0.85 * countCharacters(others[i]!)));
    const source = sourceOf(name, others[i]!, tokenizer, { ...little, uniqueText: amount });
    const passages = Math.min(lab.setting('passages'), source.heldOut.passages);
    const lossOf = async ({ model }: Learner): Promise<number[]> => [...(await model.evaluate([passages]))[0]!];
    for (const [way, learningRate, start] of [
      ['scratch', config.learningRate, undefined],
      ['transferred', config.learningRate / 3, reader],
    ] as const) {
      const learner = await lab.learner(`${name} ${way}`, {
        config: { ...little, learningRate },
        sources: source,
        ...(start && { start }),
      });
      if (start) await lab.measure(`${name} unread`, 0, () => lossOf(learner));
      for (const look of looks) {
        const step = Math.max(1, Math.round(look * further));
        await learner.train(step);
        await lab.measure(`${name} ${way}`, step, () => lossOf(learner));
      }
      const [prompt] = source.prompt;
      const [text] = (await learner.model.generate(prompt ?? ' ', 60, 0.7, 0, 1)) as [string];
      lab.wrote(`${name} ${way}`, [{ prompt: prompt ?? ' ', attempts: [{ text }] }]);
      await lab.discard(learner);
    }
  }
  await lab.discard(reader);
}

function sourceOf(name: string, text: string, tokenizer: Tokenizer, config: ArmConfig): Source {
  const { training, validation } = splitText(text);
  return textSource(
    {
      name,
      licence: '',
      characters: countCharacters(text),
      tokenizer,
      training: tokenizer.encode(training),
      heldOut: tokenizer.encode(validation),
      prompt: text.trimStart()[0] ?? ' ',
      floors: () => [],
    },
    config,
  );
}
