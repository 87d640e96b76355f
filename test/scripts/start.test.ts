// npm start, where the registry takes the question and never answers: it says so, and the page is served all the same.

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

/** A checkout without texts. */
const folder = mkdtempSync(join(tmpdir(), 'plateau-start-'));
for (const part of ['src', 'workers', 'shaders', 'scripts', 'index.html', 'vite.config.ts', 'package.json', 'tsconfig.json'])
  cpSync(part, join(folder, part), { recursive: true });
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'dir');
let asked = 0;
const silent = createServer(() => void asked++);
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the page is served while the registry keeps silent', async () => {
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const registry = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const { VITEST: _, ...env } = process.env;
  const start = spawn(process.execPath, ['scripts/run.mjs', 'scripts/start.ts'], {
    cwd: folder,
    env: { ...env, CI: 'true', npm_config_registry: registry, npm_config_cache: join(folder, 'cache') },
  });
  const ended = new Promise((done) => start.once('exit', done));
  let said = '';
  const address = await new Promise<string>((served, failed) => {
    start.stdout.on('data', (text: Buffer) => {
      said += String(text);
      const [, url] = /Plateau is at (\S+)/.exec(said) ?? [];
      if (url !== undefined) served(url);
    });
    start.once('exit', () => failed(new Error(said)));
  });
  expect(await (await fetch(address)).text()).toContain('<plateau-app>');
  expect(said).toMatch(/The registry has not sent all texts yet; .*\n[^]*Plateau is at/);
  expect(asked).toBeGreaterThan(0);
  start.kill();
  await ended;
});
