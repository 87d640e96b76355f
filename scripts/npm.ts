// npm as a program that runs without a shell. On Windows `npm` is a batch file, which only a shell can run, so there it is started as what
// it is: a program of Node.

import { spawnSync, type SpawnSyncOptionsWithStringEncoding } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface Started {
  readonly execPath: string;
  readonly platform: string;
  readonly npm: string | undefined; // npm_execpath: what runs this script
}

/** The program to start, and its first arguments. */
export function npmProgram({ execPath, platform, npm }: Started, exists = existsSync): [program: string, ...first: string[]] {
  const beside = join(dirname(execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const found = [npm ?? '', ...(platform === 'win32' ? [beside] : [])].find(
    (file) => basename(file) === 'npm-cli.js' && exists(file),
  );
  return found === undefined ? ['npm'] : [execPath, found];
}

const here = (): Started => ({ execPath: process.execPath, platform: process.platform, npm: process.env.npm_execpath });

export function runNpm(args: readonly string[], options: Omit<SpawnSyncOptionsWithStringEncoding, 'encoding' | 'shell'>) {
  const [program, ...first] = npmProgram(here());
  return spawnSync(program, [...first, ...args], { ...options, encoding: 'utf8' });
}
