// Runs from a file of comma-separated values, RFC 4180 as spreadsheets write it: quoted or not, any line ends, with or without a byte order
// mark, separated by semicolons or tabs as well. Whatever is wrong is told with its line.

import { refuse } from '#src/words/message.ts';
import { mostPoints, type FitPoint } from './points.ts';

const needed = ['parameters', 'tokens', 'loss'] as const;
const numbers = [...needed, 'unique'] as const;

export interface PointsFile {
  readonly points: readonly FitPoint[];
  readonly lines: readonly number[]; // of each point
  readonly ignored: readonly string[]; // columns with other names
}

export function parsePoints(text: string): PointsFile {
  const rows = rowsOf(text.replace(/^\uFEFF/, ''));
  const header = rows.next().value as Row | undefined;
  if (!header || header.fields.every((field) => field.trim() === '')) throw refuse('fitFileEmpty');
  const names = header.fields.map((name) => name.trim().toLowerCase());
  const known: readonly string[] = [...numbers, 'seed'];
  for (const column of known) {
    if (names.filter((name) => name === column).length > 1) throw refuse('fitColumnTwice', { column });
    if (!names.includes(column) && needed.includes(column as (typeof needed)[number]))
      throw refuse('fitColumnMissing', { column, found: names.join('\n') });
  }
  const at = Object.fromEntries(known.map((column) => [column, names.indexOf(column)]));
  const points: FitPoint[] = [];
  const lines: number[] = [];
  for (const { line, fields } of rows) {
    if (fields.length === 1 && fields[0]!.trim() === '') continue; // an empty line
    if (points.length === mostPoints) throw refuse('fitFileTooLong', { most: mostPoints });
    if (fields.length !== names.length) throw refuse('fitLineLength', { line, found: fields.length, needed: names.length });
    const value = (column: (typeof numbers)[number]): number => numberOf(fields[at[column]!]!.trim(), line, column);
    const has = (column: string): boolean => at[column]! >= 0 && fields[at[column]!]!.trim() !== '';
    points.push({
      parameters: value('parameters'),
      tokens: value('tokens'),
      loss: value('loss'),
      ...(has('unique') && { unique: value('unique') }),
      ...(has('seed') && { seed: fields[at['seed']!]!.trim() }),
    });
    lines.push(line);
  }
  if (points.length === 0) throw refuse('fitNoRuns');
  const ignored = header.fields.map((name) => name.trim()).filter((_, i) => !known.includes(names[i]!));
  return { points, lines, ignored };
}

function numberOf(text: string, line: number, column: string): number {
  if (text === '') throw refuse('fitNoValue', { line, column });
  if (/^[+-]?\d+,\d+$/.test(text)) throw refuse('fitDecimalComma', { line, column, text });
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw refuse('fitNotNumber', { line, column, text });
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw refuse('fitNotPositive', { line, column, text });
  return value;
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/** One at a time, so that a file that is too long is refused where that shows. Quoted fields may hold separators, line ends and "". */
function* rowsOf(text: string): Generator<Row> {
  const first = /^[^\r\n]*/.exec(text)![0];
  const separator = [',', ';', '\t'].reduce((a, b) => (first.split(b).length > first.split(a).length ? b : a));
  const plain = new RegExp(`[^${separator}\r\n]*`, 'y');
  const quoted = /"[^"]*(?:""[^"]*)*"/y;
  let [at, line] = [0, 1];
  while (at < text.length) {
    const begun = line;
    const fields: string[] = [];
    for (;;) {
      let field = '';
      if (text[at] === '"') {
        quoted.lastIndex = at;
        const [whole] = quoted.exec(text) ?? [];
        if (whole === undefined) throw refuse('fitQuoteOpen', { line });
        line += whole.split(/\r\n|\r|\n/).length - 1;
        field = whole.slice(1, -1).replaceAll('""', '"');
        at += whole.length;
      }
      plain.lastIndex = at;
      const [rest] = plain.exec(text)!;
      at += rest.length;
      fields.push(field + rest);
      if (text[at] !== separator) break;
      at++;
    }
    if (text.startsWith('\r\n', at)) at += 2;
    else if (at < text.length) at++;
    line++;
    yield { line: begun, fields };
  }
}
