// The shaders of the built page are those of the folder, but for comments and white space.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bareShader } from '../../scripts/bare-shader.ts';

const files = readdirSync('shaders', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.wgsl'));
/** Words, numbers, and signs as far as they hang together. */
const tokens = (code: string): string[] => code.match(/[\w.]+|[,;:{}()[\]]|[^\w\s.,;:{}()[\]]+/g) ?? [];

test('blanks, comments and empty lines go, one line of code stays one', () => {
  const code = '// why\n\nfn f(a: u32, b: u32) -> u32 {\n  return a * b + 1u; // what\n}\n';
  expect(bareShader(code)).toBe('\nfn f(a:u32,b:u32)->u32{\nreturn a*b+1u;\n}\n');
});

test.each(files)('%s has the same tokens', (file) => {
  const code = readFileSync(join('shaders', file), 'utf8');
  expect(tokens(bareShader(code))).toEqual(tokens(code.replace(/\/\/.*$/gm, '')));
});

test('what src/graph/half.ts looks for is still there', () => {
  const aliases = files.map((file) => readFileSync(join('shaders', file), 'utf8')).filter((code) => /\balias Stored/.test(code));
  expect(aliases.length).toBeGreaterThan(10);
  for (const code of aliases) expect(bareShader(code)).toMatch(/^alias (Stored = vec4f|StoredScalar = f32);$/m);
});
