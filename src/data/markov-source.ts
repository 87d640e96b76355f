// Windows of the Markov source, a text of a made-up language, with the floor that no model can go below.

import { textFloors } from './floors.ts';
import { dataSeed } from './split.ts';
import { markovChain, markovLosses, markovText } from './tasks/markov.ts';
import { textSource, type Settings } from './text-source.ts';
import { characterTokenizer } from './tokenizer.ts';
import type { Source } from './windows.ts';

export const markovTitle = 'Made-up language';
export const markovLength = 1 << 20; // symbols, a tenth of them held out

export function markovSource(settings: Settings): Source {
  const chain = markovChain();
  const { order, symbols } = chain;
  const text = markovText(chain, markovLength, dataSeed);
  const split = Math.floor((markovLength * 9) / 10);
  const training = text.subarray(0, split);
  const heldOut = text.subarray(split);
  const tokenizer = characterTokenizer('abcdefghijklmnopqrstuvwxyz'.slice(0, symbols));

  /** Mean −ln P of exactly the targets that count: what the true model scores on this very test. */
  const floor = (): number => {
    const losses = markovLosses(chain, heldOut);
    const windows = Math.floor((heldOut.length - 1) / settings.context);
    let sum = 0;
    for (let window = 0; window < windows; window++)
      for (let t = order - 1; t < settings.context; t++) sum += losses[window * settings.context + t + 1]!;
    return sum / (windows * (settings.context - order + 1));
  };
  return textSource(
    {
      name: markovTitle,
      licence: 'Made up by this page.',
      characters: markovLength,
      tokenizer,
      training,
      heldOut,
      firstScored: order - 1, // earlier in a window the context that decides is not all there
      entropy: chain.entropy,
      prompt: tokenizer.decode(heldOut.subarray(0, order)),
      floors: () => [...textFloors(training, heldOut, symbols, order - 1), { kind: 'rule', loss: floor() }],
    },
    settings,
  );
}
