// npm start: fetches the corpora once, serves the playground on localhost, and opens a browser where there is a desktop.
import { spawn } from 'node:child_process';
import { createServer } from 'vite';

/** Milliseconds that the page waits for its texts. */
const patience = 5000;

const corpora = spawn(process.execPath, ['scripts/run.mjs', 'scripts/corpora.ts'], { stdio: 'inherit' });
const fetched = new Promise<boolean>((ended) => {
  corpora.once('error', () => ended(false));
  corpora.once('exit', (status) => ended(status === 0));
});
const inTime = await Promise.race([
  fetched.then((well) => (well ? 'fetched' : 'failed')),
  new Promise<'late'>((late) => void setTimeout(late, patience, 'late')),
]);
if (inTime === 'failed') console.log('The texts could not be fetched; the page starts all the same, with its made-up sources.');
if (inTime === 'late')
  console.log(
    'The registry has not sent all texts yet; the page starts meanwhile, and takes up those that arrive when it is reloaded.',
  );

// vite takes the next free port by itself.
const server = await createServer({ server: { host: 'localhost', port: 5173, strictPort: false }, clearScreen: false });
await server.listen();
const url = server.resolvedUrls?.local[0] ?? 'http://localhost:5173/';
console.log(`\n  Plateau is at ${url}   (Ctrl+C ends it)\n`);
if (hasDesktop()) server.openBrowser();

// Which texts there are is asked once, when the configuration is read.
if (inTime === 'late') void fetched.then(() => server.restart()).catch(() => undefined);

await new Promise<void>((ended) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended());
});
corpora.kill();
await server.close();

/** Nothing is opened on build machines, over SSH, or on a Linux without a screen: the printed address is enough. */
function hasDesktop(): boolean {
  const { CI, SSH_CONNECTION, SSH_TTY, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (CI || SSH_CONNECTION || SSH_TTY) return false;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}
