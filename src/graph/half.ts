// Activations that lie in memory as f16 (docs/decisions/0008-f16-storage.md). A shader marks the buffers that hold them by the
// types Stored and StoredScalar; it is plain WGSL for f32 as it stands, and computes in f32 whatever they are.

import type { Dispatch, Shader } from './graph.ts';

const types = [
  { type: 'Stored', single: 'vec4f', half: 'vec4h' },
  { type: 'StoredScalar', single: 'f32', half: 'f16' },
] as const;

/** The same dispatch for f16. A buffer that the shader takes for something else would be read as garbage: refused. */
export function inHalf(d: Dispatch): Dispatch {
  const { shader, bind } = d;
  const wrong = Object.entries(bind).find(([name, t]) => t.type !== 'u32' && holdsHalf(shader, name) !== (t.type === 'f16'));
  if (wrong) throw new Error(`${shader.name}.${d.entry}: ${wrong[0]} is bound to ${wrong[1].name}, which is ${wrong[1].type}.`);
  return { ...d, shader: halved(shader) };
}

const holdsHalf = ({ code }: Shader, name: string): boolean => new RegExp(`\\b${name}\\s*:\\s*array<Stored(Scalar)?>`).test(code);

/** A shader that touches no activations stays what it is. */
function halved(shader: Shader): Shader {
  const used = types.filter(({ type }) => shader.code.includes(`array<${type}>`));
  if (!used.length) return shader;
  const code = used.reduce((text, { type, single, half }) => {
    const alias = `alias ${type} = ${single};`;
    if (!text.includes(alias)) throw new Error(`${shader.name}.wgsl needs the line “${alias}”.`);
    return text.replace(alias, `alias ${type} = ${half};`);
  }, shader.code);
  return { name: `${shader.name}_f16`, code: `enable f16;\n${code}` };
}
