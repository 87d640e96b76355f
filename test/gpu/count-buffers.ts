// Counts what is made on a device: buffers that are alive, and everything ever created.

export interface Counted {
  readonly alive: () => readonly GPUBuffer[]; // created and not destroyed since
  readonly bytes: () => number; // of those
  readonly created: () => number; // buffers, bind groups and pipelines, in all
  readonly restore: () => void;
}

export function countBuffers(device: GPUDevice): Counted {
  const alive = new Set<GPUBuffer>();
  let created = 0;
  const { createBuffer, createBindGroup, createComputePipelineAsync } = device;
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer.call(device, descriptor);
    alive.add(buffer);
    created++;
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      alive.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  device.createBindGroup = (descriptor) => {
    created++;
    return createBindGroup.call(device, descriptor);
  };
  device.createComputePipelineAsync = (descriptor) => {
    created++;
    return createComputePipelineAsync.call(device, descriptor);
  };
  return {
    alive: () => [...alive],
    bytes: () => [...alive].reduce((sum, buffer) => sum + buffer.size, 0),
    created: () => created,
    restore: () => void Object.assign(device, { createBuffer, createBindGroup, createComputePipelineAsync }),
  };
}
