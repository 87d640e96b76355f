// Bundles a program into one file that plain Node runs, shaders inside: npm run bundle -- bench/bench.ts out.mjs
// Only the `webgpu` package stays outside: it is native code, and must lie in a node_modules folder beside the file.
import { basename, dirname, resolve } from 'node:path';
import { build } from 'vite';

const [program, out] = process.argv.slice(2);
if (!program || !out) {
  console.error('usage: npm run bundle -- <program.ts> <out.mjs>');
  process.exit(2);
}

const ENTRY = 'virtual:entry';
const DRIVER = 'virtual:driver';
const sources: Record<string, string> = {
  // The driver is a module of its own so that it is chosen before the program's own first line.
  [ENTRY]: `import '${DRIVER}'; import ${JSON.stringify(resolve(program))}; process.exit();`,
  [DRIVER]: `import { useDriver } from ${JSON.stringify(resolve('scripts/driver.ts'))}; useDriver();`,
};

await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [
    {
      name: 'entry',
      enforce: 'pre',
      resolveId: (id) => (id in sources ? `\0${id}` : undefined),
      load: (id) => sources[id.slice(1)],
    },
  ],
  ssr: { target: 'node', noExternal: true, external: ['webgpu'] },
  build: {
    ssr: true,
    target: 'node20',
    minify: false,
    emptyOutDir: false,
    outDir: dirname(resolve(out)),
    rolldownOptions: { input: ENTRY, output: { entryFileNames: basename(out), codeSplitting: false } },
  },
});
console.log(`${out}: run it with \`node ${basename(out)}\` beside node_modules/webgpu`);
