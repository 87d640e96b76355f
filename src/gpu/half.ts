// Shaders whose activations lie in memory as f16. A shader marks those buffers by the types Stored and StoredScalar, computes
// in f32 whatever they are, and is plain WGSL as it stands. See docs/decisions/0008-f16-storage.md.

import type { Storage } from './tuning.ts';

interface Shader {
  readonly name: string;
  readonly code: string;
}

const types = [
  ['alias Stored = vec4f;', 'alias Stored = vec4h;'],
  ['alias StoredScalar = f32;', 'alias StoredScalar = f16;'],
] as const;

/** The same shader for f16; one that touches no activations stays what it is. */
export function halved<S extends Shader>(shader: S): S {
  const code = types.reduce((text, [single, half]) => text.replace(single, half), shader.code);
  return code === shader.code ? shader : { ...shader, name: `${shader.name}_f16`, code: `enable f16;\n${code}` };
}

/** How the buffer of this name lies in memory, for a shader that was halved. */
export const storageOf = ({ code }: Shader, name: string): Storage =>
  new RegExp(`\\b${name}\\s*:\\s*array<Stored(Scalar)?>`).test(code) ? 'f16' : 'f32';
