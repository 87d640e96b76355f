// Records of studies made up for what lessons say of them.

import type { StudyRecord } from '#src/experiment/study/study-record.ts';
import { newStudy } from '#src/lab/run-study.ts';
import { studySeeds, type StudyLesson } from '#src/lessons/study-lesson.ts';

/** Points by line, then by x: a value for each seed. */
export const recordOf = (
  { id, sizes }: StudyLesson,
  lines: Readonly<Record<string, Readonly<Record<number, readonly (number | null)[]>>>>,
): StudyRecord => ({
  ...newStudy('a', { study: id, size: 'nano', seeds: studySeeds, settings: sizes.nano }),
  points: Object.entries(lines).flatMap(([line, points]) =>
    Object.entries(points).map(([x, values]) => ({ line, x: Number(x), values, at: 0 })),
  ),
});
