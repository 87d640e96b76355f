// What was guessed of the end of a line: a dashed level over the last part of the plot, with its words on it.

import { font, segment, toPixel, upward, type Box, type ChartStyle, type Pen } from './pen.ts';
import type { ChartScene } from './scene.ts';
import { spread } from './spread.ts';

/** The levels begin here, as a share of the plot: the curves have come down by then. */
export const guessesFrom = 0.6;

export function drawGuesses(pen: Pen, { guesses = [], y: axis }: ChartScene, box: Box, style: ChartStyle): void {
  if (guesses.length === 0) return;
  const y = upward(axis, box);
  const r = style.scale;
  const right = box.left + box.width;
  pen.font = font(style, style.narrow ? 11 : 12, 600);
  pen.globalAlpha = 1;
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  const places = spread(
    guesses.map((guess) => toPixel(y, guess.y) - 8 * r),
    14 * r,
    box.top + 7 * r,
    box.top + box.height - 7 * r,
  );
  guesses.forEach(({ y: level, label, token }, i) => {
    pen.strokeStyle = style.colour(token);
    pen.fillStyle = style.colour('--ink');
    pen.lineWidth = 1.5 * r;
    pen.setLineDash([5 * r, 4 * r]);
    pen.beginPath();
    segment(pen, box.left + guessesFrom * box.width, toPixel(y, level), right, toPixel(y, level));
    pen.stroke();
    pen.setLineDash([]);
    pen.fillText(label, right - 6 * r, places[i]!);
  });
}
