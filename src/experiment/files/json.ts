// The JSON of a file from elsewhere, read with every suspicion: no key that could change a prototype, none that stands twice in an
// object (parsers differ in which one counts), no deeper than any file of ours.

import { refuse } from '#src/words/message.ts';
import { deepestFile } from '../limits.ts';

const forbiddenKeys = ['__proto__', 'constructor', 'prototype'];

export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('notJson');
  }
  refuseForbidden(value, 0);
  const twice = keyTwice(text);
  if (twice !== undefined) throw refuse('keyTwice', { key: twice });
  return value;
}

function refuseForbidden(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > deepestFile) throw refuse('tooDeep', { most: deepestFile });
  if (!Array.isArray(value)) {
    const forbidden = forbiddenKeys.find((key) => Object.hasOwn(value, key));
    if (forbidden) throw refuse('forbiddenKey', { key: forbidden });
  }
  for (const inner of Object.values(value)) refuseForbidden(inner, depth + 1);
}

/**
 * The first key that stands twice in one object of a text that is known to be JSON. Only braces and quotes are looked at, so
 * curves, which are most of a record, cost next to nothing.
 */
export function keyTwice(json: string): string | undefined {
  const open: Set<string>[] = [];
  const sign = /["{}]/g;
  for (let found = sign.exec(json); found; found = sign.exec(json)) {
    if (found[0] === '{') open.push(new Set());
    else if (found[0] === '}') open.pop();
    else {
      const end = endOfText(json, found.index);
      sign.lastIndex = end;
      if (!isColonNext(json, end)) continue;
      const key = JSON.parse(json.slice(found.index, end)) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

/** Behind the quote that ends the text which begins at `start`. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); ; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json[end - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
}

function isColonNext(json: string, at: number): boolean {
  let i = at;
  while (json[i] === ' ' || json[i] === '\t' || json[i] === '\n' || json[i] === '\r') i++;
  return json[i] === ':';
}
