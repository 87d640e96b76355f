// What the tests need from the system, installed where it may be: a browser, a Vulkan loader, Mesa's software GPU, and PyTorch. Only Debian's
// apt-get run by root installs anything; on other machines a sentence says what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser, hasVulkanLoader } from './browser.ts';
import { findLavapipe } from './driver.ts';
import { findTorch } from './python.ts';

/** The machine as far as installing needs it; tests bring machines of other kinds. */
export interface Machine {
  /** /etc/debian_version and apt-get are there, and this process may use them. */
  readonly debian: boolean;
  readonly root: boolean;
  /** Debian's name for its release, such as bookworm; empty elsewhere. */
  readonly release: string;
  /** apt's lists of sources by path; there may be none. */
  readonly sources: Readonly<Record<string, string>>;
  has(what: 'browser' | 'loader' | 'lavapipe' | 'torch'): boolean;
  /** Runs apt-get; what went wrong, in a line, or nothing. */
  apt(...args: string[]): string | undefined;
  write(path: string, text: string): void;
  remove(path: string): void;
  say(line: string): void;
}

/** A file that apt reads beside its others. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Installs what is missing and may be installed. Returns a sentence where there is still no browser. */
export function install(machine: Machine = thisMachine()): string | undefined {
  if (machine.debian && machine.root) {
    installBrowser(machine);
    if (!machine.has('lavapipe')) installLavapipe(machine);
    if (!machine.has('torch')) installTorch(machine);
  }
  if (machine.has('browser')) return undefined;
  return machine.debian
    ? 'no Chromium or Chrome was found; as root, apt-get install chromium-headless-shell libvulkan1 brings one, or set CHROME_PATH'
    : 'no Chromium or Chrome was found; install one, set CHROME_PATH, or run `npx playwright install --only-shell chromium`';
}

/** The browser's package also brings SwiftShader, the software GPU of the node tests. */
function installBrowser(machine: Machine): void {
  if (machine.has('browser') && machine.has('loader')) return;
  machine.say('Installing chromium-headless-shell and libvulkan1 …');
  let failed = machine.apt('update');
  for (const packages of [['chromium-headless-shell', 'libvulkan1'], ['chromium', 'libvulkan1'], ['libvulkan1']]) {
    failed = add(machine, packages);
    if (!failed) return;
  }
  if (failed) machine.say(failed);
}

/**
 * Tests of f16 need a driver that SwiftShader is not. Dawn wants a later Mesa than Debian 12 brings, so it comes from the backports;
 * if they cannot be had, the stock one still serves the second compiler.
 */
function installLavapipe(machine: Machine): void {
  machine.say('Installing mesa-vulkan-drivers …');
  const backports = machine.release === 'bookworm' ? backportsOf(machine.sources, machine.release) : undefined;
  if (backports) machine.write(backports.path, backports.text);
  // A mirror without backports must not keep apt from what it has.
  if (machine.apt('update') && backports) {
    machine.remove(backports.path);
    machine.apt('update');
  }
  const failed =
    machine.release === 'bookworm' && !add(machine, ['-t', 'bookworm-backports', 'mesa-vulkan-drivers'])
      ? undefined
      : add(machine, ['mesa-vulkan-drivers']);
  if (failed) machine.say(failed);
}

/**
 * For the tests of pytorch/. What it depends on wants a libegl-mesa0 that is as old or as new as the rest of Mesa, which apt does not find
 * out by itself where Mesa comes from the backports.
 */
function installTorch(machine: Machine): void {
  machine.say('Installing python3-torch …');
  let failed = machine.apt('update');
  for (const mesa of machine.release ? [[`libegl-mesa0/${machine.release}-backports`], []] : [[]]) {
    failed = add(machine, ['python3-torch', 'libopenblas0-serial', ...mesa]);
    if (!failed) return;
  }
  if (failed) machine.say(failed);
}

