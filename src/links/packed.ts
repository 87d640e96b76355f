// An experiment with its results as the text of a link: its record, deflated, in the letters of base64url.

import { exportRecord } from '#src/experiment/files/export.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { withPoints } from '#src/experiment/thinned.ts';
import { refuse } from '#src/words/message.ts';
import { longestResults } from './pairs.ts';

/** Bytes of JSON: a small text may unfold into any length. */
const largestUnfolded = 4_000_000;
/** Of a curve, the most that are tried first; half as many as long as the link is too long. */
const [mostPoints, fewestPoints] = [512, 16];

/** What stands behind `results=`. Curves are as fine as there is room for. Refuses what does not fit. */
export async function packed(record: ExperimentRecord): Promise<string> {
  const bare: ExperimentRecord = { ...record, arms: record.arms.map(({ inside: _inside, ...arm }) => arm) };
  for (let points = mostPoints; points >= fewestPoints; points /= 2) {
    const text = lettersOf(
      await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(exportRecord(withPoints(bare, points)))),
    );
    if (text.length <= longestResults) return text;
  }
  throw refuse('resultsTooLong');
}

/** The JSON of a record, not checked yet. Refuses what was cut, altered, or unfolds into too much. */
export async function unpacked(text: string): Promise<string> {
  if (text.length > longestResults || !/^[\w-]+$/.test(text)) throw refuse('resultsDamaged');
  try {
    const bytes = await through(new DecompressionStream('deflate-raw'), bytesOf(text));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse('resultsDamaged');
  }
}

async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const chunk = next.value;
    length += chunk.length;
    if (length > largestUnfolded) {
      await reader.cancel();
      throw new RangeError('It unfolds into too much.');
    }
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

const inUrl: Readonly<Record<string, string>> = { '+': '-', '/': '_' };
const inBase64: Readonly<Record<string, string>> = { '-': '+', _: '/' };

function lettersOf(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x2000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x2000));
  return btoa(binary).replace(/[+/=]/g, (sign) => inUrl[sign] ?? '');
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/[-_]/g, (sign) => inBase64[sign]!)), (sign) => sign.charCodeAt(0));
