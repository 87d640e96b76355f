// What every shader declares that the training worker can ask for: those its modules put together while they load, and the same for f16.

import { declarationsOf } from '#src/gpu/declarations.ts';
import { declare } from '#src/gpu/declared.ts';
import { halved } from '#src/graph/half.ts';
import { assembled } from '#src/ops/shader.ts';

// They need not be named: a shader that one forgets would be missed by a visitor.
import.meta.glob(['../src/ops/**/*.ts', '../src/tuning/*.ts'], { eager: true });

export const everyShader = declare(
  assembled.flatMap((shader) => [shader, halved(shader)]),
  declarationsOf,
);
