// The lessons, in groups, in the order in which they are offered: each leads to the next one (following.ts).

import { betterData } from './data/better-data.ts';
import { betterIdea } from './training/better-idea.ts';
import { fixedBudget } from './scale/fixed-budget.ts';
import { byHeart } from './data/by-heart.ts';
import { data } from './data/data.ts';
import { depth } from './structure/depth.ts';
import { scalingLaw } from './scale/scaling-law.ts';
import type { Lesson } from './lesson.ts';
import { longer } from './training/longer.ts';
import { meekModels } from './scale/meek-models.ts';
import { minute } from './scale/minute.ts';
import { parameters } from './scale/parameters.ts';
import { shortcuts } from './structure/shortcuts.ts';
import { smallAndLong } from './scale/small-and-long.ts';
import { speedRecord } from './structure/speed-record.ts';
import { trap } from './training/trap.ts';
import { wall } from './data/wall.ts';

export interface LessonGroup {
  readonly title: string;
  readonly lessons: readonly Lesson[];
}

export const groups: readonly LessonGroup[] = [
  { title: 'Structure', lessons: [shortcuts, depth, speedRecord] },
  { title: 'Scale', lessons: [parameters, scalingLaw] },
  { title: 'Budgets', lessons: [fixedBudget, minute, smallAndLong, meekModels] },
  { title: 'Data', lessons: [data, byHeart, wall, betterData] },
  { title: 'Training', lessons: [longer, trap, betterIdea] },
];

export const lessons: readonly Lesson[] = groups.flatMap((group) => group.lessons);
