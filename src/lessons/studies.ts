// The lessons about what comes after pre-training, in the order in which they are offered.

import { leaner } from './after/leaner.ts';
import { memorise } from './after/memorise.ts';
import { sampleMore } from './after/sample-more.ts';
import { smallStudent } from './after/small-student.ts';
import { thinkLonger } from './after/think-longer.ts';
import { verifier } from './after/verifier.ts';
import type { StudyLesson } from './study-lesson.ts';

export const studies: readonly StudyLesson[] = [thinkLonger, sampleMore, verifier, smallStudent, memorise, leaner];
