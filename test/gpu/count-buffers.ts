// Counts the buffers of a device that were created and not destroyed since, and their bytes.

export interface BufferCount {
  readonly alive: () => number;
  readonly created: () => number; // in all
  readonly bytes: () => number; // of those alive
  readonly restore: () => void;
}

export function countBuffers(device: GPUDevice): BufferCount {
  const alive = new Map<GPUBuffer, number>();
  let created = 0;
  const { createBuffer } = device;
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer.call(device, descriptor);
    alive.set(buffer, descriptor.size);
    created++;
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      alive.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  return {
    alive: () => alive.size,
    created: () => created,
    bytes: () => [...alive.values()].reduce((a, b) => a + b, 0),
    restore: () => void (device.createBuffer = createBuffer),
  };
}
