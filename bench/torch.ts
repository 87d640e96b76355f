// The same step in PyTorch, where python3 has it: another process, after ours, so it takes no turns with the others.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { recipeFor, type Recipe } from './contenders/recipe.ts';
import { comparedWith, type Measured } from './figures.ts';
import type { MeasureOptions } from './measure.ts';
import type { PeerFigures, Report, Row } from './report.ts';
import type { Workload } from './workloads.ts';

const variants = ['eager', 'compiled', 'graphed'] as const;
/** Batches are drawn before the clock runs and used again and again; the first ten steps see those of the others. */
const batches = 16;
const ratedSteps = 64; // beyond the warm-up, where the rate hardly changes

export function withTorch(report: Report, options: MeasureOptions, progress: (line: string) => void): Report {
  if (spawnSync('python3', ['-c', 'import torch']).status !== 0)
    return {
      ...report,
      notes: [...(report.notes ?? []), 'PyTorch was not measured: python3 cannot import torch here.'],
    };
  const rows = report.workloads.map((row): Row => {
    if (row.replicas !== 1) return row;
    progress(`${row.name}, by PyTorch`);
    return { ...row, peers: { ...row.peers, ...measureTorch(row, options) } };
  });
  const note = 'PyTorch ran afterwards and in a process of its own: it took no turns with the others.';
  return { ...report, workloads: rows, notes: [...(report.notes ?? []), note] };
}

type Answer = { readonly where: string } & Readonly<Record<(typeof variants)[number], Measured>>;

function measureTorch(row: Row, { repeats }: MeasureOptions): Record<string, PeerFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-bench-'));
  try {
    const spec = specify(folder, row, repeats);
    const { status, stdout, stderr } = spawnSync('python3', [resolve('bench/torch_step.py'), spec], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const answer = status === 0 ? (JSON.parse(stdout.trim().split('\n').at(-1)!) as Answer) : undefined;
    const failed: Measured = {
      times: [],
      stepsPerRepeat: 0,
      firstLossSeconds: null,
      peakBytes: null,
      reason: stderr.trim().split('\n').at(-1) ?? '',
    };
    const figures = variants.map((variant): [string, PeerFigures] => {
      // Limits were measured through WebGPU, so what share of them PyTorch takes would mean nothing.
      const measured = { ...(answer?.[variant] ?? failed), how: answer?.where };
      return [`torch-${variant}`, comparedWith(row.plateau, measured, row, null)];
    });
    return Object.fromEntries(figures);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes what bench/torch_step.py reads; returns the name of the file that leads to the others. */
function specify(folder: string, workload: Workload, repeats: number | undefined): string {
  const recipe = recipeFor(workload);
  const { arm, weights } = recipe;
  const [weightsFile, batchesFile, spec] = ['weights', 'batches', 'spec.json'].map((name) => join(folder, name));
  writeFileSync(weightsFile!, Buffer.concat(weights.map(({ values }) => Buffer.from(values.buffer))));
  writeFileSync(batchesFile!, Buffer.concat(Array.from({ length: batches }, (_, step) => batchBytes(recipe, step))));
  const { batch, context, width, depth, heads } = workload;
  const specification = {
    ...{ batch, context, width, depth, heads, weightsFile, batchesFile, repeats, fewest: 5 },
    weights: weights.map(({ name, shape, decays }) => ({ name, shape, decays })),
    weightDecay: arm.weightDecay,
    betas: [arm.beta1, arm.beta2],
    clip: arm.clip,
    rates: Array.from({ length: ratedSteps }, (_, step) => recipe.rates(step)[0]),
  };
  writeFileSync(spec!, JSON.stringify(specification));
  return spec!;
}

function batchBytes(recipe: Recipe, step: number): Buffer {
  const { tokens, targets } = recipe.batch(step);
  return Buffer.concat([Buffer.from(tokens.buffer), Buffer.from(targets.buffer)]);
}
