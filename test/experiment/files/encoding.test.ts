// Every file that holds text is read alike, in the encodings that editors and shells write.

import { expect, test } from 'vitest';
import { decode } from '#src/experiment/files/encoding.ts';
import { encoded } from '../../encoded.ts';

const text = '{"name": "Größe – 世界 🐳"}\r\n';

test.each(['utf-8', 'utf-8 with a mark', 'utf-16le', 'utf-16be'] as const)('%s', (encoding) => {
  expect(decode(encoded(text, encoding))).toBe(text);
});

test('an empty file is an empty text', () => expect(decode(new Uint8Array())).toBe(''));

test.each([
  ['UTF-16 without a mark', encoded(text, 'utf-16le').subarray(2), 'zero bytes'],
  ['UTF-16 that is cut off', encoded(text, 'utf-16be').subarray(0, -1), 'not valid UTF-16'],
  ['Latin-1', Buffer.from('Größe', 'latin1'), 'byte 3 is wrong'],
])('%s is refused', (_, bytes, sentence) => expect(() => decode(bytes)).toThrow(sentence));
