// The lessons, in the order in which they are offered.

import { data } from './data.ts';
import type { Lesson } from './lesson.ts';
import { parameters } from './parameters.ts';
import { shortcuts } from './shortcuts.ts';

export const lessons: readonly Lesson[] = [shortcuts, parameters, data];
