// A study as files: all of it as JSON, its points as CSV, tidy: a row for every seed of every point.

import { csv } from '../files/csv.ts';
import type { StudyRecord } from './study-record.ts';
import { checkStudy } from './study-schema.ts';

/** The same keys in the same order every time, numbers to six decimals. */
export const exportStudy = (record: StudyRecord): string =>
  JSON.stringify(checkStudy(structuredClone(record)), (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(6)) : value,
  );

const columns = ['study', 'size', 'started', 'device', 'line', 'x', 'seed', 'value', 'of', 'seconds'] as const;

export function studyCsv({ study, size, startedAt, devices, seeds, points }: StudyRecord): string {
  const device = devices.map(({ adapter }) => adapter).join('; ');
  const rows = points.flatMap(({ line, x, values, of = '', at }) =>
    values.map((value, i) => [study, size, startedAt, device, line, x, seeds[i]!, value ?? '', of, at]),
  );
  return csv([columns, ...rows]);
}
