// How the six possible arms are told apart: letter, marker, dash and colour, so that nothing depends on colour alone.

import type { ExperimentRecord } from '#src/experiment/record.ts';
import { placeOf } from '#src/store/marked.ts';

export type Marker = 'square' | 'diamond' | 'circle' | 'up' | 'down' | 'cross';

export interface ArmStyle {
  readonly letter: string;
  readonly marker: Marker;
  readonly dash: readonly number[];
  readonly token: string; // custom property that holds the colour in the present theme
}

const styles: readonly ArmStyle[] = [
  { letter: 'A', marker: 'square', dash: [], token: '--arm-a' },
  { letter: 'B', marker: 'diamond', dash: [10, 4], token: '--arm-b' },
  { letter: 'C', marker: 'circle', dash: [3, 3], token: '--arm-c' },
  { letter: 'D', marker: 'up', dash: [10, 3, 2, 3], token: '--arm-d' },
  { letter: 'E', marker: 'down', dash: [6, 3], token: '--arm-e' },
  { letter: 'F', marker: 'cross', dash: [14, 3, 2, 3, 2, 3], token: '--arm-f' },
];

export const fewestArms = 2;
export const mostArms = styles.length;

export const armStyle = (arm: number): ArmStyle => styles[arm % styles.length]!;

/** The letter says which arm it is; marker, dash and colour are the visitor's choice. */
export const styleOf = (record: Pick<ExperimentRecord, 'marks'>, arm: number): ArmStyle => ({
  ...armStyle(placeOf(record, arm)),
  letter: armStyle(arm).letter,
});

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
