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
    name: 'first layer, learned fast',
    change: { firstLayer: true, scalarRate: 0.5 },
    losses: [
      2.6319, 2.8517, 3.0487, 2.7791, 2.6063, 2.6217, 2.5241, 2.4598, 2.5626, 2.5108,
      2.5651, 2.5586, 2.4349, 2.5775, 2.5052, 2.3628, 2.3384, 2.4730, 2.5201, 2.4210,
      2.4512, 2.2907, 2.5198, 2.4636, 2.4475, 2.4275, 2.5087, 2.5866, 2.4600, 2.4133,
      2.5212, 2.4820, 2.4860, 2.3494, 2.4584, 2.4724, 2.4294, 2.3873, 2.3748, 2.3944,
      2.3889, 2.2653, 2.3269, 2.2557, 2.4191, 2.6239, 2.3921, 2.3376, 2.2602, 2.3237,
    ],
  },
  // prettier-ignore
  {
    name: 'values of the first block, learned fast',
    change: { valueResidual: 'learned', scalarRate: 2 },
    losses: [
      2.6319, 2.8705, 2.7379, 2.7768, 2.5858, 2.8146, 2.5016, 2.4211, 2.5223, 2.4730,
      2.5894, 2.5146, 2.4680, 2.4342, 2.5039, 2.3209, 2.3603, 2.4713, 2.5084, 2.3738,
      2.4299, 2.2916, 2.5058, 2.4931, 2.4688, 2.4524, 2.4980, 2.5802, 2.4306, 2.3319,
      2.4547, 2.4414, 2.4788, 2.3489, 2.4826, 2.4536, 2.4699, 2.3804, 2.3713, 2.3490,
      2.3934, 2.2857, 2.3064, 2.2638, 2.3908, 2.6151, 2.3661, 2.3093, 2.2468, 2.3149,
    ],
  },
];

/** Rounding differs between GPUs, and what it changes grows with the steps. */
const tolerance = (step: number): number => (step <= 20 ? 0.01 : 0.03);
const stepsThatAgree = (a: readonly number[], b: readonly number[]): number =>
  a.filter((loss, i) => Math.abs(loss - b[i]!) < tolerance(i + 1)).length;

// A curve that the base recipe also passes would stay green with its own subject switched off.
const [base, ...others] = golden;
test.each(others)('$name is not the curve of the base recipe', ({ losses }) => {
  expect(stepsThatAgree(base!.losses, losses)).toBeLessThan(steps);
  expect(Math.max(...losses.map((loss, i) => Math.abs(loss - base!.losses[i]!) / tolerance(i + 1)))).toBeGreaterThan(1.5);
});

test.each(golden)('$name', async ({ change, losses }) => {
  expect(losses).toHaveLength(steps);
  await withErrorScopes(async () => {
    const cohort = await cohortOf({ ...arm, ...change }, [{ seed: 42 }]);
    const found = (await cohort.train(steps)).map((m) => m.loss[0]!);
    await cohort.destroy();
    found.forEach((loss, i) => expect(Math.abs(loss - losses[i]!), `step ${i + 1}: ${loss}`).toBeLessThan(tolerance(i + 1)));
  });
});
