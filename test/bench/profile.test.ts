// The profile of the bench: every dispatch in it, beside the limits of the adapter; how fast, no test says.

import { expect, test } from 'vitest';
import { againstLimits, profile, profileTable } from '../../bench/profile.ts';
import { gpuDevice } from '../gpu/device.ts';

test('times the kernels of a workload and says how much of a step they explain', { timeout: 90_000 }, async () => {
  await gpuDevice();
  const lines: string[] = [];
  const options = { workloads: ['tiny'], replicas: [2], limitSeconds: 0.1 };
  const report = await profile(navigator.gpu, options, (line) => lines.push(line));
  expect(lines).toHaveLength(2);
  const [row] = report.profiles;
  expect(row).not.toHaveProperty('reason');
  expect(row).toMatchObject({ name: 'tiny', replicas: 2, width: 64 });
  const { kernels, msPerStep, msOfKernels, explained } = row!;
  expect(msPerStep).toBeGreaterThan(0);
  expect(explained).toBeCloseTo(msOfKernels! / msPerStep!, 2);
  expect(kernels.reduce((sum, k) => sum + k.share, 0)).toBeCloseTo(1, 2);
  expect(kernels.reduce((sum, k) => sum + k.launches, 0)).toBeGreaterThan(30);
  expect(kernels.some((k) => /^matmul\.\w+ dw .+ 64×192×128$/.test(k.kernel) && k.gflops! > 0 && k.fmaShare! > 0)).toBe(true);
  expect(kernels.find((k) => k.kernel === 'adamw.update')).toMatchObject({ launches: 1, gflops: null, fmaShare: null });
  const text = profileTable({ ...report, where: 'here' });
  expect(text).toMatch(/^tiny, R = 2: a step takes .+ ms, its kernels one by one .+ ms, .+ % of it$/m);
  expect(text).toMatch(/^adamw\.update +1 /m);
});

test('rates and shares of the limits', () => {
  const limits = { fmaGflops: 1000, copyGBs: 100, dispatchMicroseconds: 1 };
  const kernel = { kernel: 'k', launches: 2, milliseconds: 2, share: 0.5, flops: 5e8, bytes: 4e7 };
  expect(againstLimits(kernel, limits)).toEqual({ ...kernel, gflops: 250, fmaShare: 0.25, gbs: 20, copyShare: 0.2 });
  const unknown = { fmaGflops: null, copyGBs: null, dispatchMicroseconds: null };
  expect(againstLimits({ ...kernel, milliseconds: 0 }, unknown)).toMatchObject({
    gflops: 0,
    fmaShare: null,
    copyShare: null,
  });
});
