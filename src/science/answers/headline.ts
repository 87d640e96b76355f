// The first thing that a verdict says: the two contrasts that a lesson asked first, or where none was asked, which arms differ from the
// baseline and which may.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import { listed, range, seeds, side, size } from '../verdict/wording.ts';
import type { Answer } from './answer.ts';
import { Telling } from './telling.ts';

const first = 2;

export function answerOf(record: ExperimentRecord, answers: readonly Answer[]): string {
  const telling = new Telling(record);
  if (record.asked ?? answers.length <= first)
    return answers
      .slice(0, first)
      .map((answer) => telling.sentence(answer))
      .join(' ');
  return grouped(answers)
    .map((group) => (group.length === 1 ? telling.sentence(group[0]!) : together(telling, group)))
    .join(' ');
}

/** What a lesson asked after that. */
export const furtherThan = ({ asked }: ExperimentRecord, answers: readonly { readonly sentence: string }[]): string[] =>
  asked ? answers.slice(first).map(({ sentence }) => sentence) : [];

/** Those of which the same can be said; what cannot be said at all comes last, one by one. */
function grouped(answers: readonly Answer[]): Answer[][] {
  const of = (keep: (answer: Answer) => boolean): Answer[] => answers.filter(keep);
  const shown = of(({ register }) => register === 'shown');
  return [
    shown.filter(({ value }) => value! < 0),
    shown.filter(({ value }) => value! > 0),
    of(({ register }) => register === 'close'),
    ...of(({ register }) => register === 'identical' || register === 'untold').map((answer) => [answer]),
  ].filter(({ length }) => length > 0);
}

/** "C ends 0.30 and D 0.12 nats per character lower than A (95 %: 0.27 to 0.32 and 0.05 to 0.20, 3 seeds)." */
function together(telling: Telling, answers: readonly Answer[]): string {
  const { register, contrast } = answers[0]!;
  const against = contrast.kind === 'difference' ? contrast.against : 0;
  const close = register === 'close';
  const each = answers.map(({ contrast, value, interval }, i) => {
    const who = telling.arm(contrast.kind === 'difference' ? contrast.arm : 0);
    const verb = i ? '' : close ? ' ended' : ' ends';
    return `${who}${verb} ${size(value!, interval!)}${telling.unit()}${close || i === answers.length - 1 ? ` ${side(value!)}` : ''}`;
  });
  const counts = [...new Set(answers.map(({ n }) => n))].sort((a, b) => a - b);
  const over = counts.length > 1 ? `${counts[0]} to ${seeds(counts.at(-1)!)}` : seeds(counts[0]!);
  const ranges = listed(answers.map(({ interval }) => range(interval!)));
  if (!close) return `${listed(each)} than ${telling.arm(against)} (95 %: ${ranges}, ${over}).`;
  return `${listed(each)} than ${telling.arm(against)}, but ${over} cannot rule out chance (95 %: ${ranges}).`;
}
