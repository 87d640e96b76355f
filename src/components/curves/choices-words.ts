// A loss as choices: being as unsure as when choosing among e^loss that are equally likely.

import { allDiverged, letterOf } from '#src/experiment/arms.ts';
import { isArmHidden } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { formatThree } from '#src/words/numbers.ts';
import { inView, isCrowd, type Shown } from './curve-axis.ts';
import { centreOf, endMarks } from './loss-scene.ts';

/** "9.68", of a loss in nats. */
export const choices = (loss: number): string => formatThree(Math.exp(loss));

/** "letters", or what else the network reads. */
export function readThings(record: ExperimentRecord): string {
  const read = new Set(record.arms.map(({ config }) => config.tokenizer));
  return read.size > 1 ? 'tokens' : read.has('byte') ? 'bytes' : 'letters';
}

/** "A 22.4, B 11.2, C 9.68" at the last points; empty before there are any. */
export function choicesNow(shown: Shown): string {
  const { record, curves, view } = inView(shown);
  if (isCrowd(record)) return '';
  const apart = view.centre === 'mean' ? endMarks(record) : undefined;
  const told = curves.flatMap(({ summary: { validation } }, arm) => {
    const { length } = validation;
    if (!length || isArmHidden(record, arm) || allDiverged(record.arms[arm]!)) return [];
    const loss = apart?.marks.find((mark) => mark.arm === arm)?.loss ?? validation[centreOf(view)][length - 1]!;
    return Number.isFinite(loss) ? [`${letterOf(arm)} ${choices(loss)}`] : [];
  });
  return told.join(', ');
}
