// The build reads the shaders (docs/decisions/0025-shaders-read-by-the-build.md): src/gpu/declarations.ts, which parses WGSL, becomes a
// table of what it gives for every text that the worker can ask for, as they are in the build.

import { resolve } from 'node:path';
import { runnerImport, type Plugin } from 'vite';
import { bareShaders } from './bare-shader.ts';
import type * as EveryShaderFile from './every-shader.ts';

const root = resolve(import.meta.dirname, '..');
const parser = resolve(root, 'src/gpu/declarations.ts');

/** For the workers of a build. */
export const readShaders: Plugin = {
  name: 'read-shaders',
  enforce: 'pre',
  async load(id) {
    if (resolve(id) !== parser) return undefined;
    // In a module runner, as Node knows neither our types nor `?raw`.
    const file = resolve(root, 'scripts/every-shader.ts');
    const options = { root, configFile: false as const, logLevel: 'error' as const, plugins: [bareShaders] };
    const { module } = await runnerImport<typeof EveryShaderFile>(file, options);
    const declared = JSON.stringify(module.everyShader);
    return `import { lookUp } from './declared.ts'; export const declarationsOf = lookUp(${declared});`;
  },
};
