// A device under observation: how many bytes of buffers were alive at most, and every error, so that no failed step counts as a fast one.

import { openDevice, type DeviceKind } from '../src/gpu/device.ts';
import { sentenceOf } from '../src/words/message.ts';

export interface Watch {
  readonly peakBytes: () => number; // of buffers, as asked for; what the driver keeps for itself is not visible
  /** Throws what went wrong since the watch began. */
  readonly check: () => void;
  readonly close: () => void;
}

export interface WatchedDevice extends Watch {
  readonly device: GPUDevice;
  readonly adapter: string;
  readonly kind: DeviceKind;
  readonly software: boolean;
}

export async function openWatched(gpu: GPU): Promise<WatchedDevice> {
  const opened = await openDevice(gpu, true, '');
  if (!opened.ok) throw new Error(`${sentenceOf(opened.reason)} ${sentenceOf(opened.advice)}`);
  const { device, adapter, kind, software } = opened;
  return { device, adapter, kind, software, ...watch(device) };
}

/** From now on; for the device of a library that opens its own. */
export function watch(device: GPUDevice): Watch {
  let [alive, peak] = [0, 0];
  let problem: string | undefined;
  let closed = false;
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    let bytes = buffer.size;
    peak = Math.max(peak, (alive += bytes));
    buffer.destroy = () => {
      alive -= bytes;
      bytes = 0;
      return destroy();
    };
    return buffer;
  };
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    problem ??= event.error.message;
  });
  void noteLoss();
  async function noteLoss(): Promise<void> {
    const { message } = await device.lost;
    if (!closed) problem ??= `The GPU stopped: ${message}`;
  }
  return {
    peakBytes: () => peak,
    check() {
      if (problem) throw new Error(problem);
    },
    close() {
      closed = true;
      device.destroy();
    },
  };
}
