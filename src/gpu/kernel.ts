// WGSL → pipeline, with bindings by name. Pipelines are shared by everything that asks for the same entry point and overrides.

import type { ShaderText } from './declarations.ts';
import { reflect } from './reflection.ts';
import { plainest, type Tuning } from './tuning.ts';

export interface KernelSource extends ShaderText {
  readonly entry: string;
  readonly constants: Readonly<Record<string, number>>; // overrides
}

export interface Kernel {
  readonly label: string;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  readonly bindings: readonly {
    readonly name: string;
    readonly binding: number;
    readonly type: GPUBufferBindingType;
  }[];
}

/** All groups of a grid lie along x up to here; then it continues in y: FOLD of shaders/lib/grid.wgsl. */
export const maxGroups = 65535;
export const workgroupSize = 64;

/** Workgroups of a 1-D grid of `invocations`, folded into two dimensions. */
export function grid(invocations: number, perGroup = workgroupSize): readonly [number, number] {
  const groups = Math.ceil(invocations / perGroup);
  return groups <= maxGroups ? [groups, 1] : [maxGroups, Math.ceil(groups / maxGroups)];
}

/** Compiles kernels of one device, each once, and knows which of them are fast there. */
export class Kernels {
  readonly device: GPUDevice;
  tuning: Tuning;
  private readonly kernels = new Map<string, Map<string, Promise<Kernel>>>(); // by code, then by entry point and overrides
  private readonly modules = new Map<string, GPUShaderModule>(); // by code

  private readonly compiled: Kernels | undefined;

  /** `compiled`: whose pipelines are used. */
  constructor(device: GPUDevice, tuning = plainest, compiled?: Kernels) {
    this.device = device;
    this.tuning = tuning;
    this.compiled = compiled;
  }

  /** The same pipelines for graphs of another tuning; who builds with these does not notice. */
  tuned(tuning: Tuning): Kernels {
    return new Kernels(this.device, tuning, this);
  }

  /** The code decides, whatever it is called: a text keeps its hash, so looking it up costs no more than a name would. */
  get(source: KernelSource): Promise<Kernel> {
    if (this.compiled) return this.compiled.get(source);
    let kernels = this.kernels.get(source.code);
    if (!kernels) this.kernels.set(source.code, (kernels = new Map()));
    const key = JSON.stringify([source.entry, Object.entries(source.constants).sort(([a], [b]) => (a < b ? -1 : 1))]);
    let kernel = kernels.get(key);
    if (!kernel) kernels.set(key, (kernel = this.compile(source)));
    return kernel;
  }

  private async compile(source: KernelSource): Promise<Kernel> {
    const { name, code, entry, constants } = source;
    const { uniforms, storages, entryPoints } = reflect(source);
    const used = entryPoints[entry];
    if (!used) throw new Error(`${name}.wgsl has no entry point ${entry}.`);
    const label = `${name}.${entry}`;
    const bindings = Object.entries(used).map(([name, type]) => ({
      name,
      binding: (uniforms[name] ?? storages[name])!.binding,
      type,
    }));
    const entries = bindings.map(({ name, binding, type }) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type, minBindingSize: uniforms[name]?.bytes ?? 0 },
    }));
    const layout = this.device.createBindGroupLayout({ label, entries });
    let module = this.modules.get(code);
    if (!module) this.modules.set(code, (module = this.device.createShaderModule({ label: name, code })));
    const pipeline = await this.device.createComputePipelineAsync({
      label,
      layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: entry, constants },
    });
    return { label, pipeline, layout, bindings };
  }
}
