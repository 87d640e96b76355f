// What the build has read off every shader, by a hash of its text: takes the place of declarations.ts in the built worker.

import type { Declarations, ShaderText } from './declarations.ts';

export type Declared = Readonly<Record<string, Declarations>>;

/** FNV-1a of the UTF-16 units, 32 bits, in letters and digits. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hash(code: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < code.length; i++) h = Math.imul(h ^ code.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(36);
}

/** Two texts of one hash would be taken for each other: refused, while building. */
export function declare(shaders: readonly ShaderText[], read: (shader: ShaderText) => Declarations): Declared {
  const names = new Map<string, ShaderText>();
  for (const shader of shaders) {
    const other = names.get(hash(shader.code)) ?? shader;
    if (other.code !== shader.code) throw new Error(`${shader.name} and ${other.name} have the same hash: change a name in one.`);
    names.set(hash(shader.code), shader);
  }
  return Object.fromEntries([...names].map(([key, shader]) => [key, read(shader)]));
}

/** Reads by looking up. */
export const lookUp =
  (declared: Declared) =>
  ({ name, code }: ShaderText): Declarations => {
    const found = declared[hash(code)];
    if (!found) throw new Error(`The build has not read the shader ${name}: only what lies in src/ops and src/tuning is known.`);
    return found;
  };
