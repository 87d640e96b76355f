// Prints what an exported run has shown: npm run --silent verdict -- FILE.json [--json]

import { parseArgs } from 'node:util';
import { decode } from '#src/experiment/files/encoding.ts';
import { parseRecord } from '#src/experiment/files/schema.ts';
import { largestRecord } from '#src/experiment/limits.ts';
import { verdictMarkdown } from '#src/science/verdict/markdown.ts';
import { verdictOf } from '#src/science/verdict/verdict.ts';
import { readBytes } from './files.ts';
import { tell } from './tell.ts';

const usage = 'Which run? npm run --silent verdict -- FILE.json prints Markdown, with --json the numbers.';

function main(argv: readonly string[]): string {
  const { values, positionals } = options(argv);
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Error(usage);
  const record = parseRecord(decode(readBytes(path, largestRecord)));
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

await tell(() => void process.stdout.write(main(process.argv.slice(2))));
