// How fast this machine trains, and how that compares with what its adapter can do at most. See bench/README.md.

import '../src/gpu/float16.ts';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { dawn } from '../scripts/dawn.ts';
import { help, parse, type Arguments } from './arguments.ts';
import type * as chromium from './chromium.ts';
import type * as estimates from './estimates.ts';
import type { EstimateReport } from './estimates.ts';
import { installPeers } from './install.ts';
import { measure } from './measure.ts';
import type * as page from './page.ts';
import type { PageReport } from './page.ts';
import { profile, profileTable, type ProfileReport } from './profile.ts';
import type { Report } from './report.ts';
import { table } from './table.ts';
import { withTorch } from './torch.ts';

async function main(given: Arguments): Promise<void> {
  if (given.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  if (given.out !== undefined) checkWritable(given.out);
  const { report, text } = await (given.page
    ? paged()
    : given.estimates
      ? estimated()
      : given.profile
        ? profiled(given)
        : measured(given));
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (given.out !== undefined) writeFileSync(given.out, json);
  if (given.json) process.stdout.write(json);
  (given.json ? process.stderr : process.stdout).write(`${text}\n`);
}

interface Outcome {
  readonly report: Report | ProfileReport | PageReport | EstimateReport;
  readonly text: string; // the report for people
}

async function measured(given: Arguments): Promise<Outcome> {
  const ours = given.where === 'node' ? await inNode(given) : await inChromium(given);
  const report = given.torch ? withTorch(ours, given.options, progress) : ours;
  return { report, text: table(report) };
}

async function profiled({ options, where }: Arguments): Promise<Outcome> {
  const report =
    where === 'node'
      ? { where: here, ...(await profile(dawn(), options, progress)) }
      : await (await browserDriver()).profileInChromium(options, progress);
  return { report, text: profileTable(report) };
}

async function paged(): Promise<Outcome> {
  const { measurePage, pageTable } = await loaded<typeof page>('./page.ts', '--page');
  const report = await measurePage(progress);
  return { report, text: pageTable(report) };
}

async function estimated(): Promise<Outcome> {
  const { measureEstimates, estimateTable } = await loaded<typeof estimates>('./estimates.ts', '--estimates');
  const report = await measureEstimates(progress);
  return { report, text: estimateTable(report) };
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

const here = `Node ${process.version} with Dawn, on ${process.platform} ${process.arch}`;

async function inNode({ options }: Arguments): Promise<Report> {
  return { where: here, ...(await measure(dawn(), options, progress)) };
}

async function inChromium({ options }: Arguments): Promise<Report> {
  const { measureInChromium } = await browserDriver();
  if (options.peers) installPeers(progress);
  return measureInChromium(options, progress);
}

const browserDriver = (): Promise<typeof chromium> => loaded<typeof chromium>('./chromium.ts', '--in chromium');

/** Loaded only when asked for and by a name that bundlers do not follow: a bundle of the bench carries no browser driver. */
async function loaded<T>(program: string, flag: string): Promise<T> {
  try {
    return (await import(/* @vite-ignore */ program)) as T;
  } catch (error) {
    throw new Error(`${flag} works only in a checkout of Plateau with its packages installed.`, { cause: error });
  }
}

try {
  await main(parse(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
