// Runs one of our TypeScript programs on Node 20, which knows neither types nor `?raw`: node scripts/run.mjs <program.ts> [arguments].
// A program is done when its module has been evaluated (so it awaits its work at top level); process.exitCode is kept.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { runnerImport } from 'vite';

const [program, ...rest] = process.argv.slice(2);
if (!program) {
  console.error('usage: node scripts/run.mjs <program.ts> [arguments]');
  process.exit(2);
}

const root = resolve(import.meta.dirname, '..');
const options = { root, configFile: false, logLevel: 'error' };
// Errors point at our lines, not at the transformed ones.
process.setSourceMapsEnabled(true);

// Dawn's Vulkan loader reads the environment once, in the main thread, so the driver is chosen before anything else is loaded.
const libraries = process.env.LD_LIBRARY_PATH;
const { module: driver } = await runnerImport(resolve(root, 'scripts/driver.ts'), options);
driver.useDriver();
if (process.env.LD_LIBRARY_PATH !== libraries) {
  // The search path for libraries is read when a process starts; needed only where the sole Vulkan loader is a browser's.
  process.exit(spawnSync(process.execPath, process.argv.slice(1), { stdio: 'inherit' }).status ?? 1);
}

process.argv = [process.argv[0], resolve(program), ...rest];
await runnerImport(resolve(program), options);
// Dawn keeps the process alive while a device exists.
process.exit();
