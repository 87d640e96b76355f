// What a page offers to bench/chromium.ts, which bundles it, opens it in a browser, and calls what it leaves on the window.

import type { Contender } from '../contenders/contender.ts';
import { measureAdapter, measurePlanned, type MeasureOptions, type PlannedRow } from '../measure.ts';
import { profilePlanned, type ProfiledRow } from '../profile.ts';
import type { Adapter, Row } from '../report.ts';

declare global {
  interface Window {
    /** Given by bench/chromium.ts. */
    showProgress: (line: string) => Promise<void>;
    measureAdapter: (options: MeasureOptions) => Promise<Adapter>;
    measureRow: (planned: PlannedRow, options: MeasureOptions, adapter: Adapter) => Promise<Row>;
    profileRow: (planned: PlannedRow, adapter: Adapter) => Promise<ProfiledRow>;
  }
}

export function offer(peers: readonly Contender[]): void {
  const progress = (line: string): void => void window.showProgress(line);
  window.measureAdapter = (options) => measureAdapter(gpu(), options, progress);
  window.measureRow = (planned, options, adapter) => measurePlanned(gpu(), planned, options, adapter, progress, peers);
  window.profileRow = (planned, adapter) => profilePlanned(gpu(), planned, adapter, progress);
}

function gpu(): GPU {
  const { gpu: found } = navigator as { gpu?: GPU };
  if (!found) throw new Error('This browser has no WebGPU.');
  return found;
}
