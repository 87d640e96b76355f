// Prints what an exported run has shown: npm run --silent verdict -- FILE.json [--json]

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { verdictMarkdown } from '#src/science/verdict/markdown.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { english } from '#src/words/english/english.ts';
import { speak } from '#src/words/language.ts';

const usage = 'Which run? npm run --silent verdict -- FILE.json prints Markdown, with --json the numbers.';

function main(argv: readonly string[]): string {
  const { values, positionals } = options(argv);
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Error(usage);
  const record = parseRecord(read(path));
  return values.json ? `${JSON.stringify(verdictOf(record), null, 2)}\n` : verdictMarkdown(record);
}

function options(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Error(usage, { cause: error });
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

speak(english);
try {
  process.stdout.write(main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
