// The worker's GPU: opened when it is first needed, and again after a loss, with the kernels that are usual on it, or were found to be faster.

import type { DeviceRecord } from '#src/experiment/record.ts';
import { openDevice, type OpenedDevice } from '#src/gpu/device.ts';
import { Kernels } from '#src/gpu/kernel.ts';
import type { Tuning } from '#src/gpu/tuning.ts';
import { describeTuning } from '#src/tuning/defaults.ts';
import { findTuning, type Found } from '#src/tuning/find.ts';
import type { Place } from '#src/tuning/kept.ts';
import { measureSpeed, sizeFor } from '#src/tuning/speed.ts';
import { message, messageOf, type Message } from '#src/words/message.ts';
import type { DeviceReport } from './protocol.ts';

type Working = Extract<OpenedDevice, { ok: true }>;
export type Unusable = Extract<OpenedDevice, { ok: false }>;
/** `lost`: why it works no more. */
export type Opened = Working & {
  readonly kernels: Kernels;
  readonly place: Place;
  found: Found; // the tuning of the next experiment, and where it is from
  lost: Message | undefined;
};

/** Long enough for a lost device to say so. */
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

export class Gpu {
  /** Variants to use instead of the fastest, by name; counts when the device is opened. */
  asked: string | undefined;
  private readonly gpu: GPU | undefined;
  private readonly secure: boolean;
  private readonly where: string;
  private readonly failed: (why: Message) => void;
  private opened: Promise<Opened | Unusable> | undefined;

  /** `failed` is called when results can no longer be trusted. */
  constructor(gpu: GPU | undefined, secure: boolean, where: string, failed: (why: Message) => void) {
    this.gpu = gpu;
    this.secure = secure;
    this.where = where;
    this.failed = failed;
  }

  /** The device, opened again after a loss. */
  async open(): Promise<Opened | Unusable> {
    const before = this.opened;
    if ((await this.isLost()) && this.opened === before) {
      this.opened = undefined;
      const lost = await before;
      if (lost?.ok) lost.device.destroy(); // one that reported an error still holds its memory
    }
    return (this.opened ??= this.openAnew());
  }

  private async isLost(): Promise<boolean> {
    const opened = await this.opened;
    return opened !== undefined && (!opened.ok || opened.lost !== undefined);
  }

  async report(): Promise<DeviceReport> {
    const opened = await this.open();
    if (!opened.ok) return opened;
    const { adapter, software, kernels, device, found } = opened;
    const speed = await measureSpeed(kernels, software);
    return {
      ok: true,
      adapter,
      software,
      speed,
      size: sizeFor(speed, software),
      kernels: describeTuning(found.tuning),
      timestamps: device.features.has('timestamp-query'),
    };
  }

  recordOf({ adapter, software }: Opened, tuning: Tuning): DeviceRecord {
    return { adapter, software, where: this.where, kernels: describeTuning(tuning) };
  }

  /** Why work on it failed: the news of a loss may come after its errors. */
  async reasonFor(failure: unknown, opened: Opened): Promise<Message> {
    if (!opened.lost) await Promise.race([opened.device.lost, soon()]);
    return opened.lost ?? messageOf(failure);
  }

  private async openAnew(): Promise<Opened | Unusable> {
    const result = await openDevice(this.gpu, this.secure, this.where);
    if (!result.ok) return result;
    const place: Place = { adapter: result.adapter, kind: result.kind, where: this.where };
    const plain = new Kernels(result.device);
    let found: Found;
    try {
      found = await findTuning(plain, place, this.asked);
    } catch (error) {
      result.device.destroy();
      return { ok: false, reason: messageOf(error), advice: message('reloadThen') };
    }
    const opened: Opened = { ...result, kernels: plain.tuned(found.tuning), place, found, lost: undefined };
    void this.noteLoss(opened);
    // After a validation error results are garbage: better no result than a wrong one.
    result.device.addEventListener('uncapturederror', ({ error }) => {
      opened.lost ??= message('gpuError', { why: error.message.split('\n')[0]! });
      this.failed(opened.lost);
    });
    return opened;
  }

  private async noteLoss(opened: Opened): Promise<void> {
    const lost = await opened.device.lost;
    opened.lost ??= message('gpuLost', { why: lost.message.replace(/\.$/, '') });
  }
}
