// What gets installed on machines of every kind, by a fake apt-get; and where a release's backports come from, whatever notation
// apt's sources are written in.

import { describe, expect, it } from 'vitest';
import { backportsOf, install, type Machine } from '../../scripts/install.ts';

const deb822 = `# what the image came with
Types: deb
# http://snapshot.debian.org/archive/debian/20250520T000000Z
URIs: http://deb.debian.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://deb.debian.org/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;
const oneLine = `# deb cdrom:[Debian GNU/Linux 12 _Bookworm_]/ bookworm main
deb http://security.debian.org/debian-security bookworm-security main
deb-src http://mirror.example/debian bookworm main
deb http://mirror.example/debian/ bookworm main contrib
deb http://mirror.example/debian/ bookworm-updates main
`;
const sources = '/etc/apt/sources.list.d/debian.sources';
const list = '/etc/apt/sources.list';

describe('the source of backports', () => {
  it('is written as deb822 where the archive is, with its key', () => {
    expect(backportsOf({ [list]: '', [sources]: deb822 }, 'bookworm')).toEqual({
      path: '/etc/apt/sources.list.d/bookworm-backports.sources',
      text: `Types: deb
URIs: http://deb.debian.org/debian
Suites: bookworm-backports
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`,
    });
  });

  it('keeps a key that is written into the stanza, and a mirror that is a file', () => {
    const inline = `Types: deb deb-src
URIs: mirror+file:/etc/apt/mirrors/debian.list
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw/NZJPR8lsD3K87ZM18gzyQZJD+w
 -----END PGP PUBLIC KEY BLOCK-----
