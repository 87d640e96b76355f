// What a WGSL text declares. Reading it takes milliseconds, so every text is read once. Needs no GPU: a graph is planned anywhere.

import './float16.ts';
import {
  makeShaderDataDefinitions,
  type ArrayDefinition,
  type IntrinsicDefinition,
  type ShaderDataDefinitions,
} from 'webgpu-utils';

// webgpu-utils takes these numbers of the specification from the browser, which has them only where it has WebGPU.
(globalThis as { GPUShaderStage?: unknown }).GPUShaderStage ??= { VERTEX: 1, FRAGMENT: 2, COMPUTE: 4 };

const definitions = new Map<string, ShaderDataDefinitions>();
const written = new Map<string, ReadonlySet<string>>();

/** Structs, uniforms, storage buffers, and the resources that each entry point uses. */
export function reflect(code: string): ShaderDataDefinitions {
  let found = definitions.get(code);
  if (!found) definitions.set(code, (found = makeShaderDataDefinitions(code)));
  return found;
}

/** The buffers that a shader declares read_write, by WGSL name. */
export function writtenBy(code: string): ReadonlySet<string> {
  let found = written.get(code);
  if (!found) {
    const resources = Object.values(reflect(code).entryPoints).flatMap((entry) => entry.resources);
    const writable = resources.filter(({ entry }) => entry.buffer?.type === 'storage').map(({ name }) => name);
    written.set(code, (found = new Set(writable)));
  }
  return found;
}

/** Of a storage buffer, what it holds many of, with aliases resolved: "vec4f". Undefined for structs, and where there is no such buffer. */
export function elementType(code: string, name: string): string | undefined {
  const array = reflect(code).storages[name]?.typeDefinition as Partial<ArrayDefinition> | undefined;
  return (array?.elementType as Partial<IntrinsicDefinition> | undefined)?.type;
}
