// Copies of buffers on the GPU, by which they get back what they held.

export class Copies {
  private readonly device: GPUDevice;
  private readonly pairs: readonly { readonly original: GPUBuffer; readonly copy: GPUBuffer }[];

  /** As the buffers are after everything submitted so far. Undefined if the GPU has no room for the copies. */
  static async of(device: GPUDevice, originals: readonly GPUBuffer[]): Promise<Copies | undefined> {
    device.pushErrorScope('out-of-memory');
    const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const pairs = originals.map((original) => {
      const copy = device.createBuffer({ label: `copy of ${original.label}`, size: original.size, usage });
      return { original, copy };
    });
    const refused = device.popErrorScope();
    const copies = new Copies(device, pairs);
    if (await refused) {
      copies.destroy();
      return undefined;
    }
    copies.submit(pairs.map(({ original, copy }) => [original, copy]));
    return copies;
  }

  private constructor(device: GPUDevice, pairs: Copies['pairs']) {
    this.device = device;
    this.pairs = pairs;
  }

  restore(): void {
    this.submit(this.pairs.map(({ original, copy }) => [copy, original]));
  }

  destroy(): void {
    for (const { copy } of this.pairs) copy.destroy();
  }

  private submit(moves: readonly (readonly [from: GPUBuffer, to: GPUBuffer])[]): void {
    const encoder = this.device.createCommandEncoder();
    for (const [from, to] of moves) encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
    this.device.queue.submit([encoder.finish()]);
  }
}
