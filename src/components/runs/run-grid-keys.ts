// What a key means in the run table: rows are walked with the arrows, and what is in a row with Tab.

import type { Line } from '#src/store/kept/groups.ts';

export type GridCommand =
  | 'open'
  | 'select'
  | 'leave' // a control, for its row
  | { readonly to: number }
  | { readonly key: string; readonly fold: boolean };

/** `index` is the line in use, `page` the number of lines in view. */
export function gridCommand(
  event: KeyboardEvent,
  onRow: boolean,
  lines: readonly Line[],
  index: number,
  page: number,
): GridCommand | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return undefined;
  const { key } = event;
  if (!onRow) return key === 'Escape' ? 'leave' : undefined;
  const line = lines[index];
  if (!line) return undefined;
  const last = lines.length - 1;
  const moves: Partial<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: last,
  };
  const to = moves[key];
  if (to !== undefined) return { to: Math.max(0, Math.min(last, to)) };
  if (key === 'Enter') return 'open';
  if (key === ' ') return 'select';
  if (line.kind === 'group') {
    if (key === 'ArrowLeft' || key === 'ArrowRight') return { key: line.group.key, fold: key === 'ArrowLeft' };
  } else if (key === 'ArrowLeft' && line.level === 2)
    return { to: lines.findLastIndex((other, i) => i < index && other.kind === 'group') };
  return undefined;
}
