// How fast this machine trains, and how that compares with what its adapter can do at most. See bench/README.md.

import '../src/gpu/float16.ts';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { dawn } from '../scripts/dawn.ts';
import { help, parse, type Arguments } from './arguments.ts';
import type { measureInChromium } from './chromium.ts';
import { measure } from './measure.ts';
import type { Report } from './report.ts';
import { table } from './table.ts';

async function main(given: Arguments): Promise<void> {
  if (given.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  if (given.out !== undefined) checkWritable(given.out);
  const report = given.where === 'node' ? await inNode(given) : await inChromium(given);
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (given.out !== undefined) writeFileSync(given.out, json);
  if (given.json) process.stdout.write(json);
  (given.json ? process.stderr : process.stdout).write(`${table(report)}\n`);
}

/** Now rather than after minutes of measuring. */
function checkWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    throw new Error(`--out cannot write ${file}: its folder is not there, or may not be written to.`, { cause: error });
  }
}

const progress = (line: string): void => void process.stderr.write(`${line} …\n`);

async function inNode({ options }: Arguments): Promise<Report> {
  const where = `Node ${process.version} with Dawn, on ${process.platform} ${process.arch}`;
  return { where, ...(await measure(dawn(), options, progress)) };
}

/** Loaded only when asked for and by a name that bundlers do not follow: a bundle of the bench carries no browser driver. */
async function inChromium({ options }: Arguments): Promise<Report> {
  const program = './chromium.ts';
  let loaded: { measureInChromium: typeof measureInChromium };
  try {
    loaded = (await import(/* @vite-ignore */ program)) as typeof loaded;
  } catch (error) {
    throw new Error('--in chromium works only in a checkout of Plateau with its packages installed.', { cause: error });
  }
  return loaded.measureInChromium(options, progress);
}

try {
  await main(parse(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
