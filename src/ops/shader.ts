// Puts shaders together: what several of them share lies once in shaders/lib, and is prepended by its name.

import control from '#shaders/lib/control.wgsl?raw';
import grid from '#shaders/lib/grid.wgsl?raw';
import random from '#shaders/lib/random.wgsl?raw';
import replica from '#shaders/lib/replica.wgsl?raw';
import step from '#shaders/lib/step.wgsl?raw';
import tile from '#shaders/lib/tile.wgsl?raw';
import type { Shader } from '#src/graph/graph.ts';

/** All that have been put together: the build reads them. */
export const assembled: Shader[] = [];

/** Structs and functions without bindings, which the shaders that use them number themselves. */
const lib = { control, grid, random, replica, step, tile };

/**
 * The text of one file, or of several of which each continues the one before, behind the parts of the library that it needs. A
 * directive stands above everything else in WGSL or nowhere, so those of any file move there.
 */
export function assemble(name: string, text: string | readonly string[], ...parts: (keyof typeof lib)[]): Shader {
  const lines = [...parts.map((part) => lib[part]), text].flat().join('\n').split('\n');
  const isDirective = (line: string): boolean => /^(enable|requires|diagnostic)\b/.test(line);
  const code = [...lines.filter(isDirective), ...lines.filter((line) => !isDirective(line))].join('\n');
  const shader = { name, code };
  assembled.push(shader);
  return shader;
}
