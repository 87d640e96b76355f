// How the points of a sweep lie in a table: the first axis downwards, the others side by side. An axis along which a setting begins again
// is a table by itself, as of budgets and widths.

import { lengthOf, namesAt, placeName, placesOf, pointsOf, type Axis, type Sweep } from '#src/experiment/sweep/sweep.ts';
import { valueText } from '#src/links/setting-text.ts';
import { joinedAlong } from '#src/science/scaling/joined-arms.ts';

interface Row {
  readonly name: string;
  readonly points: readonly (PointOf | undefined)[]; // of each column
}
interface PointOf {
  readonly point: number;
  readonly name?: string; // what neither its row nor its column tells
}

export interface SweepTable {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export const tableOf = (sweep: Sweep): SweepTable => linesOf(sweep) ?? gridOf(sweep);

function gridOf({ axes }: Sweep): SweepTable {
  const [down, ...columns] = axes;
  const across = pointsOf({ axes: columns });
  return {
    columns: Array.from({ length: across }, (_, column) => nameAcross(columns, column)),
    rows: Array.from({ length: lengthOf(down!) }, (_, row) => ({
      name: placeName(down!, row),
      points: Array.from({ length: across }, (__, column) => ({ point: row * across + column })),
    })),
  };
}

/** A row for each time that the axis begins again. */
function linesOf(sweep: Sweep): SweepTable | undefined {
  const lines = joinedAlong(sweep);
  const [axis] = sweep.axes;
  if (!axis || lines.length < 2 || lines.flatMap(({ arms }) => arms).length < lengthOf(axis)) return undefined;
  const { by } = lines[0]!;
  const value = (place: number): unknown => axis[by]![place];
  const columns = new Map(lines.flatMap(({ arms }) => arms).map((place) => [value(place), namesAt(axis, place)[0]!.name]));
  const within = (place: number): string =>
    namesAt(axis, place)
      .slice(1)
      .map(({ name }) => name)
      .join(', ');
  /** "steps 90 to 10": what the row goes through. */
  const through = ([first, last]: readonly [number, number]): string => {
    const [, ...told] = namesAt(axis, last);
    return `${within(first)} to ${told.length === 1 ? valueText(axis[told[0]!.key]![last]!) : within(last)}`;
  };
  return {
    columns: [...columns.values()],
    rows: lines.map(({ arms }) => ({
      name: through([arms[0]!, arms.at(-1)!]),
      points: [...columns.keys()].map((of) => {
        const point = arms.find((place) => value(place) === of);
        return point === undefined ? undefined : { point, name: within(point) };
      }),
    })),
  };
}

/** "steps 50", or of several axes "steps 50, first layer on". */
function nameAcross(axes: readonly Axis[], column: number): string {
  if (axes.length === 0) return 'loss';
  const places = placesOf({ axes }, column);
  return axes.map((axis, i) => placeName(axis, places[i]!)).join(', ');
}
