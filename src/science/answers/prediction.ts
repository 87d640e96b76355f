// What was guessed before the run, held against what was measured. A sentence that was chosen is true or false where the interval of its
// contrast says so, and undecided elsewhere; nobody marks it by hand.

import { letterOf } from '#src/experiment/arms.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { oneLine, side } from '../verdict/wording.ts';
import { markOf, type Answer, type Mark } from './answer.ts';

export interface Predicted {
  readonly choice?: { readonly id: string; readonly sentence: string; readonly mark: Mark };
  readonly levels: readonly {
    readonly arm: number;
    readonly guessed: number;
    readonly measured: number;
    readonly difference: number;
  }[];
  /** Between the highest and the lowest seed at the end; measured is the widest of the arms. */
  readonly spread?: { readonly guessed: number; readonly measured: number; readonly arm: number };
  readonly why?: string;
}

/** `ends`: of each arm the losses at the end, over seeds. Undefined where nothing was guessed. */
export function predictedOf(
  { asked, prediction }: ExperimentRecord,
  answers: readonly Answer[],
  ends: readonly { readonly mean?: number; readonly range?: number }[],
): Predicted | undefined {
  if (!prediction) return undefined;
  const { choice: id, levels = [], spread, why } = prediction;
  const chosen = asked?.choices.find((choice) => choice.id === id);
  const answer = answers.find(({ contrast }) => contrast.id === chosen?.contrast);
  const ranges = ends.flatMap(({ range }, arm) => (range === undefined ? [] : [{ arm, measured: range }]));
  const widest = ranges.reduce((most, own) => (own.measured > most.measured ? own : most), ranges[0]!);
  return {
    ...(chosen && { choice: { id: chosen.id, sentence: chosen.sentence, mark: markOf(answer?.interval, chosen) } }),
    levels: levels.flatMap(({ arm, loss: guessed }) => {
      const measured = ends[arm]?.mean;
      return measured === undefined ? [] : [{ arm, guessed, measured, difference: measured - guessed }];
    }),
    ...(spread !== undefined && ranges.length > 0 && { spread: { guessed: spread, ...widest } }),
    ...(why && { why }),
  };
}

const markWords: Record<Mark, string> = {
  true: 'that is true here',
  false: 'that is not so here',
  undecided: 'these seeds cannot decide it',
};

/** The sentence that was chosen first, then where each arm ended, then how far apart. */
export function predictedWords({ choice, levels, spread }: Predicted): string[] {
  return [
    ...(choice ? [`You chose “${oneLine(choice.sentence)}”: ${markWords[choice.mark]}.`] : []),
    ...levels.map(({ arm, guessed, measured, difference }) => {
      const apart = Math.abs(difference).toFixed(2);
      const off = Number(apart) === 0 ? 'as guessed' : `${apart} ${side(difference)}`;
      return `You guessed ${guessed.toFixed(2)} for ${letterOf(arm)}, which ended at ${measured.toFixed(2)}: ${off}.`;
    }),
    ...(spread
      ? [
          `You guessed that seeds end ${spread.guessed.toFixed(2)} apart: in ${letterOf(spread.arm)}, where it was most, they ended ${spread.measured.toFixed(2)} apart.`,
        ]
      : []),
  ];
}
