// npm run size: lines of our code per folder and gzip size of what a visitor loads, with a budget for the second.
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Kilobytes (1000 bytes) after gzip. A decision record may raise them; an accident may not. */
const BUDGET = {
  // lit 8, signals 2, valibot 2, comlink 2 leave over 100 for our own elements, lessons and styles; loads in under a second on 3G.
  // Four more than before studies (decision 29).
  page: 119,
  // The engine with all its shaders, and 2 of what webgpu-utils has read off them (decision 25). What few visitors ask for (tuning, a
  // profile, weights as files) is loaded when they do.
  worker: 85,
  // The schema of records, storage, and the verdict, which is found in whole records; it waits beside the page until a file is read.
  // Two more than before, for the sentences of sweeps that are merged (decision 26).
  reader: 42,
};

const FOLDERS = ['shaders', 'src', 'workers', 'test', 'scripts', 'bench'];
const CODE = /\.(ts|mjs|wgsl)$/;

console.log('lines');
for (const folder of FOLDERS) {
  const files = existsSync(folder) ? filesUnder(folder).filter((file) => CODE.test(file)) : [];
  const lines = files.map((file) => readFileSync(file, 'utf8').split('\n').length - 1);
  const sum = lines.reduce((total, count) => total + count, 0);
  console.log(`  ${folder.padEnd(10)}${String(sum).padStart(7)}  in ${files.length} files`);
}

if (!existsSync('dist/index.html')) {
  console.error('There is no dist/index.html to weigh; run `npm run build` first.');
  process.exit(1);
}

const page = readFileSync('dist/index.html', 'utf8');
const chunks = readdirSync('dist/assets', { withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(js|css)$/.test(entry.name))
  .map(({ name }) => ({
    name,
    part: partOf(name),
    size: gzipSync(readFileSync(join('dist/assets', name))).length / 1000,
  }))
  .sort((a, b) => b.size - a.size);

console.log('gzip kB');
for (const { name, part, size } of chunks) console.log(`  ${part.padEnd(10)}${size.toFixed(1).padStart(7)}  ${name}`);

for (const part of ['page', 'worker', 'reader'] as const) {
  const sum = chunks.filter((chunk) => chunk.part === part).reduce((total, chunk) => total + chunk.size, 0);
  const over = sum > BUDGET[part];
  console.log(`${part}: ${sum.toFixed(1)} of ${BUDGET[part]} kB${over ? ' — OVER BUDGET' : ''}`);
  if (over) process.exitCode = 1;
}

/** page: what index.html loads at once; worker: the training worker; reader: the one that reads files; later: chunks fetched only when they are wanted. */
function partOf(name: string): 'page' | 'worker' | 'reader' | 'later' {
  if (name.startsWith('reader.worker') || isAtOnce('reader.worker', name)) return 'reader';
  if (name.includes('worker') || isAtOnce('trainer.worker', name)) return 'worker';
  return page.includes(name) ? 'page' : 'later';
}

/** Imported by the worker's own chunk, not when something is asked of it. */
function isAtOnce(worker: string, name: string): boolean {
  const own = readdirSync('dist/assets').find((file) => file.startsWith(worker) && file.endsWith('.js'));
  return own !== undefined && readFileSync(join('dist/assets', own), 'utf8').includes(`from"./${name}"`);
}

function filesUnder(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => name !== 'node_modules');
  return entries.flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]));
}
