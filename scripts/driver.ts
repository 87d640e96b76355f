// Chooses the Vulkan driver Dawn will find. Must run in the main thread before Dawn is loaded: the loader reads the environment once.
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findBrowser } from './browser.ts';

export interface Driver {
  /** system: the machine's own GPU, no choice made; software: SwiftShader beside a browser; none: nothing found. */
  readonly kind: 'given' | 'system' | 'software' | 'none';
  readonly files: readonly string[];
}

/** Which driver to use: the one named in the environment, a real GPU where there is one, else the CPU one of a browser. */
export function findIcd(): Driver {
  const given = process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES;
  if (given) return { kind: 'given', files: [given] };
  // Dawn uses Metal on macOS and Direct3D on Windows.
  if (process.platform !== 'linux') return { kind: 'system', files: [] };
  // PLATEAU_GPU=1 insists on a real GPU, PLATEAU_GPU=0 on the software one; results of CI must not depend on the machine.
  const hardware = process.env.PLATEAU_GPU !== '0' ? hardwareIcds() : [];
  if (process.env.PLATEAU_GPU === '1' || (hardware.length > 0 && hasRenderNode() && !process.env.CI))
    return { kind: 'system', files: hardware };
  const software = softwareIcd();
  return software ? { kind: 'software', files: [software] } : { kind: 'none', files: [] };
}

/** Points the Vulkan loader of this process and its children at the driver found. */
export function useDriver(): Driver {
  const driver = findIcd();
  if (driver.files.length > 0) {
    // The first name is for loaders before 1.3.207, the second for newer ones.
    process.env.VK_ICD_FILENAMES = driver.files.join(':');
    process.env.VK_DRIVER_FILES = driver.files.join(':');
  }
  // Only silences the loader's complaint about a missing runtime folder.
  process.env.XDG_RUNTIME_DIR ??= '/tmp';
  // A machine without a Vulkan loader of its own can use the one browsers carry. Reaches child processes only.
  const loader = bundledLoader(driver);
  if (loader && !(process.env.LD_LIBRARY_PATH ?? '').split(':').includes(loader))
    process.env.LD_LIBRARY_PATH = [loader, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return driver;
}

/** Whether the driver that this process was pointed at is a CPU in disguise. */
export const isSoftware = (): boolean => CPU_DRIVERS.test(process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES ?? '');

/** Mesa's software GPU, which has features that SwiftShader lacks. No test runs on it unless it asks for them. */
export function findLavapipe(): string | undefined {
  return icdFiles().find((file) => /\/lvp_icd\.(x86_64|aarch64|json)/.test(file));
}

const ICD_FOLDERS = [
  '/usr/share/vulkan/icd.d',
  '/etc/vulkan/icd.d',
  '/usr/local/share/vulkan/icd.d',
  '/usr/local/nvidia/share/vulkan/icd.d',
];
const CPU_DRIVERS = /lvp|lavapipe|swiftshader|llvmpipe/i;

function icdFiles(): string[] {
  return ICD_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name)),
  );
}

const hardwareIcds = (): string[] => icdFiles().filter((file) => !CPU_DRIVERS.test(basename(file)));

/** Mesa installs every driver's description on every machine; only a device file says that a GPU is there. */
function hasRenderNode(): boolean {
  if (existsSync('/dev/nvidia0') || existsSync('/dev/dxg')) return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
}

function softwareIcd(): string | undefined {
  const browser = findBrowser();
  const folders = [...(browser ? [dirname(browser)] : []), '/usr/lib/chromium', '/opt/google/chrome'];
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find((file) => existsSync(file));
}

function bundledLoader(driver: Driver): string | undefined {
  if (driver.kind !== 'software') return undefined;
  const system = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/local/lib'];
  if (system.some((folder) => existsSync(join(folder, 'libvulkan.so.1')))) return undefined;
  return driver.files.map((file) => dirname(file)).find((folder) => existsSync(join(folder, 'libvulkan.so.1')));
}
