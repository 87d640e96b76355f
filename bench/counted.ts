// Counts what a library that does not tell puts on a device: its dispatches, and the bytes of the buffers that they bind.

export interface Counts {
  readonly dispatches: number;
  readonly bytes: number; // of every buffer bound, once per dispatch
}

/** Watches the device while `work` runs; bind groups made earlier are not known, so it suits libraries that make new ones. */
export async function counted(device: GPUDevice, work: () => Promise<unknown>): Promise<Counts> {
  let [dispatches, bytes] = [0, 0];
  const sizes = new WeakMap<GPUBindGroup, number>();
  const bound = new WeakMap<GPUComputePassEncoder, number[]>(); // by index of the bind group
  const pass = GPUComputePassEncoder.prototype;
  const { setBindGroup, dispatchWorkgroups } = pass;
  const create = device.createBindGroup.bind(device);
  device.createBindGroup = (descriptor) => {
    const group = create(descriptor);
    sizes.set(
      group,
      [...descriptor.entries].map(bytesOf).reduce((a, b) => a + b, 0),
    );
    return group;
  };
  pass.setBindGroup = function (this: GPUComputePassEncoder, ...given: Parameters<typeof setBindGroup>) {
    const [index, group] = given;
    const groups = bound.get(this) ?? [];
    groups[index] = (group && sizes.get(group)) ?? 0;
    bound.set(this, groups);
    return setBindGroup.apply(this, given);
  } as typeof setBindGroup;
  pass.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...given) {
    dispatches++;
    bytes += (bound.get(this) ?? []).reduce((a, b) => a + b, 0);
    return dispatchWorkgroups.apply(this, given);
  };
  try {
    await work();
  } finally {
    Object.assign(pass, { setBindGroup, dispatchWorkgroups });
    device.createBindGroup = create;
  }
  return { dispatches, bytes };
}

function bytesOf({ resource }: GPUBindGroupEntry): number {
  if (resource instanceof GPUBuffer) return resource.size;
  if (!('buffer' in resource)) return 0;
  const { buffer, offset = 0, size = buffer.size - offset } = resource;
  return size;
}