const add = (machine: Machine, packages: string[]): string | undefined =>
  machine.apt('install', '-y', '--no-install-recommends', ...packages);

/**
 * A source for a release's backports: the archive that the release itself comes from (not that of its security updates), under
 * the same mirror and key, in the same notation. Nothing where no archive is named, or where the backports are named already.
 */
export function backportsOf(sources: Readonly<Record<string, string>>, release: string): Source | undefined {
  const suite = `${release}-backports`;
  const entries = Object.entries(sources).flatMap(([path, text]) => (path.endsWith('.sources') ? stanzas(text) : lines(text)));
  if (entries.some((entry) => entry.suites.includes(suite))) return undefined;
  const archive = entries.find((entry) => entry.suites.includes(release));
  return archive && { path: `/etc/apt/sources.list.d/${suite}.${archive.ending}`, text: archive.under(suite) };
}

/** One archive that apt knows, and how to name another of its suites. */
interface Entry {
  readonly ending: 'list' | 'sources';
  readonly suites: readonly string[];
  under(suite: string): string;
}

/** One-line notation: deb [options] mirror suite components. See sources.list(5). */
function lines(text: string): Entry[] {
  return text.split('\n').flatMap((line) => {
    const [, start, suite] = /^\s*(deb\s+(?:\[[^\]]*\]\s+)?(?!cdrom:)\S+)\s+(\S+)/.exec(line) ?? [];
    if (!start || !suite) return [];
    return [{ ending: 'list', suites: [suite], under: (other) => `${start.trim()} ${other} main\n` }];
  });
}

/** deb822 notation: stanzas of "Field: value", a value going on in lines that begin with a space. See sources.list(5). */
function stanzas(text: string): Entry[] {
  const blocks = text.replaceAll(/^#.*\n?/gm, '').split(/\n\s*\n/);
  return blocks.flatMap((block) => {
    const field = (name: string): string => new RegExp(`^${name}:((?:.*)(?:\n[ \t].*)*)`, 'im').exec(block)?.[1]?.trim() ?? '';
    if (!field('Types').split(/\s+/).includes('deb') || /^(no|false|0|off)$/i.test(field('Enabled'))) return [];
    const key = field('Signed-By');
    return [
      {
        ending: 'sources',
        suites: field('Suites').split(/\s+/),
        under: (other) =>
          `Types: deb\nURIs: ${field('URIs')}\nSuites: ${other}\nComponents: main\n${key && `Signed-By: ${key}\n`}`,
      },
    ];
  });
}

function thisMachine(): Machine {
  return {
    debian: process.platform === 'linux' && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get'),
    root: process.getuid?.() === 0,
    release: /^VERSION_CODENAME=(.*)$/m.exec(textOf('/etc/os-release'))?.[1] ?? '',
    sources: sourcesUnder('/etc/apt'),
    has: (what) =>
      ({
        browser: () => findBrowser() !== undefined,
        loader: hasVulkanLoader,
        lavapipe: () => findLavapipe() !== undefined,
        torch: () => findTorch() !== undefined,
      })[what](),
    apt(...args) {
      const patience = ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120'];
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      const done = spawnSync('apt-get', ['-qq', ...patience, ...args], { encoding: 'utf8', env });
      if (done.status === 0) return undefined;
      return `apt-get ${args.join(' ')} failed: ${done.stderr.trim().split('\n').at(-1)}`;
    },
    write: (path, text) => writeFileSync(path, text),
    remove: (path) => rmSync(path, { force: true }),
    say: (line) => console.log(line),
  };
}

function sourcesUnder(folder: string): Record<string, string> {
  const parts = join(folder, 'sources.list.d');
  const names = existsSync(parts) ? readdirSync(parts).filter((name) => /\.(list|sources)$/.test(name)) : [];
  const paths = [join(folder, 'sources.list'), ...names.map((name) => join(parts, name))];
  return Object.fromEntries(paths.map((path) => [path, textOf(path)]));
}

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
