// Which rows of a long list are worth having in the document: those in view, a screen above and below, and the one in use.

/** A row to draw, or a gap as high as the rows that are left out. */
export type Place = { readonly row: number } | { readonly gap: number };

/** The first row changes in strides, so that most scrolling draws nothing. */
const stride = 4;

/** The first row in view, for rows of one height of which `top` pixels are scrolled away. */
export const firstRow = (top: number, height: number): number => Math.floor(top / height / stride) * stride;

/** `kept`, if there is one, is drawn wherever it is, since it may have the focus. */
export function placesOf(count: number, first: number, inView: number, kept = -1): Place[] {
  const from = Math.max(0, Math.min(first, count - inView) - inView);
  const to = Math.min(count, first + 2 * inView + stride);
  const rows = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  if (kept >= 0 && kept < from) rows.unshift(kept);
  if (kept >= to && kept < count) rows.push(kept);
  const places: Place[] = [];
  let next = 0;
  for (const row of rows) {
    if (row > next) places.push({ gap: row - next });
    places.push({ row });
    next = row + 1;
  }
  if (next < count) places.push({ gap: count - next });
  return places;
}

/** How far to scroll so that a row is seen in `room` pixels, the first `head` of which are covered; `top` if it is. */
export function scrollFor(row: number, height: number, top: number, room: number, head: number): number {
  const most = row * height;
  const least = head + (row + 1) * height - room;
  return Math.max(least, Math.min(most, top));
}
