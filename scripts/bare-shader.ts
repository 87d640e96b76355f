// What a shader is without what only its readers need: comments, empty lines, indentation, and blanks beside signs that could not be
// mistaken for part of another, such as `--`. Names stay, and so do lines, so that a compiler's complaint can be found.

import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Without comments, which are for readers of the code, the worker is 9 kB smaller after gzip. */
export const bareShaders: Plugin = {
  name: 'bare-shaders',
  enforce: 'pre',
  load(id) {
    if (!id.endsWith('.wgsl?raw')) return undefined;
    return `export default ${JSON.stringify(bareShader(readFileSync(id.slice(0, -'?raw'.length), 'utf8')))}`;
  },
};

export const bareShader = (code: string): string =>
  code
    .replace(/\/\/.*$/gm, '')
    .replace(/ *([,;:{}()*+]) */g, '$1')
    .replace(/(?<!-) ([-/]) (?!-)/g, '$1')
    .replace(/ *(->|==|&&|\|\|) */g, '$1')
    .replace(/^(?!alias ).* = .*$/gm, (line) => line.replace(/(?<=[\w)\]]) = (?=[\w(])/g, '=')) // src/graph/half.ts looks for aliases
    .replace(/^[ \t]+|[ \t]+$/gm, '')
    .replace(/\n+/g, '\n');
