// Windows of the Markov source, a text of a made-up language, with the floor that no model can go below.

import type { DataSettings as Settings } from '#src/experiment/settings.ts';
import { markovLength, markovTitle } from './corpora.ts';
import { textFloors } from './floors.ts';
import { dataSeed } from './split.ts';
import { markovChain, markovLosses, markovText } from './tasks/markov.ts';
import { textSource, type Alterations, type Passage } from './text-source.ts';
import { characterTokenizer } from './tokenizer.ts';
import type { Source } from './windows.ts';

export function markovSource(settings: Settings, alter?: Alterations): Source {
  const chain = markovChain();
  const { order, symbols } = chain;
  const text = markovText(chain, markovLength, dataSeed);
  const split = Math.floor((markovLength * 9) / 10);
  const training = text.subarray(0, split);
  const heldOut = text.subarray(split);
  const tokenizer = characterTokenizer('abcdefghijklmnopqrstuvwxyz'.slice(0, symbols));

  /** Mean −ln P of exactly the tokens that count: what the true model scores on this very test. */
  const floor = (passages: readonly Passage[]): number => {
    const all = markovLosses(chain, heldOut);
    const losses = passages.flatMap(([from, to]) => [...all.subarray(from, to)]);
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
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
      floors: (passages) => [
        ...textFloors(training, heldOut, passages, symbols, order - 1),
        { kind: 'rule', loss: floor(passages) },
      ],
    },
    settings,
    alter,
  );
}
