// No row sees what comes after it: other tokens from position p on leave the losses of all earlier rows bit-identical.

import { expect, test } from 'vitest';
import { evaluationGraph } from '#src/model/model.ts';
import { testKernels } from '../check-op.ts';
import { withErrorScopes } from '../gpu/device.ts';
import { randomParameters } from '../reference/initial.ts';
import { evaluator } from './evaluator.ts';
import { randomBatch, variants } from './variants.ts';

const batch = 2;

test.each(Object.entries(variants))('%s', async (_, config) => {
  const kernels = await testKernels();
  await withErrorScopes(async () => {
    const { context, vocab } = config;
    const run = await evaluator(kernels, config, evaluationGraph(config, batch, kernels.tuning), [randomParameters(config, 3)]);
    const { tokens } = randomBatch(config, batch, 0);
    // The target of an earlier row may not change: it is the loss of the same prediction.
    const targets = tokens.map((token) => (token + 1) % vocab);
    const [before] = await run.losses(tokens, targets);
    for (const position of [1, Math.floor(context / 2), context - 1]) {
      const changed = tokens.map((token, i) => (i % context < position ? token : (token + 1 + (i % 3)) % vocab));
      const [after] = await run.losses(changed, targets);
      for (let row = 0; row < batch * context; row++) {
        const what = `row ${row} when tokens from ${position} on change`;
        if (row % context < position) expect(after![row], what).toBe(before![row]);
        else expect(after![row], what).not.toBe(before![row]);
      }
    }
    run.destroy();
  });
});
