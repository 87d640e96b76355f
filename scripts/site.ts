// The page as it is published, for programs that look at it: built into a folder, and served as any static host would.
import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

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

/** In a process of its own, without vitest's variables: they would turn the build into one for tests. */
export function buildSite(dist: string): void {
  const { VITEST: _, NODE_ENV: __, MODE: ___, ...env } = process.env;
  const args = ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn', '--outDir', dist, '--emptyOutDir'];
  const done = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`The page could not be built:\n${done.stdout}${done.stderr}`);
}

/**
 * Nothing is served above `path`. Hosts that read `_headers` send what it says; plain ones do not. Resolves with the address of the page,
 * with a final slash, and how to end it.
 */
export async function serveSite(
  dist: string,
  path = '/',
  host: 'plain' | 'reads headers' = 'plain',
): Promise<{ url: string; close: () => Promise<void> }> {
  const rules = host === 'plain' ? [] : headerRules(readFileSync(join(dist, '_headers'), 'utf8'));
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const inside = pathname.startsWith(path) ? normalize(decodeURIComponent(pathname.slice(path.length))) : '..';
    const file = join(dist, inside === '.' ? 'index.html' : inside);
    if (inside.startsWith('..') || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
      return;
    }
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      ...headersFor(`/${inside}`, rules),
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${path}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Lines of a `_headers` file: a path, which may end in *, and below it, set off, the headers of what lies there. */
interface HeaderRule {
  readonly path: string;
  readonly headers: Record<string, string>;
}

function headerRules(text: string): HeaderRule[] {
  const rules: HeaderRule[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '' && !each.startsWith('#'))) {
    const colon = line.indexOf(':');
    if (line.startsWith('/')) rules.push({ path: line.trim(), headers: {} });
    else rules.at(-1)!.headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return rules;
}

function headersFor(file: string, rules: readonly HeaderRule[]): Record<string, string> {
  const fits = ({ path }: HeaderRule): boolean => (path.endsWith('*') ? file.startsWith(path.slice(0, -1)) : file === path);
  return Object.assign({}, ...rules.filter(fits).map(({ headers }) => headers)) as Record<string, string>;
}
