// Records of studies for the elements that show them.

import type { StudyPoint, StudyRecord } from '#src/experiment/study/study-record.ts';

const point = (line: string, x: number, values: readonly (number | null)[], at: number): StudyPoint => ({
  line,
  x,
  values,
  of: 100,
  at,
});

/** Parity with and without steps, as it might come out. */
export const parityStudy: StudyRecord = {
  ...{ kind: 'study', version: 1, id: 'a1', study: 'think-longer', size: 'nano', seeds: [0, 1, 2], guess: 70 },
  settings: { bits: 12, width: 32, steps: 150, batch: 64, questions: 100 },
  ...{ startedAt: '2026-11-27T14:00:00.000Z', updatedAt: '2026-11-27T14:02:00.000Z', status: 'finished', seconds: 100 },
  devices: [{ adapter: 'a device', software: false, where: 'here' }],
  points: [
    point('silent', 75, [0.5, 0.48, 0.52], 10),
    point('silent', 150, [0.49, 0.51, 0.5], 20),
    point('silent by compute', 1000, [0.49, 0.51, 0.5], 20),
    point('larger', 75, [0.5, 0.5, 0.5], 40),
    point('larger', 150, [0.52, 0.5, null], 60),
    point('larger by compute', 4000, [0.52, 0.5, null], 60),
    point('aloud', 75, [0.2, 0.9, 1], 80),
    point('aloud', 150, [1, 1, 1], 100),
    point('aloud by compute', 2000, [1, 1, 1], 100),
  ],
  transcripts: [
    {
      stage: 'silent',
      prompt: '1101>',
      attempts: [
        { text: '1', right: true },
        { text: '0', right: false },
      ],
    },
    { stage: 'aloud', prompt: '1101>', attempts: [{ text: '<img src=x onerror=alert(1)>', right: false }] },
  ],
  attempts: [],
  policies: {},
};
