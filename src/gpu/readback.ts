// Copies GPU buffers to the CPU. Firefox completes mapAsync on a 100 ms timer unless something is submitted after the call
// (bugzilla.mozilla.org/show_bug.cgi?id=1870699; measured 100 → 1 ms); an empty submit is harmless elsewhere.

/** Staging buffers of one size, reused: mapped ones come back when their copy has been read. */
export class Readback {
  private readonly device: GPUDevice;
  private readonly bytes: number;
  private readonly free: GPUBuffer[] = [];
  private readonly all: GPUBuffer[] = [];

  constructor(device: GPUDevice, bytes: number) {
    this.device = device;
    this.bytes = bytes;
  }

  /** Adds the copy to an encoder; call the result after the submit. It resolves when the GPU got there: a fence, too. */
  copy(encoder: GPUCommandEncoder, source: GPUBuffer, offset: number, bytes: number): () => Promise<ArrayBuffer> {
    const staging = this.free.pop() ?? this.create();
    encoder.copyBufferToBuffer(source, offset, staging, 0, bytes);
    return async () => {
      const mapped = staging.mapAsync(GPUMapMode.READ, 0, bytes);
      this.device.queue.submit([]);
      await mapped;
      const data = staging.getMappedRange(0, bytes).slice(0);
      staging.unmap();
      this.free.push(staging);
      return data;
    };
  }

  destroy(): void {
    for (const buffer of this.all) buffer.destroy();
  }

  private create(): GPUBuffer {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const staging = this.device.createBuffer({ label: 'readback', size: this.bytes, usage });
    this.all.push(staging);
    return staging;
  }
}

/** One buffer, read once, outside the training loop. */
export async function readBuffer(
  device: GPUDevice,
  source: GPUBuffer,
  offset = 0,
  bytes = source.size - offset,
): Promise<ArrayBuffer> {
  const readback = new Readback(device, Math.ceil(bytes / 4) * 4);
  const encoder = device.createCommandEncoder();
  const read = readback.copy(encoder, source, offset, bytes);
  device.queue.submit([encoder.finish()]);
  try {
    return await read();
  } finally {
    readback.destroy();
  }
}
