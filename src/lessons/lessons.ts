// The lessons, in the order in which they are offered.

import { data } from './data.ts';
import { depth } from './depth.ts';
import type { Lesson } from './lesson.ts';
import { parameters } from './parameters.ts';
import { speedRecord } from './speed-record.ts';
import { shortcuts } from './shortcuts.ts';

export const lessons: readonly Lesson[] = [shortcuts, depth, parameters, data, speedRecord];
