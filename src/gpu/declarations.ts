// Reads what a WGSL text declares, as far as we use it. The build puts what this gives for every shader into the training worker
// instead of it (scripts/read-shaders.ts, docs/decisions/0025-shaders-read-by-the-build.md): the parser weighs as much as the engine.

import './float16.ts';
import { makeShaderDataDefinitions, type StructDefinition, type TypeDefinition, type VariableDefinition } from 'webgpu-utils';

/** A text and what it is called where somebody must be told about it. */
export interface ShaderText {
  readonly name: string;
  readonly code: string;
}

export interface Declarations {
  readonly uniforms: Readonly<Record<string, Variable>>;
  readonly storages: Readonly<Record<string, Variable>>;
  /** The buffers that each entry point uses, in the order of their names. */
  readonly entryPoints: Readonly<Record<string, Readonly<Record<string, GPUBufferBindingType>>>>;
}

export interface Variable {
  readonly binding: number;
  /** Of what it is, or of what it holds many of. */
  readonly bytes: number;
  /** The same with aliases resolved, "vec4f": unless it is a struct. */
  readonly type?: string;
  /** Its fields, if it is a struct. */
  readonly fields?: Readonly<Record<string, Field>>;
}

/** Where it lies in the struct, in bytes, and what it is; that of a struct or an array is not told. */
export type Field = readonly [offset: number, type?: string];

// webgpu-utils takes these numbers of the specification from the browser, which has them only where it has WebGPU.
(globalThis as { GPUShaderStage?: unknown }).GPUShaderStage ??= { VERTEX: 1, FRAGMENT: 2, COMPUTE: 4 };

export function declarationsOf({ code }: ShaderText): Declarations {
  const { uniforms, storages, entryPoints } = makeShaderDataDefinitions(code);
  return {
    uniforms: each(uniforms, variable),
    storages: each(storages, variable),
    entryPoints: each(entryPoints, ({ resources }) =>
      Object.fromEntries(resources.map(({ name, entry }) => [name, entry.buffer?.type ?? 'uniform'])),
    ),
  };
}

function variable({ binding, typeDefinition }: VariableDefinition): Variable {
  const one = 'elementType' in typeDefinition ? (typeDefinition.elementType as TypeDefinition) : typeDefinition;
  const type = typeName(one);
  const { fields } = one as Partial<StructDefinition>;
  return {
    binding,
    bytes: one.size,
    ...(type && { type }),
    ...(fields && { fields: each(fields, ({ offset, type }): Field => (typeName(type) ? [offset, typeName(type)!] : [offset])) }),
  };
}

const typeName = (of: TypeDefinition): string | undefined => (of as { type?: string }).type;

const each = <A, B>(of: Readonly<Record<string, A>>, make: (a: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([name, a]) => [name, make(a)]));
