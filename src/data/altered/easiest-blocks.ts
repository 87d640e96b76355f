// The share of a text's blocks that a small model finds easiest: what is scored, what is kept, and how that is written down
// (docs/decisions/0028-filtered-text.md). Who scores: src/session/filtered.

import { baseArm, type ArmConfig, type DataSettings } from '#src/experiment/settings.ts';
import { refuse } from '#src/words/message.ts';
import { unscored, type HeldOut, type Source } from '../windows.ts';
import { alteredLength } from './blocks.ts';

/** Of each block of the text, in its order, whether it is kept. */
export type KeptBlocks = readonly boolean[];

/** What scores the blocks of an arm: as small as a model can be that tells words from letters. It reads what the arm would without the filter. */
export const scorerOf = (settings: DataSettings): ArmConfig => ({
  ...baseArm,
  ...settings,
  ...{ filterKeep: 1, randomCase: 0, characterDropout: 0, spanShuffle: 0 },
  ...{ depth: 1, width: 16, heads: 1, context: Math.min(32, settings.context) },
  ...{ batch: 8, steps: 100, warmup: 10, learningRate: 2e-2 },
});

/** The text that is trained on, each block as a passage of its own: what stands before it may be spoilt, and says nothing of it. */
export function blocksOf({ trainingText, context, scoredPerWindow }: Source): HeldOut {
  const text = trainingText!;
  const length = alteredLength(text.length);
  const skipped = context - scoredPerWindow; // positions at the beginning of a window
  const scored = length - 1 - skipped; // nothing stands before the first token
  return {
    text: '',
    passages: Math.ceil(text.length / length),
    scored,
    windows: Math.ceil(scored / scoredPerWindow),
    write(block, window, tokens, targets, offset) {
      const from = block * length + window * scoredPerWindow;
      const end = Math.min((block + 1) * length, text.length);
      for (let t = 0; t < context; t++) {
        const target = from + t + 1;
        tokens[offset + t] = text[target - 1] ?? 0;
        targets[offset + t] = t < skipped || target >= end ? unscored : text[target]!;
      }
    },
  };
}

/** How many tokens of each passage count: the last block of a text may be shorter. */
export function scoredIn({ trainingText }: Source, { passages, scored }: HeldOut): number[] {
  const length = alteredLength(trainingText!.length);
  const missing = passages * length - trainingText!.length;
  return Array.from({ length: passages }, (_, block) => Math.max(0, block < passages - 1 ? scored : scored - missing));
}

/** The share of lowest loss per token, to the nearest block and at least one. A block too short to be scored comes last; of equal ones the earlier. */
export function easiest(losses: readonly number[], share: number): KeptBlocks {
  const loss = losses.map((each) => (Number.isFinite(each) ? each : Infinity));
  const order = loss.map((_, block) => block).sort((a, b) => (loss[a]! < loss[b]! ? -1 : loss[a]! > loss[b]! ? 1 : a - b));
  const chosen = new Set(order.slice(0, Math.max(1, Math.round(share * losses.length))));
  return losses.map((_, block) => chosen.has(block));
}

/** What is left of a text, in its order. */
export function filteredText(ids: Uint16Array, kept: KeptBlocks): Uint16Array {
  const length = alteredLength(ids.length);
  if (kept.length !== Math.ceil(ids.length / length)) throw refuse('filterOfAnotherText');
  return ids.filter((_, i) => kept[Math.floor(i / length)]);
}

const bitsPerDigit = 4;

/** Four blocks to a hexadecimal digit, the first of them its highest bit. */
export function keptAsText(kept: KeptBlocks): string {
  const digits = Array.from({ length: Math.ceil(kept.length / bitsPerDigit) }, (_, digit) => {
    const bits = Array.from({ length: bitsPerDigit }, (_, bit) => (kept[digit * bitsPerDigit + bit] ? '1' : '0'));
    return Number.parseInt(bits.join(''), 2).toString(16);
  });
  return digits.join('');
}

export const keptFromText = (text: string, blocks: number): KeptBlocks =>
  Array.from({ length: blocks }, (_, block) => {
    const digit = Number.parseInt(text[Math.floor(block / bitsPerDigit)] ?? '0', 16);
    return ((digit >> (bitsPerDigit - 1 - (block % bitsPerDigit))) & 1) === 1;
  });
