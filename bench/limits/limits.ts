// What an adapter can do at most: multiply-adds in registers, bytes through memory, dispatches one after another.

import { Kernels } from '../../src/gpu/kernel.ts';
import { copyProbe } from './copy.ts';
import { dispatchProbe } from './dispatch.ts';
import { fmaProbe } from './fma.ts';
import { rounded } from '../report.ts';
import { rate, type Probe } from './probe.ts';

/** Null where a measurement failed; `reason` then says why. */
export interface Limits {
  readonly fmaGflops: number | null; // billions of multiplications and additions per second
  readonly copyGBs: number | null; // billions of bytes read and written per second
  readonly dispatchMicroseconds: number | null;
  readonly reason?: string;
}

/** Spends about `seconds` on each. Measures on a device of its own, so that nothing else is in the queue. */
export async function measureLimits(device: GPUDevice, seconds: number): Promise<Limits> {
  const kernels = new Kernels(device);
  const reasons: string[] = [];
  /** Units per second of the best probe. */
  const best = async (name: string, ...probes: (() => Promise<Probe>)[]): Promise<number | null> => {
    try {
      let most = 0;
      for (const probe of probes) most = Math.max(most, await rate(device, await probe(), seconds / probes.length));
      return most;
    } catch (error) {
      reasons.push(`${name}: ${(error as Error).message}`);
      return null;
    }
  };
  // How many chains keep an adapter busy without leaving its registers differs: the best of three is the peak.
  const chains = ([2, 4, 8] as const).map((n) => () => fmaProbe(kernels, n));
  const operations = await best('fmaGflops', ...chains);
  const bytes = await best('copyGBs', () => copyProbe(kernels));
  const dispatches = await best('dispatchMicroseconds', () => dispatchProbe(kernels));
  return {
    fmaGflops: rounded(operations && operations / 1e9),
    copyGBs: rounded(bytes && bytes / 1e9),
    dispatchMicroseconds: rounded(dispatches && 1e6 / dispatches),
    ...(reasons.length > 0 && { reason: reasons.join(' ') }),
  };
}
