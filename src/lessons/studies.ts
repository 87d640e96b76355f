// The lessons about what comes after pre-training, in the order in which they are offered.

import { leaner } from './after/leaner.ts';
import { sampleMore } from './after/sample-more.ts';
import { thinkLonger } from './after/think-longer.ts';
import { verifier } from './after/verifier.ts';
import type { StudyLesson } from './study-lesson.ts';

export const studies: readonly StudyLesson[] = [thinkLonger, sampleMore, verifier, leaner];
