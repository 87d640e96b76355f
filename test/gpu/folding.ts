// Makes the grids of a device fold after a few workgroups instead of 65535, so that those of small models fold, too.

import { maxGroups } from '#src/gpu/kernel.ts';

export interface Folding {
  readonly folded: ReadonlySet<string>; // the kernels whose grids did
  readonly restore: () => void;
}

/** `flat`: kernels that take few workgroups, and number them along x alone. */
export function foldAfter(device: GPUDevice, groups: number, flat: readonly string[]): Folding {
  const { createShaderModule, createCommandEncoder } = device;
  const folded = new Set<string>();
  const early = (code: string): string => code.replace(`const FOLD = ${maxGroups}u;`, `const FOLD = ${groups}u;`);
  device.createShaderModule = (descriptor) => createShaderModule.call(device, { ...descriptor, code: early(descriptor.code) });
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder.call(device, descriptor);
    const { beginComputePass } = encoder;
    encoder.beginComputePass = (descriptor) => {
      const pass = beginComputePass.call(encoder, descriptor);
      const { setPipeline, dispatchWorkgroups } = pass;
      let kernel = '';
      pass.setPipeline = (pipeline) => {
        kernel = pipeline.label;
        return setPipeline.call(pass, pipeline);
      };
      pass.dispatchWorkgroups = (x, y, z) => {
        if (x <= groups || flat.includes(kernel)) return dispatchWorkgroups.call(pass, x, y, z);
        folded.add(kernel);
        return dispatchWorkgroups.call(pass, groups, Math.ceil(x / groups), z);
      };
      return pass;
    };
    return encoder;
  };
  return { folded, restore: () => void Object.assign(device, { createShaderModule, createCommandEncoder }) };
}
