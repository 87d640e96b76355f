// Before the journeys: builds the page as it is published and serves it from a nested folder, as any static host might.
import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the built page, with a final slash. */
    site: string;
  }
}

/** Nothing is served above it: a build that only works at the root of a host fails here. */
const FOLDER = '/people/someone/plateau/';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
};

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dist = mkdtempSync(join(tmpdir(), 'plateau-site-'));
  build(dist);
  const server = await serve(dist);
  const { port } = server.address() as AddressInfo;
  project.provide('site', `http://localhost:${port}${FOLDER}`);
  return async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    rmSync(dist, { recursive: true, force: true });
  };
}

/** In a process of its own, without vitest's variables: they would turn the build into one for tests. */
function build(dist: string): void {
  const { VITEST: _, NODE_ENV: __, MODE: ___, ...env } = process.env;
  const args = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn', '--outDir', dist, '--emptyOutDir'];
  const done = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`The page could not be built:\n${done.stdout}${done.stderr}`);
}

function serve(dist: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const inside = pathname.startsWith(FOLDER) ? normalize(decodeURIComponent(pathname.slice(FOLDER.length))) : '..';
    const file = join(dist, inside === '.' ? 'index.html' : inside);
    if (inside.startsWith('..') || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
      return;
    }
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    });
    createReadStream(file).pipe(response);
  });
  return new Promise((listening) => server.listen(0, 'localhost', () => listening(server)));
}
