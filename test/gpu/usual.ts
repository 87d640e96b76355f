// What models train with in tests: the products that compile fastest, and attention by panels, as devices run it. Single ops have
// the plainest kernels instead (`plainest`), and test/ops/attention.test.ts compares the two kinds.

import { plainest, type Tuning } from '#src/gpu/tuning.ts';

export const usual: Tuning = { ...plainest, attention: 'alone' };
