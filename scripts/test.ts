// npm test: installs what it needs where it may, runs the four tiers one after the other, and ends with one line that sums them up.
// Further arguments go to vitest: npm test -- test/ops, npm test -- --project node.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { findBrowser } from './browser.ts';
import { findIcd } from './driver.ts';
import { install } from './install.ts';

/** Thrown by a test that needs a GPU, a feature of one, or PyTorch, that this machine lacks: test/gpu/device.ts, test/portability, test/torch. */
const NOT_RUN = /not run: (no [^\n]*)/;

/** The projects of vite.config.ts that run at once. */
const TIERS = { node: ['engine', 'node'], torch: ['torch'], browser: ['browser'], e2e: ['e2e'] } as const;
type Tier = keyof typeof TIERS;

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

interface Tally {
  readonly passed: number;
  readonly failed: readonly string[]; // which, and why
  readonly notRun: readonly string[]; // why, for each test
  readonly note: string;
}

const { chosen, rest } = tiersAsked(process.argv.slice(2));
const noBrowser = install();
const driver = findIcd();
console.log(`Browser: ${findBrowser() ?? 'none'}\nGPU driver: ${driver.files.join(' ') || driver.kind}\n`);

const tallies = chosen.map((tier) => ({ tier, ...runTier(tier) }));

console.log('');
for (const each of tallies) {
  const notRun = each.notRun.length > 0 ? `, ${each.notRun.length} not run: ${[...new Set(each.notRun)].join('; ')}` : '';
  console.log(`${each.tier.padEnd(8)}${each.note || `${each.passed} passed, ${each.failed.length} failed${notRun}`}`);
  // Again at the end: what a build machine keeps of its output is often no more than that.
  for (const failure of each.failed) console.log(`        ${failure}`);
}
const total = (count: (tally: Tally) => number) => tallies.reduce((sum, each) => sum + count(each), 0);
// A build machine must run every tier; a laptop may lack one, and says so.
const missing = total((each) => (each.note.startsWith('not run') ? 1 : each.notRun.length));
const passed = total((each) => each.passed);
const failed = total((each) => each.failed.length) + (process.env.CI ? missing : 0);
if (missing > 0 && process.env.CI) console.log('CI is set, so what was not run counts as failed.');
if (passed + failed + missing === 0) console.log('No test matched.');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed + missing === 0 ? 1 : 0;

/** Splits `--project x` off the arguments: each tier is a vitest of its own, so that the fast one reports first. */
function tiersAsked(args: readonly string[]): { chosen: Tier[]; rest: string[] } {
  const asked = new Set<string>();
  const kept: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--project') asked.add(args[++i] ?? '');
    else if (arg.startsWith('--project=')) asked.add(arg.slice('--project='.length));
    else kept.push(arg);
  }
  const tiers = Object.keys(TIERS) as Tier[];
  return { chosen: asked.size > 0 ? tiers.filter((tier) => asked.has(tier)) : tiers, rest: kept };
}

function runTier(tier: Tier): Tally {
  if ((tier === 'browser' || tier === 'e2e') && noBrowser)
    return { passed: 0, failed: [], notRun: [], note: `not run: ${noBrowser}` };
  console.log(`\n— ${tier} —`);
  const folder = mkdtempSync(join(tmpdir(), 'plateau-test-'));
  const file = join(folder, 'report.json');
  const done = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...TIERS[tier].flatMap((project) => ['--project', project]),
      '--passWithNoTests',
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
      ...rest,
    ],
    { stdio: 'inherit' },
  );
  const report = readReport(file);
  rmSync(folder, { recursive: true, force: true });
  return tally(report, done.status ?? 1);
}

function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    // vitest writes no report when it finds no test or stops early; its exit status tells the two apart.
    return { testResults: [] };
  }
}

function tally(report: Report, status: number): Tally {
  let passed = 0;
  const failed: string[] = [];
  const notRun: string[] = [];
  let skipped = 0;
  for (const file of report.testResults) {
    // A file that could not be loaded holds no tests, but it is a failure.
    if (file.status === 'failed' && file.assertionResults.length === 0) {
      const why = NOT_RUN.exec(file.message);
      if (why) notRun.push(why[1]!);
      else failed.push(`${relative('.', file.name)}: ${firstLine(file.message)}`);
    }
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed++;
      else if (test.status !== 'failed') skipped++;
      else {
        const why = NOT_RUN.exec(test.failureMessages.join('\n'));
        if (why) notRun.push(why[1]!);
        else failed.push(`${relative('.', file.name)} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
      }
    }
  }
  // Errors outside any test (an unhandled rejection, a crashed worker) show only in the exit status.
  if (status !== 0 && failed.length === 0 && notRun.length === 0) failed.push('an error outside any test, see above');
  const nothing = passed + failed.length + notRun.length === 0;
  const note = nothing ? `no tests${skipped > 0 ? ` (${skipped} skipped)` : ''}` : '';
  return { passed, failed, notRun, note };
}

function firstLine(message = ''): string {
  return message.trim().split('\n', 1)[0]!;
}
