// Finds the Chromium that component and end-to-end tests drive (scripts/install.ts gets one where there is none).
import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/**
 * What a headless Chromium needs to offer WebGPU on a machine without a GPU, and to leave the network alone.
 * Without --enable-unsafe-webgpu it has no adapter there, whatever else is passed.
 */
export const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const WEBGPU_FLAGS = ['--enable-unsafe-webgpu'];

const NAMES = ['chromium-headless-shell', 'chromium', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const PLACES: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ['/usr/lib/chromium/chromium-headless-shell', '/opt/google/chrome/chrome', '/snap/bin/chromium'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const root = process.env[name];
    if (!root) return [];
    return [
      join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  }),
};

/** The executable of a Chromium: $CHROME_PATH, then one on the path, then the usual places, then Playwright's own. */
export function findBrowser(): string | undefined {
  const onPath = NAMES.flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)));
  const candidates = [process.env.CHROME_PATH ?? '', ...onPath, ...(PLACES[process.platform] ?? []), ...playwrightCache()];
  const found = candidates.find((file) => file !== '' && isExecutable(file));
  return found && resolveWrapper(found);
}

/** Whether Dawn in Node will find a Vulkan loader of the system. */
export function hasVulkanLoader(): boolean {
  if (process.platform !== 'linux') return true;
  const multiarch = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  return [`/usr/lib/${multiarch}`, '/usr/lib64', '/usr/lib'].some((folder) => existsSync(join(folder, 'libvulkan.so.1')));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Debian's /usr/bin names are shell wrappers of, or links to, a program in a folder that also holds its Vulkan driver. */
function resolveWrapper(file: string): string {
  const real = realpathSync(file);
  const beside = join('/usr/lib/chromium', real.split('/').at(-1) ?? '');
  return dirname(real) === '/usr/bin' && isExecutable(beside) ? beside : real;
}

/** Browsers that `npx playwright install` fetched, newest first. */
function playwrightCache(): string[] {
  const root =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    { darwin: join(homedir(), 'Library/Caches/ms-playwright'), win32: join(homedir(), 'AppData/Local/ms-playwright') }[
      process.platform as string
    ] ??
    join(homedir(), '.cache/ms-playwright');
  if (!existsSync(root)) return [];
  const folders = readdirSync(root).filter((name) => name.startsWith('chromium'));
  return folders
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .flatMap((folder) => readdirSync(join(root, folder)).map((inner) => join(root, folder, inner)))
    .flatMap((inner) => ['headless_shell', 'chrome-headless-shell', 'chrome', 'chrome.exe'].map((name) => join(inner, name)));
}
