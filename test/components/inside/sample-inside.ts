// An experiment with something to see inside its second arm, the first whose shortcuts are learned.

import type { InsideRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import type { Look } from '#src/session/look.ts';
import { filledRecord } from '../../store/fake-record.ts';

export const record = filledRecord(lessons[0]!.spec('nano'));

export const inside: InsideRecord = {
  steps: [10, 20, 30],
  traces: [
    { kind: 'weight', part: 'firstLayer', index: 0, layer: 0, values: [1, 1.1, 1.2] },
    { kind: 'weight', part: 'firstLayer', index: 0, layer: 1, values: [1, 0.9, 0.8] },
    { kind: 'gradient', part: 'qkv', layer: 0, values: [0.1, 0.2, 0.3] },
    { kind: 'gradient', part: 'head', layer: -1, values: [3, 2, 1] },
    { kind: 'stream', part: 'stream', layer: 0, values: [1, 1, 1] },
    { kind: 'stream', part: 'stream', layer: 1, values: [2, 3, 4] },
  ],
};

export const tokens = ['a', ' ', 'b'];

/** Into the second arm. */
export const look: Look = {
  arm: 1,
  step: 30,
  tokens,
  attention: Float32Array.of(1, 0, 0, 0.25, 0.75, 0, 0.5, 0.3, 0.2),
  lens: [
    { likeliest: ['x', 'x', 'x'], probability: Float32Array.of(0.1, 0.3, 0.3), loss: 2.5 },
    { likeliest: [' ', 'b', 'a'], probability: Float32Array.of(0.9, 0.6, 0.4), loss: 0.5 },
  ],
};
