// npm start: fetches the corpora once, serves the playground on localhost, and opens a browser where there is a desktop.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'vite';

if (existsSync('scripts/corpora.ts')) {
  const corpora = spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/corpora.ts'], { stdio: 'inherit' });
  if (corpora.status !== 0)
    console.log('The corpora could not be fetched; the playground starts all the same, with its synthetic sources.');
}

// vite takes the next free port by itself.
const server = await createServer({ server: { host: 'localhost', port: 5173, strictPort: false }, clearScreen: false });
await server.listen();
const url = server.resolvedUrls?.local[0] ?? 'http://localhost:5173/';
console.log(`\n  Plateau is at ${url}   (Ctrl+C ends it)\n`);
if (hasDesktop()) server.openBrowser();

await new Promise<void>((ended) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended());
});
await server.close();

/** Nothing is opened on build machines, over SSH, or on a Linux without a screen: the printed address is enough. */
function hasDesktop(): boolean {
  const { CI, SSH_CONNECTION, SSH_TTY, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (CI || SSH_CONNECTION || SSH_TTY) return false;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}
