// Sees every dispatch of a device before it is recorded, and may change its size.

type Size = readonly [x: number, y?: number, z?: number];

/** `seen` is told the kernel and its workgroups, and says how many to dispatch. Returns what puts the device back. */
export function onDispatch(device: GPUDevice, seen: (kernel: GPUComputePipeline, size: Size) => Size): () => void {
  const { createCommandEncoder } = device;
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder.call(device, descriptor);
    const { beginComputePass } = encoder;
    encoder.beginComputePass = (descriptor) => {
      const pass = beginComputePass.call(encoder, descriptor);
      const { setPipeline, dispatchWorkgroups } = pass;
      let kernel: GPUComputePipeline;
      pass.setPipeline = (pipeline) => {
        kernel = pipeline;
        return setPipeline.call(pass, pipeline);
      };
      pass.dispatchWorkgroups = (...size) => dispatchWorkgroups.call(pass, ...seen(kernel, size));
      return pass;
    };
    return encoder;
  };
  return () => void (device.createCommandEncoder = createCommandEncoder);
}
