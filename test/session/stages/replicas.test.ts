// How many replicas of a sweep train together: as times of the machine say, and all of them where there are none.

import { expect, test } from 'vitest';
import { stepOf, type StepTime } from '#src/science/step-cost.ts';
import { cheapestReplicas } from '#src/session/stages/replicas.ts';
import { tiny } from '../../tiny.ts';

/** `[replicas, milliseconds of a step]` */
const timed = (...times: readonly (readonly [number, number])[]): StepTime[] =>
  times.map(([replicas, step]) => ({ ...stepOf(tiny, replicas), milliseconds: { step, batch: 1, text: 1 } }));

test.each([
  ['nothing was timed', [], 64],
  [
    '8 cost less each than 64',
    [
      [1, 2],
      [8, 4],
      [64, 64],
    ],
    8,
  ],
  [
    '64 cost less each than 8',
    [
      [1, 2],
      [8, 4],
      [64, 16],
    ],
    64,
  ],
  [
    'they cost nearly the same',
    [
      [8, 4],
      [64, 33],
    ],
    64,
  ],
  [
    'more than were timed, which cost the less the more there were',
    [
      [1, 2],
      [8, 4],
    ],
    64,
  ],
  [
    'more than were timed, of which the most cost more',
    [
      [1, 2],
      [8, 4],
      [16, 16],
    ],
    8,
  ],
  [
    'one each costs least',
    [
      [1, 1],
      [4, 8],
    ],
    1,
  ],
  [
    'the newest time counts',
    [
      [8, 4],
      [64, 64],
      [64, 16],
    ],
    64,
  ],
  [
    'more were timed than there are',
    [
      [8, 4],
      [128, 16],
    ],
    64,
  ],
] as const)('%s', (_, times, replicas) => expect(cheapestReplicas(tiny, 64, timed(...times))).toBe(replicas));

test('times of another shape say nothing', () => {
  expect(cheapestReplicas({ ...tiny, width: 12 }, 64, timed([1, 2], [8, 4], [64, 64]))).toBe(64);
});
