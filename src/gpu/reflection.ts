// What a WGSL text declares. Reading it takes milliseconds, so every text is read once.

import './float16.ts';
import { makeShaderDataDefinitions, type ShaderDataDefinitions } from 'webgpu-utils';

const definitions = new Map<string, ShaderDataDefinitions>();

/** Structs, uniforms, storage buffers, and the resources that each entry point uses. */
export function reflect(code: string): ShaderDataDefinitions {
  let found = definitions.get(code);
  if (!found) definitions.set(code, (found = makeShaderDataDefinitions(code)));
  return found;
}
