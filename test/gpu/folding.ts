// Makes the grids of a device fold after a few workgroups instead of 65535, so that those of small models fold, too.

import { maxGroups } from '#src/gpu/kernel.ts';
import { onDispatch } from './dispatches.ts';

export interface Folding {
  readonly folded: ReadonlySet<string>; // the kernels whose grids did
  readonly restore: () => void;
}

/** `flat`: kernels that take few workgroups, and number them along x alone. */
export function foldAfter(device: GPUDevice, groups: number, flat: readonly string[]): Folding {
  const { createShaderModule } = device;
  const early = (code: string): string => code.replace(`const FOLD = ${maxGroups}u;`, `const FOLD = ${groups}u;`);
  device.createShaderModule = (descriptor) => createShaderModule.call(device, { ...descriptor, code: early(descriptor.code) });
  const folded = new Set<string>();
  const unfold = onDispatch(device, ({ label }, [x, y, z]) => {
    if (x <= groups || flat.includes(label)) return [x, y, z];
    folded.add(label);
    return [groups, Math.ceil(x / groups), z];
  });
  const restore = (): void => {
    unfold();
    device.createShaderModule = createShaderModule;
  };
  return { folded, restore };
}
