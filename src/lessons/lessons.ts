// The lessons, in groups, in the order in which they are offered; each leads to the next one.

import { betterData } from './better-data.ts';
import { betterIdea } from './better-idea.ts';
import { fixedBudget } from './fixed-budget.ts';
import { byHeart } from './by-heart.ts';
import { data } from './data.ts';
import { depth } from './depth.ts';
import { scalingLaw } from './scaling-law.ts';
import type { Lesson } from './lesson.ts';
import { longer } from './longer.ts';
import { parameters } from './parameters.ts';
import { shortcuts } from './shortcuts.ts';
import { speedRecord } from './speed-record.ts';
import { trap } from './trap.ts';
import { wall } from './wall.ts';

export interface LessonGroup {
  readonly title: string;
  readonly lessons: readonly Lesson[];
}

export const groups: readonly LessonGroup[] = [
  { title: 'Structure', lessons: [shortcuts, depth, speedRecord] },
  { title: 'Scale', lessons: [parameters, scalingLaw, fixedBudget] },
  { title: 'Data', lessons: [data, byHeart, wall, betterData] },
  { title: 'Training', lessons: [longer, trap, betterIdea] },
];

export const lessons: readonly Lesson[] = groups.flatMap((group) => group.lessons);
