// The bench in a page: bench/chromium.ts bundles this, opens it in a browser, and calls what it leaves on the window.

import { measure, type MeasureOptions } from './measure.ts';
import type { Report } from './report.ts';

declare global {
  interface Window {
    /** Given by bench/chromium.ts. */
    showProgress: (line: string) => Promise<void>;
    measureHere: (options: MeasureOptions) => Promise<Omit<Report, 'where'>>;
  }
}

window.measureHere = (options) => {
  const { gpu } = navigator as { gpu?: GPU };
  if (!gpu) throw new Error('This browser has no WebGPU.');
  return measure(gpu, options, (line) => void window.showProgress(line));
};