`;
    const { text } = backportsOf({ [sources]: inline }, 'bookworm')!;
    expect(text).toContain('URIs: mirror+file:/etc/apt/mirrors/debian.list\nSuites: bookworm-backports\n');
    expect(text).toMatch(/Signed-By: -----BEGIN[^\n]*\n \.\n mQINBG[^\n]*\n -----END PGP PUBLIC KEY BLOCK-----\n$/);
  });

  it('is one line where the archive is, with its options, and never that of the security updates', () => {
    const path = '/etc/apt/sources.list.d/bookworm-backports.list';
    const of = (text: string): unknown => backportsOf({ [list]: text }, 'bookworm');
    expect(of(oneLine)).toEqual({ path, text: 'deb http://mirror.example/debian/ bookworm-backports main\n' });
    expect(of('deb [arch=amd64 signed-by=/k.gpg] mirror+file:/etc/apt/m bookworm main')).toEqual({
      path,
      text: 'deb [arch=amd64 signed-by=/k.gpg] mirror+file:/etc/apt/m bookworm-backports main\n',
    });
  });

  it('is nothing where no archive of the release is named, or its backports are already', () => {
    expect(backportsOf({}, 'bookworm')).toBeUndefined();
    expect(backportsOf({ [list]: '', [sources]: '' }, 'bookworm')).toBeUndefined();
    expect(backportsOf({ [list]: '# deb http://mirror.example/debian bookworm main' }, 'bookworm')).toBeUndefined();
    expect(backportsOf({ [sources]: `Enabled: no\n${deb822.slice(deb822.indexOf('Types'))}` }, 'bookworm')).toBeUndefined();
    expect(backportsOf({ [list]: oneLine }, 'trixie')).toBeUndefined();
    const named = 'deb http://mirror.example/debian bookworm-backports main\n';
    expect(backportsOf({ [list]: oneLine + named }, 'bookworm')).toBeUndefined();
  });
});

/** What apt-get can install, and what each package brings. */
const BRINGS: Record<string, readonly ('browser' | 'loader' | 'lavapipe' | 'torch')[]> = {
  'chromium-headless-shell': ['browser'],
  chromium: ['browser'],
  libvulkan1: ['loader'],
  'mesa-vulkan-drivers': ['lavapipe'],
  'python3-torch': ['torch'],
};

interface Asked {
  readonly has?: readonly string[];
  readonly packages?: readonly string[]; // of apt's; all by default
  readonly unknown?: string; // a package in a release that apt does not have
  readonly broken?: string; // update fails while this file exists
  readonly machine?: Partial<Machine>;
}

function fake({ has = [], packages = Object.keys(BRINGS), unknown, broken, machine }: Asked) {
  const there = new Set(has);
  const files = new Map<string, string>();
  const calls: string[] = [];
  const said: string[] = [];
  const made: Machine = {
    debian: true,
    root: true,
    release: 'bookworm',
    sources: { [sources]: deb822 },
    has: (what) => there.has(what),
    apt(...args) {
      calls.push(args.filter((arg) => !arg.startsWith('-') || arg === '-t').join(' '));
      if (args[0] === 'update') return broken !== undefined && files.has(broken) ? 'apt-get update failed' : undefined;
      if (unknown && args.includes(unknown)) return 'no such release';
      const wanted = args.filter((arg) => arg in BRINGS);
      if (args.includes('-t') && files.size === 0) return 'no such release';
      if (wanted.some((name) => !packages.includes(name))) return `apt-get install ${wanted.join(' ')} failed`;
      for (const name of wanted) for (const what of BRINGS[name]!) there.add(what);
      return undefined;
    },
    write: (path, text) => void files.set(path, text),
    remove: (path) => void files.delete(path),
    say: (line) => void said.push(line),
    ...machine,
  };
  return { machine: made, calls, files, said, there };
}

const backports = '/etc/apt/sources.list.d/bookworm-backports.sources';

describe('installing', () => {
  it('brings everything to a new machine, Mesa from the backports', () => {
    const { machine, calls, files } = fake({});
    expect(install(machine)).toBeUndefined();
    expect(calls).toEqual([
      'update',
      'install chromium-headless-shell libvulkan1',
      'update',
      'install -t bookworm-backports mesa-vulkan-drivers',
      'update',
      'install python3-torch libopenblas0-serial libegl-mesa0/bookworm-backports',
    ]);
    expect([...files.keys()]).toEqual([backports]);
  });

  it('asks for nothing where everything is', () => {
    const { machine, calls, said } = fake({ has: ['browser', 'loader', 'lavapipe', 'torch'] });
    expect(install(machine)).toBeUndefined();
    expect([...calls, ...said]).toEqual([]);
  });

  it('brings what is missing beside a browser', () => {
    const loader = fake({ has: ['browser', 'lavapipe'] });
    expect(install(loader.machine)).toBeUndefined();
    expect(loader.there).toContain('loader');
    const mesa = fake({ has: ['browser', 'loader'] });
    expect(install(mesa.machine)).toBeUndefined();
    expect(mesa.there).toContain('lavapipe');
    expect(mesa.calls.filter((call) => call.includes('chromium'))).toEqual([]);
  });

  it('takes another package of a browser where the first is unknown', () => {
    const { machine, calls } = fake({ packages: ['chromium', 'libvulkan1', 'mesa-vulkan-drivers'] });
    expect(install(machine)).toBeUndefined();
    expect(calls).toContain('install chromium libvulkan1');
  });

  it('takes the stock Mesa where the backports cannot be had, and leaves apt as it was', () => {
    const broken = fake({ broken: backports });
    expect(install(broken.machine)).toBeUndefined();
    expect(broken.there).toContain('lavapipe');
    expect(broken.files.size).toBe(0);
    const none = fake({ machine: { sources: {} } });
    expect(install(none.machine)).toBeUndefined();
    expect(none.there).toContain('lavapipe');
  });

  it('takes the stock Mesa of later releases', () => {
    const { machine, calls, files } = fake({ machine: { release: 'trixie' } });
    expect(install(machine)).toBeUndefined();
    expect(calls).toContain('install mesa-vulkan-drivers');
    expect(files.size).toBe(0);
  });

  it('says what apt could not do, and goes on', () => {
    const { machine, said } = fake({ has: ['browser'], packages: [] });
    expect(install(machine)).toBeUndefined();
    expect(said).toEqual([
      'Installing chromium-headless-shell and libvulkan1 …',
      'apt-get install libvulkan1 failed',
      'Installing mesa-vulkan-drivers …',
      'apt-get install mesa-vulkan-drivers failed',
      'Installing python3-torch …',
      'apt-get install python3-torch failed',
    ]);
  });

  it('brings PyTorch without the Mesa of the backports where there is none', () => {
    const plain = fake({ unknown: 'libegl-mesa0/bookworm-backports' });
    expect(install(plain.machine)).toBeUndefined();
    expect(plain.calls.at(-1)).toBe('install python3-torch libopenblas0-serial');
    expect(plain.there).toContain('torch');
    const later = fake({ has: ['browser', 'loader', 'lavapipe'], machine: { release: '' } });
    expect(install(later.machine)).toBeUndefined();
    expect(later.calls).toEqual(['update', 'install python3-torch libopenblas0-serial']);
  });

  it.each([
    ['without root', { root: false }, /as root, apt-get install chromium-headless-shell libvulkan1/],
    ['on other systems', { debian: false, root: true, release: '', sources: {} }, /npx playwright install/],
  ])('touches nothing %s, and says what to do', (_, machine, words) => {
    const { machine: other, calls } = fake({ machine });
    expect(install(other)).toMatch(words);
    expect(calls).toEqual([]);
    expect(install(fake({ has: ['browser'], machine }).machine)).toBeUndefined();
  });
});
