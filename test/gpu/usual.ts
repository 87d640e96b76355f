// What models train with in tests: the products that compile fastest, and attention by panels, as devices run it. Single ops have
// the plainest kernels instead (`reference`), and test/ops/attention.test.ts compares the two kinds.

import { reference, type Tuning } from '#src/gpu/tuning.ts';

export const usual: Tuning = { ...reference, attention: 'alone' };
