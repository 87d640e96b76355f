// The libraries that Plateau is compared with: a package of their own, installed when the first comparison asks for them.

import { existsSync, readFileSync } from 'node:fs';
import { runNpm } from '../scripts/npm.ts';

/** Throws one sentence that says what to run, if they are not there and cannot be fetched. */
export function installPeers(progress: (line: string) => void): void {
  if (areInstalled()) return;
  progress('npm ci --prefix bench: the libraries to compare with');
  const { status } = runNpm(['ci', '--prefix', 'bench', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0 || !areInstalled())
    throw new Error(
      'The libraries to compare with are missing, and fetching them failed: run `npm ci --prefix bench` with a network.',
    );
}

/** In the versions that bench/package.json names. */
function areInstalled(): boolean {
  const { dependencies } = JSON.parse(readFileSync('bench/package.json', 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.entries(dependencies).every(([name, version]) => {
    const file = `bench/node_modules/${name}/package.json`;
    return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version === version;
  });
}
