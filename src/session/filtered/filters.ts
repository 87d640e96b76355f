// Which blocks of their texts filtered arms read: scored once for all that differ in how much they keep.

import { easiest, keptAsText, scorerOf } from '#src/data/altered/easiest-blocks.ts';
import { shuffledBlocks } from '#src/data/altered/blocks.ts';
import { openSource, type LoadText, type Source } from '#src/data/source.ts';
import { dataSettings } from '#src/experiment/options.ts';
import type { FilterRecord } from '#src/experiment/record.ts';
import type { DataSettings } from '#src/experiment/settings.ts';
import type { Kernels } from '#src/gpu/kernel.ts';
import { filterFlops } from '#src/science/filter-cost.ts';
import { scoresOf, type Scores } from './scorer.ts';

type Scored = Scores & { readonly source: Source };

/** Blocks are scored on this device, one text after the other, until `signal` is aborted. */
export class Filters {
  private readonly kernels: Kernels;
  private readonly load: LoadText;
  private readonly signal: AbortSignal | undefined;
  private readonly scored = new Map<string, Promise<Scored>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(kernels: Kernels, load: LoadText, signal?: AbortSignal) {
    this.kernels = kernels;
    this.load = load;
    this.signal = signal;
  }

  async of(settings: DataSettings): Promise<FilterRecord> {
    const reads = dataSettings(scorerOf(settings));
    const key = JSON.stringify(reads);
    const scoring = this.scored.get(key) ?? this.inTurn(() => this.score(reads));
    this.scored.set(key, scoring);
    const { losses, seconds, source } = await scoring;
    const kept = easiest(losses, settings.filterKeep);
    const isShuffled = new Set(shuffledBlocks(source.trainingTokens, settings.shuffled));
    return {
      blocks: kept.length,
      kept: keptAsText(kept),
      keptBlocks: kept.filter(Boolean).length,
      clean: kept.length - isShuffled.size,
      keptClean: kept.filter((isKept, block) => isKept && !isShuffled.has(block)).length,
      flops: filterFlops(settings, source.vocab, source.trainingTokens),
      seconds,
    };
  }

  private async score(reads: DataSettings): Promise<Scored> {
    const source = await openSource(reads, this.load);
    return { source, ...(await scoresOf(this.kernels, reads, source, this.signal)) };
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => {}); // who asked hears of it
    return done;
  }
}
