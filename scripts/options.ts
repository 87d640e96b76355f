// Writes what pytorch/ shares with the page into one file of its package: node scripts/run.mjs scripts/options.ts
// A test holds the file against the tables, so that neither side has settings or texts that the other does not know.

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { corpora } from '#src/data/corpora.ts';
import { options } from '#src/experiment/options.ts';
import { baseArm } from '#src/experiment/settings.ts';

export const optionsFile = 'pytorch/plateau_torch/options.json';

export function sharedOptions(): string {
  const shared = {
    base: baseArm,
    options: options.map((option) => ({
      key: option.key,
      kind: option.kind,
      ...('min' in option && { min: option.min, max: option.max }),
      ...('choices' in option && { choices: option.choices }),
    })),
    corpora: corpora.map(({ id, title, licence, file, sha256 }) => ({ id, title, licence, file, sha256 })),
  };
  // Lists of choices on one line, as the formatter has them.
  const text = JSON.stringify(shared, null, 2).replace(
    /\[\s+([^[\]{}]*?)\s+\]/g,
    (_, items: string) => `[${items.replace(/\s*\n\s*/g, ' ')}]`,
  );
  return `${text}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(optionsFile, sharedOptions());
