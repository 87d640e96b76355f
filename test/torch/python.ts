// A python3 with torch, which a machine may lack: then what needs it is not run, and says why.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';
import { findTorch } from '../../scripts/python.ts';

export const python = findTorch() ?? '';
if (!python) throw new Error('not run: no python3 with torch');

export const folder = mkdtempSync(join(tmpdir(), 'plateau-torch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const environment = {
  ...process.env,
  PYTHONPATH: resolve('pytorch'),
  PYTHONDONTWRITEBYTECODE: '1',
  OMP_NUM_THREADS: '1',
};

export function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

export const read = (path: string): string => readFileSync(path, 'utf8');

/** What test/torch/answer.py says to these questions, all asked of one process. */
export function ask<T>(questions: readonly object[]): T[] {
  const [from, to] = [file('questions.json', questions), join(folder, 'answers.json')];
  const done = spawnSync(python, [resolve('test/torch/answer.py'), from, to], { encoding: 'utf8', env: environment });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(read(to)) as T[];
}

const ranksOf = (ranks: number, restarts: number): string[] =>
  ranks === 1 && restarts === 0
    ? []
    : [
        resolve('test/torch/torchrun.py'),
        '--standalone',
        '--monitor_interval=0.1',
        `--nproc_per_node=${ranks}`,
        `--max_restarts=${restarts}`,
      ];

interface Command {
  readonly ranks?: number;
  readonly restarts?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** python3 -m plateau_torch, by itself or under torchrun. */
export function plateau(args: readonly string[], { ranks = 1, restarts = 0, env }: Command = {}) {
  const command = [...ranksOf(ranks, restarts), '-m', 'plateau_torch', ...args];
  return spawnSync(python, command, { encoding: 'utf8', env: { ...environment, ...env } });
}

/** The same; `heard` is called with each line it says. Resolves to its exit status. */
export function listened(args: readonly string[], { ranks = 1, restarts = 0 }: Command, heard: (line: string) => void) {
  const command = [...ranksOf(ranks, restarts), '-m', 'plateau_torch', ...args];
  const child: ChildProcess = spawn(python, command, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  createInterface({ input: child.stderr! }).on('line', heard);
  return new Promise<number | null>((done) => child.on('close', done));
}
