// The experiment that most sessions of the tests train.

import { specOf } from '../tiny.ts';

/** Two shapes, so two cohorts that take turns. */
export const twoShapes = specOf(2, {}, { width: 12, firstLayer: true });
