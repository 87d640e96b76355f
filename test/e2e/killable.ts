// A browser with a profile on the disk, which can be killed as the system does it: at once, with all its processes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright';
import { findBrowser, QUIET_FLAGS, WEBGPU_FLAGS } from '../../scripts/browser.ts';
import { eventually } from './plateau.ts';

export interface KillableBrowser {
  readonly context: BrowserContext;
  /** SIGKILL to the browser and to all that it has started. */
  kill(): Promise<void>;
}

/** Playwright's own launcher does not tell which process it has started. */
export async function openProfile(profile: string): Promise<KillableBrowser> {
  const told = join(profile, 'DevToolsActivePort');
  const before = portIn(told);
  const flags = [...QUIET_FLAGS, ...WEBGPU_FLAGS, '--use-webgpu-adapter=swiftshader', '--headless', '--hide-scrollbars'];
  // Detached: it leads a group of processes, which is killed as one.
  const browser = spawn(
    findBrowser() ?? chromium.executablePath(),
    [...flags, `--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank'],
    { detached: true, stdio: 'ignore' },
  );
  await eventually(() => portIn(told) !== '' && portIn(told) !== before).toBe(true);
  const connection = await chromium.connectOverCDP(`http://127.0.0.1:${portIn(told)}`);
  return {
    context: connection.contexts()[0]!,
    async kill() {
      const ended = once(browser, 'exit');
      process.kill(-browser.pid!, 'SIGKILL');
      await ended;
      await connection.close();
    },
  };
}

const portIn = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').split('\n')[0]! : '');
