// Profiles of a session: asked for at any time, they are answered, and training does not notice.

import { describe, expect, test } from 'vitest';
import { Kernels } from '#src/gpu/kernel.ts';
import type { ProfileReport } from '#src/session/kernel-times.ts';
import { openSession } from '#src/session/open.ts';
import { featuredDevice, withErrorScopes } from '../gpu/device.ts';
import { usual } from '../gpu/usual.ts';
import { specOf, tiny } from '../tiny.ts';
import { curvesOf, newHost, phases, run, twoShapes, uninterrupted } from './run.ts';

describe('a profile', () => {
  const checked = (report: ProfileReport): void => {
    const sum = report.kernels.reduce((total, k) => total + k.milliseconds, 0);
    expect(report.milliseconds).toBeCloseTo(sum, 9);
    expect(report.milliseconds).toBeGreaterThan(0);
    expect(report.stepMilliseconds).toBeGreaterThan(0);
    expect(report.kernels.map((k) => k.milliseconds)).toEqual(
      report.kernels.map((k) => k.milliseconds).toSorted((a, b) => b - a),
    );
  };

  test('while training, while paused and afterwards changes nothing', async () => {
    const through = await uninterrupted();
    const reports: Promise<ProfileReport>[] = [];
    const host = { ...(await newHost()), kernels: new Kernels(await featuredDevice(), usual) };
    await withErrorScopes(async () => {
      const session = await openSession(host, 'id', twoShapes);
      host.listener.onProgress = ({ arms }) => {
        if (arms.some((arm) => arm.step < 3)) return;
        host.listener.onProgress = () => {};
        reports.push(session.profile(1));
        void reports[0]!.then(() => session.pause());
      };
      const paused = async (): Promise<void> => {
        await host.listener.next('paused');
        reports.push(session.profile(0));
        expect((await reports[1]!).step).toBe(host.listener.allProgress.at(-1)!.arms[0]!.step);
        session.continue();
      };
      await Promise.all([session.run(), paused()]);
      const weights = await session.tensors(0, 0);
      reports.push(session.profile(0));
      // In the order in which they were asked for: while the kernels are timed the weights are not what they are.
      expect(await session.tensors(0, 0)).toEqual(weights);
      await expect(session.profile(7)).rejects.toThrow('This arm is not part of the session.');
      await session.destroy();
    });
    const [training, paused, finished] = await Promise.all(reports);
    expect([training!.arm, paused!.arm, finished!.arm]).toEqual([1, 0, 0]);
    expect(training!.step).toBeGreaterThanOrEqual(3);
    expect(finished!.step).toBe(tiny.steps);
    for (const report of [training!, paused!, finished!]) {
      checked(report);
      expect(report.together).toBe(2);
      const launches = report.kernels.reduce((sum, k) => sum + k.launches, 0);
      expect(launches).toBe(through.record.arms[report.arm]!.dispatchesPerStep);
    }
    expect(curvesOf(host.saved.at(-1)!.record)).toEqual(curvesOf(through.record));
    expect(phases(host.listener)).toEqual(['preparing', 'training', 'paused', 'training', 'finished']);
  });

  test('asked for while the session ends is answered', async () => {
    let report: Promise<ProfileReport> | undefined;
    await run(specOf(1, {}), (session, { listener }) => {
      listener.onProgress = () => {
        report ??= session.profile(0);
        session.stop();
      };
    });
    checked(await report!);
  });
});
