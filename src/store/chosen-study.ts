// Which lesson about what comes after pre-training is shown in place of an experiment. What becomes of it, its element knows.

import { signal } from '@lit-labs/signals';
import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import type { Message } from '#src/words/message.ts';

/** Its id; '' if none is. */
export const chosenStudy = signal('');
/** A study that was brought as a file, until another one is. */
export const broughtStudy = signal<StudyRecord | undefined>(undefined);
/** Why the worker broke last: what it studied does not go on by itself. */
export const workerBroken = signal<Message | undefined>(undefined);
