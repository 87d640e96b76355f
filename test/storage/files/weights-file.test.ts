// Weights with the run they belong to: whole, whatever was seen inside it, and readable wherever they were written.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { mostCaptures } from '#src/experiment/limits.ts';
import { modelConfig } from '#src/experiment/settings.ts';
import { size } from '#src/graph/graph.ts';
import { trainingGraph } from '#src/model/model.ts';
import { spansOf } from '#src/model/spans.ts';
import { cohortsOf } from '#src/session/cohorts.ts';
import { readWeightsFile, weightsFile } from '#src/storage/files/weights-file.ts';
import { sampleRecord } from '../../experiment/sample-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'plateau-weights-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('weights', () => {
  it('of the deepest arm can be saved, however much was seen inside it and written about it', () => {
    const record = sampleRecord({ baseline: 0 });
    const [arm] = record.arms;
    arm!.config = {
      ...arm!.config,
      residual: true,
      depth: 48,
      width: 4,
      heads: 1,
      context: 4,
      hyperConnections: true,
      layerScale: true,
    };
    const { config, vocab } = arm!;
    const { parameters } = trainingGraph(modelConfig(config, vocab), config.batch, config);
    const steps = Array.from({ length: mostCaptures }, (_, i) => i + 1);
    const traces = spansOf(modelConfig(config, vocab), parameters).map(({ weight, group, layer }) => {
      return { kind: 'weight' as const, part: group, ...weight, layer, values: steps.map((step) => -step / 7) };
    });
    expect(JSON.stringify(traces).length).toBeGreaterThan(2 ** 20);
    arm!.inside = { steps, traces };
    record.asked = { contrasts: [{ kind: 'difference', id: 'two', arm: 1, against: 0 }], margin: 0.1, choices: [] };
    record.prediction = { levels: [{ arm: 1, loss: 2 }] };
    for (const training of record.trainings) training.separate = true;
    record.marks = { runs: Array.from({ length: 256 }, (_, run) => ({ arm: 0, run, note: 'x'.repeat(2000) })) };
    const tensors = parameters.map((p) => {
      const data = Float32Array.from({ length: size(p.trueShape) }, (_, i) => Math.sin(i));
      return { name: p.name, shape: p.trueShape, data };
    });
    const { record: back, plan } = readWeightsFile(weightsFile(record, 0, 1, tensors));
    expect(back.arms.map(({ name, runs }) => [name, runs.map((r) => r.seed)])).toEqual([['no residual', [1]]]);
    expect(back.arms[0]!.inside).toBeUndefined();
    expect([back.marks, back.asked, back.prediction]).toEqual([undefined, undefined, undefined]);
    expect([...cohortsOf(back).keys()], 'found again under its key').toEqual([plan.key]);
    expect(plan.arenas.parameters.filter((v) => v === 0).length).toBeLessThan(plan.arenas.parameters.length);
  });

  it('that the command line writes are a run like any other', async () => {
    const file = join(folder, 'trained.safetensors');
    const settings = ['--steps', '3', '--warmup', '1', '--source', 'modular', '--depth', '1', '--width', '8', '--heads', '1'];
    const given = ['--experiment', 'own', '--context', '16', '--batch', '2', '--weights', file, '--quiet', ...settings];
    await promisify(execFile)(process.execPath, ['scripts/run.mjs', 'scripts/train.ts', ...given]);
    const { record, plan } = readWeightsFile(readFileSync(file));
    expect(record.arms.map(({ config, runs }) => [config.width, runs.length])).toEqual([[8, 1]]);
    expect(plan.step).toBe(3);
    expect(plan.arenas.parameters.some((v) => v !== 0)).toBe(true);
  });
});

it('that version 2 wrote are read with their run', () => {
  const { record, plan } = readWeightsFile(readFileSync('test/fixtures/wires.safetensors'));
  expect(record.arms.map(({ name, runs }) => [name, runs.map((r) => [r.seed, r.training])])).toEqual([
    ['first layer, values, U-net', [[2, 0]]],
  ]);
  expect(record.trainings).toHaveLength(1);
  const [wires] = parseRecord(readFileSync('test/fixtures/wires.json', 'utf8')).arms.slice(1);
  expect(record.arms[0]!.runs[0]).toEqual(wires!.runs[2]);
  expect(plan.step).toBe(16);
});
