// Build, development server and the test projects (engine, node, browser, e2e, torch); each project also runs alone.
import { existsSync, readdirSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { bareShaders } from './scripts/bare-shader.ts';
import { findBrowser, QUIET_FLAGS, WEBGPU_FLAGS } from './scripts/browser.ts';
import { useDriver } from './scripts/driver.ts';
import { readShaders } from './scripts/read-shaders.ts';

// First, in the main process: Dawn's Vulkan loader reads these variables once, and workers inherit them.
if (process.env.VITEST) useDriver();

/** Vite's own client needs inline scripts and a socket, so the page's content security policy holds for the build only. */
const relaxPolicyInDevelopment: Plugin = {
  name: 'relax-policy-in-development',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta\b[^>]*http-equiv="Content-Security-Policy"[^>]*>/i, ''),
};

const browser = findBrowser();

/** The worker offers only texts that are there: asking the server for the others would be an error in the console. */
const fetchedCorpora = existsSync('public/corpora')
  ? readdirSync('public/corpora')
      .filter((file) => file.endsWith('.txt'))
      .map((file) => file.slice(0, -'.txt'.length))
  : [];

/** Kernels, models, training, sessions, the worker that holds them, and what is computed beside them. */
const engine = 'test/{data,experiment,gpu,graph,lab,model,ops,reference,science,session,train,tuning,workers}/**/*.test.ts';

const inNode = {
  setupFiles: ['src/gpu/float16.ts', 'test/gpu/uncaptured.ts', 'test/english.ts'],
  environment: 'node',
  pool: 'forks' as const,
  // Slow machines are not failures: a session of four arms compiles some 40 pipelines on a software driver.
  testTimeout: 120_000,
};

/** What `npm run recordings` has left: the page asks for no other. */
const recorded = existsSync('public/recordings')
  ? readdirSync('public/recordings').map((file) => file.replace(/\.json$/, ''))
  : [];

export default defineConfig({
  base: './',
  define: { FETCHED_CORPORA: JSON.stringify(fetchedCorpora), RECORDED: JSON.stringify(recorded) },
  plugins: [relaxPolicyInDevelopment],
  // WebGPU came with these versions, so nothing older needs to be served.
  build: {
    target: ['chrome113', 'edge113', 'firefox141', 'safari26'],
    modulePreload: { polyfill: false },
  },
  // Annotations are for a bundler, and have told it what they know.
  worker: {
    format: 'es',
    plugins: () => [bareShaders, readShaders],
    rolldownOptions: { output: { comments: { annotation: false } } },
  },
  test: {
    // Two: SwiftShader itself takes every core it can get.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...inNode,
          name: 'engine',
          include: [engine],
          // What a test of these replaces it puts back, so the files share two processes, and Dawn compiles many a kernel only once.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          ...inNode,
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [engine, 'test/e2e/**', 'test/components/**', 'test/torch/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/components/**/*.test.ts'],
          setupFiles: ['src/gpu/float16.ts', 'test/english.ts'],
          testTimeout: 15_000,
          // The GPU process of a headless browser dies now and then on small machines (deck.gl-community issue 706).
          retry: { count: 1, condition: /valid external Instance reference/ },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(browser && { executablePath: browser }), args: [...QUIET_FLAGS, ...WEBGPU_FLAGS] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: { ...inNode, name: 'torch', include: ['test/torch/**/*.test.ts'], maxWorkers: 2 },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/site.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2, // much of a journey is waiting
        },
      },
    ],
  },
});
