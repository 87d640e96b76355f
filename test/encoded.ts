// Text as the bytes of a file, in the encodings that are read.

export type Encoding = 'utf-8' | 'utf-8 with a mark' | 'utf-16le' | 'utf-16be';

/** UTF-16 with its byte order mark. */
export function encoded(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  if (!encoding.startsWith('utf-16')) return new TextEncoder().encode(encoding === 'utf-8' ? text : `\uFEFF${text}`);
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  const littleEndian = encoding === 'utf-16le';
  view.setUint16(0, 0xfeff, littleEndian);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i + 2, text.charCodeAt(i), littleEndian);
  return bytes;
}
