// npm runs without a shell on every system.

import type { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { npmProgram } from '../../scripts/npm.ts';

const there = (...files: string[]) => ((file: string) => files.includes(file)) as typeof existsSync;
const cli = '/opt/npm/bin/npm-cli.js';
const beside = join('/node', 'node_modules', 'npm', 'bin', 'npm-cli.js');
const started = (platform: string, npm?: string) => ({ execPath: '/node/node', platform, npm });

test.each([
  ['by the npm that runs us', started('linux', cli), [cli], ['/node/node', cli]],
  ['by the npm that runs us on Windows', started('win32', cli), [cli, beside], ['/node/node', cli]],
  ['by the npm beside Node on Windows', started('win32'), [beside], ['/node/node', beside]],
  [
    'by the npm beside Node where another program runs us',
    started('win32', '/opt/yarn.js'),
    ['/opt/yarn.js', beside],
    ['/node/node', beside],
  ],
  ['by its name elsewhere', started('darwin'), [beside], ['npm']],
  ['by its name where another program runs us', started('linux', '/opt/pnpm.cjs'), ['/opt/pnpm.cjs'], ['npm']],
])('%s', (_, how, files, program) => expect(npmProgram(how, there(...files))).toEqual(program));
