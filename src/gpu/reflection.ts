// What a WGSL text declares, read once for each text. Needs no GPU: a graph is planned anywhere.

import { declarationsOf, type Declarations, type ShaderText } from './declarations.ts';

const declarations = new Map<string, Declarations>();
const written = new Map<string, ReadonlySet<string>>();

/** Structs, uniforms, storage buffers, and those that each entry point uses. */
export function reflect(shader: ShaderText): Declarations {
  let found = declarations.get(shader.code);
  if (!found) declarations.set(shader.code, (found = declarationsOf(shader)));
  return found;
}

/** The buffers that a shader declares read_write, by WGSL name. */
export function writtenBy(shader: ShaderText): ReadonlySet<string> {
  let found = written.get(shader.code);
  if (!found) {
    const used = Object.values(reflect(shader).entryPoints).flatMap((buffers) => Object.entries(buffers));
    written.set(shader.code, (found = new Set(used.filter(([, type]) => type === 'storage').map(([name]) => name))));
  }
  return found;
}

/** Of a storage buffer, what it holds many of, with aliases resolved: "vec4f". Undefined for structs, and where there is no such buffer. */
export const elementType = (shader: ShaderText, name: string): string | undefined => reflect(shader).storages[name]?.type;
