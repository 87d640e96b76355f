// Compares the engine with a PyTorch model of the same architecture, in float64: same weights, same batch, loss and every
// gradient. Not part of `npm test`, since it needs PyTorch (Debian: python3-torch and libopenblas0-serial):
//   node scripts/run.mjs test/oracle/compare.ts ORACLE.py

import '../../src/gpu/float16.ts';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseArm, modelConfig, type ModelConfig } from '#src/experiment/settings.ts';
import { openDevice } from '#src/gpu/device.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import { readBuffer } from '#src/gpu/readback.ts';
import { unpack } from '#src/graph/packing.ts';
import { Refusal } from '#src/words/message.ts';
import { dawn } from '../../scripts/dawn.ts';
import { usual } from '../gpu/usual.ts';
import { randomBatch, trainer } from '../model/variants.ts';
import { randomParameters } from '../reference/initial.ts';
import { cases } from './cases.ts';

const shape = { depth: 4, width: 32, heads: 2, context: 16 };
const [vocab, batch] = [17, 4];

async function main(oracle: string | undefined): Promise<void> {
  if (!oracle) throw new Error('usage: node scripts/run.mjs test/oracle/compare.ts ORACLE.py');
  const opened = await openDevice(dawn(), true, 'node');
  if (!opened.ok) throw new Refusal(opened.reason);
  const kernels = new Kernels(opened.device, usual);
  const built = cases.map(([name, ours, theirs]) => {
    const config: ModelConfig = { ...modelConfig(baseArm, vocab), ...shape, ...ours };
    // Weights that float32 holds exactly, so that both sides start from the same numbers.
    const random = Object.entries(randomParameters(config, 7));
    const weights = Object.fromEntries(random.map(([key, values]) => [key, values.map(Math.fround)]));
    return { name, config, theirs, weights, data: randomBatch(config, batch, 3) };
  });
  const results = askOracle(
    oracle,
    built.map(({ name, theirs, weights, data }) => ({
      name,
      vocab,
      batch,
      weights: mapValues(weights, encode),
      tokens: [...data.tokens],
      targets: [...data.targets],
      config: { d: shape.width, L: shape.depth, hd: shape.width / shape.heads, T: shape.context, qknorm: false, ...theirs },
    })),
  );

  process.stdout.write(
    `${opened.adapter}; depth ${shape.depth}, width ${shape.width}, context ${shape.context}, batch ${batch}\n`,
  );
  for (const [i, { name, config, weights, data }] of built.entries()) {
    const expected = results[i]!;
    const run = await trainer(kernels, config, batch, [weights], [data]);
    run.plan.run();
    const { loss } = await run.metrics(0);
    const arena = new Float32Array(await readBuffer(opened.device, run.weights.gradients));
    const gradients = unpack(run.weights.list, 1, arena, 0);
    const reference = mapValues(expected.gradients, decode);
    const all = Math.hypot(...Object.values(reference).map(norm));
    const errors = gradients.map(({ name, data }) => {
      const g = reference[name]!;
      return { name, error: norm(g.map((v, j) => data[j]! - v)) / Math.max(norm(g), 1e-4 * all) };
    });
    const worst = errors.reduce((a, b) => (b.error > a.error ? b : a));
    const lossError = Math.abs(loss - expected.loss);
    const passed = lossError <= 1e-4 && worst.error <= 1e-3;
    if (!passed) process.exitCode = 1;
    process.stdout.write(
      `${passed ? 'ok  ' : 'FAIL'} ${name.padEnd(20)} loss ${loss.toFixed(6)}, off by ${lossError.toExponential(1)}; ` +
        `worst of ${errors.length} gradients ${worst.name}, off by ${worst.error.toExponential(1)}\n`,
    );
    run.destroy();
  }
}

interface OracleResult {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, string>>;
}

function askOracle(oracle: string, input: unknown): OracleResult[] {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const [question, answer] = [join(folder, 'in.json'), join(folder, 'out.json')];
  writeFileSync(question, JSON.stringify(input));
  // Debian's python3 has Debian's packages; another python3 may come first on the path.
  execFileSync('/usr/bin/python3', [join(import.meta.dirname, 'bridge.py'), oracle, question, answer], {
    stdio: 'inherit',
  });
  return JSON.parse(readFileSync(answer, 'utf8')) as OracleResult[];
}

const norm = (x: Float64Array): number => Math.hypot(...x);
const mapValues = <A, B>(of: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, f(value)]));
const encode = (x: Float64Array): string => Buffer.from(x.buffer, x.byteOffset, x.byteLength).toString('base64');
const decode = (text: string): Float64Array => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float64Array(bytes.buffer);
};

await main(process.argv[2]);
