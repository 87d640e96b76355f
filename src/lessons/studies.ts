// The lessons about what comes after pre-training, in the order in which they are offered.

import { leaner } from './after/leaner.ts';
import { memorise } from './after/memorise.ts';
import { ownDiet } from './after/own-diet.ts';
import { sampleMore } from './after/sample-more.ts';
import { search } from './after/search-while-playing.ts';
import { selfPlay } from './after/play-yourself.ts';
import { smallStudent } from './after/small-student.ts';
import { thinkLonger } from './after/think-longer.ts';
import { transfer } from './after/transfer.ts';
import { verifier } from './after/verifier.ts';
import type { StudyLesson } from './study-lesson.ts';

export const studies: readonly StudyLesson[] = [
  thinkLonger,
  sampleMore,
  verifier,
  selfPlay,
  search,
  ownDiet,
  smallStudent,
  transfer,
  memorise,
  leaner,
];
