// Nim with one heap: take one, two or three; whoever takes the last one wins. A heap that is a multiple of four is lost for whoever has to
// move, and any other one is won by leaving such a heap (Bouton 1901).

import type { Game } from './game.ts';

export const largestHeap = 21;
const most = 3;

/** A position is the number of stones that are left. */
export const nim: Game = {
  id: 'nim',
  start: String(largestHeap),
  moves: most,
  legal: (heap) => Array.from({ length: Math.min(most, Number(heap)) }, (_, move) => move),
  play: (heap, move) => String(Number(heap) - move - 1),
  result: (heap) => (heap === '0' ? -1 : undefined), // the other one took the last stone
  tokens: (heap) => [Number(heap)],
  vocab: largestHeap + 1,
};

export const heaps: readonly string[] = Array.from({ length: largestHeap }, (_, i) => String(i + 1));
/** Where there is a right move: that which leaves a multiple of four. */
export const rightMove = (heap: string): number | undefined => (Number(heap) % 4 === 0 ? undefined : (Number(heap) % 4) - 1);
