// How arms are told apart on a chart: marker, dash and colour, beside the letter (experiment/arms.ts), so that nothing depends on
// colour alone. There are six colours; arms that share one differ in both of the others. Their hex values, light and
// dark: tokens.ts; `<arm-mark>` draws one.

import { placeOf } from '#src/experiment/marks.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';

const markers = ['square', 'diamond', 'circle', 'up', 'down', 'cross'] as const;
export type Marker = (typeof markers)[number];

const lines = [
  { line: 'solid', dash: [] },
  { line: 'long dashes', dash: [10, 4] },
  { line: 'dots', dash: [3, 3] },
  { line: 'dashes and dots', dash: [10, 3, 2, 3] },
  { line: 'short dashes', dash: [6, 3] },
  { line: 'dashes and double dots', dash: [14, 3, 2, 3, 2, 3] },
] as const;

const colours = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

export interface ArmStyle {
  readonly marker: Marker;
  readonly line: string; // the dash in words
  readonly dash: readonly number[];
  readonly colour: (typeof colours)[number];
  readonly token: string; // custom property that holds the colour in the present theme
}

/** The style of a place in the palette; the first 36 differ from one another. */
export function styleAt(place: number): ArmStyle {
  const round = Math.floor(place / colours.length);
  const colour = colours[place % colours.length]!;
  const marker = markers[(place + round) % markers.length]!;
  return { marker, ...lines[(place + 5 * round) % lines.length]!, colour, token: `--arm-${colour}` };
}

/** The letter says which arm it is; marker, dash and colour are the visitor's choice. */
export const styleOf = (record: Pick<ExperimentRecord, 'marks' | 'sweep'>, arm: number): ArmStyle =>
  styleAt(placeOf(record, arm));

/** The outline of a marker around (x, y), as corner points; a circle has none. */
export function markerCorners(marker: Marker, x: number, y: number, r: number): [number, number][] {
  switch (marker) {
    case 'circle':
      return [];
    case 'square':
      return [
        [x - r, y - r],
        [x + r, y - r],
        [x + r, y + r],
        [x - r, y + r],
      ];
    case 'diamond':
      return [
        [x, y - 1.3 * r],
        [x + 1.3 * r, y],
        [x, y + 1.3 * r],
        [x - 1.3 * r, y],
      ];
    case 'up':
      return [
        [x, y - 1.2 * r],
        [x + 1.2 * r, y + r],
        [x - 1.2 * r, y + r],
      ];
    case 'down':
      return [
        [x, y + 1.2 * r],
        [x + 1.2 * r, y - r],
        [x - 1.2 * r, y - r],
      ];
    case 'cross': {
      const t = 0.4 * r,
        s = 1.2 * r;
      return [
        [x - t, y - s],
        [x + t, y - s],
        [x + t, y - t],
        [x + s, y - t],
        [x + s, y + t],
        [x + t, y + t],
        [x + t, y + s],
        [x - t, y + s],
        [x - t, y + t],
        [x - s, y + t],
        [x - s, y - t],
        [x - t, y - t],
      ];
    }
  }
}
