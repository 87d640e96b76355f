// Golden loss curves: fifty steps from fixed seeds, so that no change to training goes unnoticed. A change that is meant to
// alter them replaces the numbers, and says why. Drivers that fuse multiply and add drift apart slowly: hence the tolerance.

import { expect, test } from 'vitest';
import type { ArmConfig } from '#src/experiment/settings.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { cohortOf, tinyArm } from './tiny.ts';

const steps = 50;
const arm: ArmConfig = { ...tinyArm, width: 16, context: 16, steps, warmup: 5 };

const golden: readonly {
  readonly name: string;
  readonly change: Partial<ArmConfig>;
  readonly losses: readonly number[];
}[] = [
  // prettier-ignore
  {
    name: 'base recipe',
    change: {},
    losses: [
      2.6319, 2.8704, 2.7410, 2.7899, 2.6132, 2.6849, 2.4948, 2.4169, 2.5155, 2.4595,
      2.5603, 2.5134, 2.4353, 2.4406, 2.5087, 2.3191, 2.3231, 2.4547, 2.4967, 2.3748,
      2.4327, 2.3056, 2.5054, 2.4960, 2.4598, 2.4449, 2.4963, 2.5850, 2.4352, 2.3226,
      2.4688, 2.4549, 2.4693, 2.3634, 2.4784, 2.4298, 2.4694, 2.3882, 2.3450, 2.3539,
      2.4002, 2.2840, 2.3134, 2.2615, 2.3908, 2.6227, 2.3716, 2.3061, 2.2442, 2.3184,
    ],
  },
  // prettier-ignore
  {
    name: 'no clip, no decay',
    change: { clip: 0, weightDecay: 0 },
    losses: [
      2.6319, 2.8704, 2.7408, 2.7883, 2.6154, 2.6870, 2.5093, 2.4206, 2.5338, 2.4721,
      2.5553, 2.5456, 2.4349, 2.4618, 2.5311, 2.2946, 2.3375, 2.4591, 2.5027, 2.4007,
      2.4403, 2.2995, 2.4928, 2.4783, 2.4589, 2.4391, 2.5144, 2.6018, 2.4336, 2.3426,
      2.4791, 2.4630, 2.4585, 2.3564, 2.4738, 2.4429, 2.4786, 2.3844, 2.3392, 2.3488,
      2.3923, 2.2765, 2.3067, 2.2618, 2.3954, 2.6190, 2.3723, 2.3059, 2.2492, 2.3147,
    ],
  },
  // prettier-ignore
  {
    name: 'dropout',
    change: { dropout: 0.1 },
    losses: [
      2.6308, 2.8546, 2.7473, 2.7566, 2.7513, 2.6876, 2.5232, 2.4323, 2.6787, 2.4695,
      2.6113, 2.5298, 2.4438, 2.4596, 2.5452, 2.3171, 2.4049, 2.5252, 2.4515, 2.3926,
      2.4680, 2.3054, 2.5266, 2.5063, 2.4340, 2.4021, 2.4743, 2.5883, 2.4576, 2.3555,
      2.4726, 2.4001, 2.4851, 2.3977, 2.4932, 2.4611, 2.4539, 2.3746, 2.3347, 2.3913,
      2.4131, 2.2900, 2.3022, 2.2828, 2.3574, 2.6200, 2.3801, 2.3599, 2.2588, 2.3447,
    ],
  },
  // prettier-ignore
  {
    name: 'first layer and value, learned',
    change: { firstLayer: true, valueResidual: 'learned' },
    losses: [
      2.6319, 2.8699, 2.7421, 2.7934, 2.6098, 2.6838, 2.4986, 2.4224, 2.5178, 2.4567,
      2.5668, 2.5172, 2.4314, 2.4437, 2.5115, 2.3265, 2.3275, 2.4633, 2.5012, 2.3805,
      2.4369, 2.3003, 2.5010, 2.4850, 2.4589, 2.4465, 2.4915, 2.5750, 2.4313, 2.3328,
      2.4786, 2.4551, 2.4728, 2.3607, 2.4896, 2.4420, 2.4727, 2.3900, 2.3477, 2.3599,
      2.3995, 2.2877, 2.3164, 2.2600, 2.3952, 2.6169, 2.3724, 2.3077, 2.2502, 2.3128,
    ],
  },
];

test.each(golden)('$name', async ({ change, losses }) => {
  expect(losses).toHaveLength(steps);
  await withErrorScopes(async () => {
    const cohort = await cohortOf({ ...arm, ...change }, [{ seed: 42 }]);
    const found = (await cohort.train(steps)).map((m) => m.loss[0]!);
    await cohort.destroy();
    found.forEach((loss, i) => expect(Math.abs(loss - losses[i]!), `step ${i + 1}: ${loss}`).toBeLessThan(i < 20 ? 0.01 : 0.03));
  });
});
