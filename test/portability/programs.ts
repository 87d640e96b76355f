// Runs the programs of this folder in processes of their own: in Node under Dawn, whose WGSL compiler is Tint, or in Deno under
// wgpu, whose compiler is naga; with this process's Vulkan driver, or another one.

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Answer } from './answer.ts';

const run = promisify(execFile);

/** Why there was nothing to measure on. */
export interface Missing {
  readonly missing: string;
}

/** One program in one engine, with another Vulkan driver if one is named. */
export type Engine = <T>(program: string, driver?: string) => Promise<T | Missing>;

export const inNode: Engine = (program, driver) =>
  answerOf(process.execPath, ['scripts/run.mjs', join('test/portability', program)], driver);

export const inDeno: Engine = async (program, driver) => {
  const deno = findDeno();
  if (!deno) return { missing: 'the optional package deno is not installed' };
  const folder = mkdtempSync(join(tmpdir(), 'plateau-portability-'));
  try {
    const bundle = join(folder, 'program.mjs');
    await run(process.execPath, ['scripts/run.mjs', 'scripts/bundle.ts', join('test/portability', program), bundle]);
    return await answerOf(deno, ['run', '-A', '--no-config', bundle], driver);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

async function answerOf<T>(file: string, args: string[], driver?: string): Promise<T | Missing> {
  // The last two make Mesa's software GPU compile fast rather than well: a tenth of the time here.
  const named = driver && {
    VK_DRIVER_FILES: driver,
    VK_ICD_FILENAMES: driver,
    GALLIVM_PERF: 'nopt',
    LP_NATIVE_VECTOR_WIDTH: '128',
  };
  const { stdout } = await run(file, args, { maxBuffer: 1 << 28, env: { ...process.env, ...named } });
  const answer = JSON.parse(stdout.trim().split('\n').at(-1)!) as Answer<T>;
  if (typeof answer === 'object' && answer && 'error' in answer) throw new Error(`In ${file}: ${answer.error}`);
  return answer;
}

/** npm puts the program into a package of the platform's name. */
function findDeno(): string | undefined {
  const folder = join('node_modules', '@deno');
  const packages = existsSync(folder) ? readdirSync(folder) : [];
  return packages.flatMap((name) => ['deno', 'deno.exe'].map((file) => join(folder, name, file))).find(existsSync);
}
