// study screenshots: node scripts/run.mjs scripts/zz.ts URLHASH name [width] [dark] [waitms]
import { chromium } from 'playwright';
import { findBrowser, WEBGPU_FLAGS, QUIET_FLAGS } from './browser.ts';
import { createServer } from 'node:http';
import { readFileSync, existsSync } from 'node:fs';
import { extname, join } from 'node:path';
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.txt': 'text/plain', '.webmanifest': 'application/json' };
const server = createServer((req, res) => {
  const p = join('dist', decodeURIComponent(new URL(req.url!, 'http://x').pathname.replace(/\/$/, '/index.html')));
  if (!existsSync(p)) { res.writeHead(404); res.end(); return; }
  res.writeHead(200, { 'content-type': types[extname(p)] ?? 'application/octet-stream' }); res.end(readFileSync(p));
});
await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
const port = (server.address() as { port: number }).port;
const [hash, name, width = '1440', dark = '', wait = '9000', act = ''] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: findBrowser()!, args: [...QUIET_FLAGS, ...WEBGPU_FLAGS, '--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: Number(width), height: 900 }, colorScheme: dark === 'dark' ? 'dark' : 'light' });
page.on('console', (m) => console.log('console', m.type(), m.text().slice(0, 300)));
page.on('pageerror', (e) => console.log('error', e.message.slice(0, 500)));
await page.goto(`http://127.0.0.1:${port}/${process.env.Q ?? ''}${hash}`);
if (act === 'start') { await page.waitForSelector('#start:not([disabled])'); await page.click('study-view #start'); }
await page.waitForTimeout(Number(wait));
await page.screenshot({ path: `/tmp/shot-${name}.png`, fullPage: true });
await browser.close(); server.close();
