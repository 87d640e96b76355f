// Activations that lie in memory as f16 (docs/decisions/0008-f16-storage.md). A shader marks the buffers that hold them by the
// types Stored and StoredScalar; it is plain WGSL for f32 as it stands, and computes in f32 whatever they are.
// Gradients that would be too small for f16 are scaled: `Graph.summed`.

import { elementType } from '#src/gpu/reflection.ts';
import type { Dispatch, Shader } from './graph.ts';

const types = [
  { type: 'Stored', single: 'vec4f', half: 'vec4h' },
  { type: 'StoredScalar', single: 'f32', half: 'f16' },
] as const;

/** The same dispatch for f16. A buffer that the shader takes for something else would be read as garbage: refused. */
export function inHalf(d: Dispatch): Dispatch {
  const shader = halved(d.shader);
  for (const [name, t] of Object.entries(d.bind)) {
    const element = elementType(shader, name);
    const unknown = types.find(({ type }) => type === element);
    if (unknown) throw new Error(`${d.shader.name}.wgsl needs the line “${aliasOf(unknown.type, unknown.single)}”.`);
    const takesHalf = types.some(({ half }) => half === element);
    if (t.type !== 'u32' && takesHalf !== (t.type === 'f16'))
      throw new Error(`${d.shader.name}.${d.entry}: ${name} is bound to ${t.name}, which is ${t.type}.`);
  }
  return { ...d, shader };
}

const aliasOf = (type: string, as: string): string => `alias ${type} = ${as};`;

/** By what they were made of: one text each, so that nobody reads or compiles it twice. */
const halves = new WeakMap<Shader, Shader>();

/** The shader of the same for f16; one that touches no activations stays what it is. */
export function halved(shader: Shader): Shader {
  let half = halves.get(shader);
  if (!half) {
    const code = types.reduce(
      (text, { type, single, half }) => text.replace(aliasOf(type, single), aliasOf(type, half)),
      shader.code,
    );
    half = code === shader.code ? shader : { name: `${shader.name}_f16`, code: `enable f16;\n${code}` };
    halves.set(shader, half);
  }
  return half;
}
