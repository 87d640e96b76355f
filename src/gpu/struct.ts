// Structs that the CPU writes for shaders, and reads from them, by field name: where a field lies is for the WGSL text to say.
// Only numbers, so that a table of many thousand rows needs one array and not a view for each field of each row.

import type { ShaderText, Variable } from './declarations.ts';
import { reflect } from './reflection.ts';

/** Numbers by the names of the fields. */
export type Fields = Readonly<Record<string, number>>;

interface Field {
  readonly word: number; // where it lies, in four bytes
  readonly float: boolean;
}

interface Target {
  readonly buffer: ArrayBuffer;
  readonly words: Uint32Array;
  readonly floats: Float32Array;
}

export class Struct {
  /** Of one, and from one to the next in an array. */
  readonly bytes: number;
  private readonly what: string;
  private readonly fields: ReadonlyMap<string, Field>;
  private readonly one: Target;

  /** What a uniform is, or what a storage buffer holds one or many of. */
  static of(shader: ShaderText, variable: string): Struct {
    const { uniforms, storages } = reflect(shader);
    const found = uniforms[variable] ?? storages[variable];
    if (!found) throw new Error(`The shader has no buffer named ${variable}.`);
    return new Struct(`${uniforms[variable] ? 'Uniform' : 'Buffer'} ${variable}`, found);
  }

  private constructor(what: string, { bytes, fields }: Variable) {
    if (!fields) throw new Error(`${what} holds no struct.`);
    this.what = what;
    this.bytes = bytes;
    this.fields = new Map(
      Object.entries(fields).map(([name, [offset, type]]) => {
        if (type !== 'u32' && type !== 'f32') throw new Error(`${what}: field ${name} is no u32 and no f32.`);
        return [name, { word: offset / 4, float: type === 'f32' }];
      }),
    );
    this.one = target(this.bytes);
  }

  /** Of a uniform buffer that holds one: those are read sixteen bytes at a time. */
  get uniformSize(): number {
    return Math.ceil(this.bytes / 16) * 16;
  }

  /** The bytes of one, in the same buffer at every call. Throws on a field that the shader does not declare, or a missing one. */
  write(values: Fields): ArrayBuffer {
    this.put(this.one, 0, values);
    return this.one.buffer;
  }

  /** The bytes of many, in a buffer of their own. */
  pack(rows: readonly Fields[]): ArrayBuffer {
    const all = target(rows.length * this.bytes);
    rows.forEach((values, i) => this.put(all, (i * this.bytes) / 4, values));
    return all.buffer;
  }

  /** Reads one field of many: the result gives that of the i-th. */
  column(data: ArrayBuffer, field: string): (i: number) => number {
    const found = this.fields.get(field);
    if (!found) throw new Error(`${this.what}: field ${field} is unknown.`);
    const source = found.float ? new Float32Array(data) : new Uint32Array(data);
    return (i) => source[(i * this.bytes) / 4 + found.word]!;
  }

  /** Allocates nothing: it is called for every training step. */
  private put({ words, floats }: Target, at: number, values: Fields): void {
    let missing = this.fields.size;
    for (const name in values) {
      const field = this.fields.get(name);
      if (!field) throw new Error(`${this.what}: field ${name} is unknown.`);
      (field.float ? floats : words)[at + field.word] = values[name]!;
      missing--;
    }
    if (missing > 0)
      throw new Error(`${this.what}: field ${[...this.fields.keys()].find((name) => !(name in values))} is missing.`);
  }
}

/** The bytes of a uniform that is written once. */
export const uniformBytes = (shader: ShaderText, uniform: string, values: Fields): ArrayBuffer =>
  Struct.of(shader, uniform).pack([values]);

function target(bytes: number): Target {
  const buffer = new ArrayBuffer(bytes);
  return { buffer, words: new Uint32Array(buffer), floats: new Float32Array(buffer) };
}
