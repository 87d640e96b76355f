// How long the loss chart takes to draw 50 runs of 2,000 points: open chart-speed.html with `npx vite`. Reports, asserts nothing.

import { drawScene } from '#src/components/base/chart/drawing.ts';
import { applyTokens } from '#src/components/base/tokens.ts';
import { lossScene } from '#src/components/curves/loss-scene.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import { lessons } from '#src/lessons/lessons.ts';
import type { CurvePoints } from '#src/session/events.ts';
import { preferences, type CurveView } from '#src/store/preferences.ts';
import { addPoints, curvesOf } from '#src/store/shown/curves.ts';
import { emptyRecord, jitter, lossAt } from '../store/fake-record.ts';

const points = 2000;
const seeds = 10;
const arms = 5;
const rounds = 41;

applyTokens(document);
const canvas = document.querySelector('canvas')!;
const pen = canvas.getContext('2d')!;
const style = getComputedStyle(document.documentElement);
const [width, height] = [1200, 500];

function recordOf(): ExperimentRecord {
  const { arms: given, ...spec } = lessons[0]!.spec('nano');
  const list = Array.from({ length: arms }, (_, i) => ({
    ...given[0]!,
    name: `arm ${i}`,
    config: { ...given[0]!.config, steps: points },
  }));
  return emptyRecord({ ...spec, seeds: [...Array(seeds).keys()], arms: list });
}

/** What the worker would send: `count` points of every run from a step on, on the training and the held-out curve. */
const pointsFrom = (step: number, count: number): CurvePoints[] =>
  Array.from({ length: arms * seeds }, (_, run) => [run % arms, Math.floor(run / arms)] as const).flatMap(([arm, seed]) =>
    (['train', 'validation'] as const).map((kind) => {
      const steps = Float64Array.from({ length: count }, (_, i) => step + i);
      return { arm, run: seed, kind, steps, losses: steps.map((s) => lossAt(arm, seed, s, points) + jitter(arm, seed, s)) };
    }),
  );

function draw(record: ExperimentRecord, curves: ReturnType<typeof curvesOf>, view: CurveView, scale = 1): void {
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  pen.scale(ratio, ratio);
  const scene = lossScene({ record, curves, progress: undefined, view });
  const colour = (token: string): string => style.getPropertyValue(token).trim();
  drawScene(pen, scene, { left: 0, top: 0, width: width * scale, height }, { scale: 1, narrow: false, named: false, colour });
}

async function median(what: string, round: (i: number) => void, pixels = false): Promise<string> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    round(i);
    if (pixels) pen.getImageData(0, 0, 1, 1);
    times.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  times.sort((a, b) => a - b);
  return `${what.padEnd(64)} median ${times[rounds >> 1]!.toFixed(1)} ms, best ${times[0]!.toFixed(1)} ms\n`;
}

const record = recordOf();
const curves = curvesOf(record);
addPoints(curves, pointsFrom(1, points));
const view: CurveView = { ...preferences.get(), showTrain: true, showRuns: true };
const growing = curvesOf(record);
addPoints(growing, pointsFrom(1, points - 10 * rounds));

const out = document.querySelector('pre')!;
out.append(
  `${arms * seeds} runs, ${points} points each of training and held-out loss, ${width} × ${height} at ${devicePixelRatio}×\n`,
);
const heldOut: CurveView = { ...view, showTrain: false };
out.append(await median('held-out loss only, nothing changed', () => draw(record, curves, heldOut)));
out.append(await median('both losses, nothing changed', () => draw(record, curves, view)));
out.append(await median('  and until the pixels are there', () => draw(record, curves, view), true));
out.append(await median('both losses, another width each time', (i) => draw(record, curves, view, 1 - i / 200)));
out.append(
  await median('10 new points of every run: taking them', (i) =>
    addPoints(growing, pointsFrom(points - 10 * (rounds - i) + 1, 10)),
  ),
);
out.append(
  await median('both losses, smoothing changed each time', (i) => draw(record, curves, { ...view, smoothing: 0.5 + i / 100 })),
);
const late = curvesOf(record);
addPoints(late, pointsFrom(1, points - 10 * rounds));
out.append(
  await median('both losses, 10 new points of every run each time: all of it', (i) => {
    addPoints(late, pointsFrom(points - 10 * (rounds - i) + 1, 10));
    draw(record, late, view);
  }),
);
out.append('done');
