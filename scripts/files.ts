// Files that a command line names: read and written with a sentence where that fails, and tried before hours of training.

import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { decode } from '#src/experiment/files/encoding.ts';
import { readJson } from '#src/experiment/files/json.ts';
import { largestRecord } from '#src/experiment/limits.ts';
import { isBlank } from '#src/words/characters.ts';
import { cut } from '#src/words/cut.ts';
import { Refusal } from '#src/words/message.ts';

/** In place of a file to write. */
export const standardOutput = '-';

/** A path as it is told: it may have thousands of characters. */
export const shown = (path: string): string => cut(path, 120);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of it that should be a folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'it is not permitted',
  EPERM: 'it is not permitted',
  EROFS: 'its disk is read-only',
  ENAMETOOLONG: 'its name is too long',
  ENOSPC: 'its disk is full',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? cut(code ?? message, 80);
}

/** The content of a file of at most `most` bytes. */
export function readBytes(path: string, most: number): Buffer<ArrayBuffer> {
  let about: Stats;
  try {
    about = statSync(path);
    if (about.size <= most) return readFileSync(path);
  } catch (error) {
    throw new Error(`${shown(path)} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  throw new Error(`${shown(path)} cannot be read: it has more than ${Math.floor(most / 1e6)} MB.`);
}

/** Whatever is wrong with it is told with its name. */
export function readJsonFile(path: string): unknown {
  const bytes = readBytes(path, largestRecord);
  try {
    return readJson(decode(bytes));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'notJson') throw new Error(`${shown(path)} is not JSON.`, { cause: error });
    throw error;
  }
}

/** Refuses, before anything is done, what could not be written in the end. A file that is there keeps its content until then. */
export function checkOutputs(asked: Readonly<Record<string, string | undefined>>, inputs: readonly (string | undefined)[]): void {
  const taken = new Map(inputs.flatMap((path) => (path === undefined ? [] : [[placeOf(path), 'is read']])));
  for (const [flag, path] of Object.entries(asked)) {
    if (path === undefined || (path === standardOutput && flag === '--json')) continue;
    if (isBlank(path) || path === standardOutput) throw new Error(`${flag} must name a file.`);
    const use = taken.get(placeOf(path));
    if (use) throw new Error(`${flag} must name a file of its own: ${shown(path)} ${use} as well.`);
    taken.set(placeOf(path), 'is written');
    tryToWrite(flag, path);
  }
}

/** Only opening a file tells whether it can be written; one that was not there goes again. */
function tryToWrite(flag: string, path: string): void {
  const there = existsSync(path);
  try {
    // Opening a pipe would wait for its reader, and a device needs no trial.
    if (there && !statSync(path).isFile() && !statSync(path).isDirectory()) return;
    closeSync(openSync(path, 'a'));
    if (!there) rmSync(path);
  } catch (error) {
    throw new Error(`${flag} ${shown(path)} cannot be written: ${reasonOf(error)}.`, { cause: error });
  }
}

/** One file may have several paths, and a new one has a folder. */
function placeOf(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) return realpathSync(whole);
  return existsSync(dirname(whole)) ? join(realpathSync(dirname(whole)), basename(whole)) : whole;
}

/** What took hours is not lost to a disk that has filled up meanwhile: it goes to the folder for temporary files. */
export function write(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    const instead = join(tmpdir(), `plateau-${process.pid}-${basename(path).slice(-80)}`);
    writeFileSync(instead, content);
    process.exitCode = 1;
    process.stderr.write(`${shown(path)} cannot be written: ${reasonOf(error)}. The content is in ${instead} instead.\n`);
  }
}
