// How long each of a list of launches takes, and all of them together as in use: how much of the whole do the parts explain?

import type { Launch } from './launch.ts';
import { fenceTime, finished, median, timeByRepetition } from './repetition.ts';
import { timesOf, Timestamps, type Stamps } from './timestamps.ts';

export interface Timing {
  readonly method: 'timestamps' | 'repetition';
  /** Milliseconds of each launch. */
  readonly each: readonly number[];
  /** Milliseconds of one replay as in use. */
  readonly whole: number;
  /** Milliseconds between two ticks of the clock, to which every single time was rounded before the means were taken. */
  readonly resolution: number;
}

export interface Replay {
  readonly launches: readonly Launch[];
  /** Submits what one replay is in use, with all that belongs to it, in so many command buffers. */
  readonly run: (pieces: number) => void;
  /** Submits what brings the buffers back to where a replay begins. */
  readonly reset: () => void;
  /** Command buffers of a replay that takes so many milliseconds; 0 if that is not known yet. */
  readonly pieces: (milliseconds: number) => number;
}

const budget = 1500; // milliseconds, about; a slow replay takes longer
const [fewestTurns, mostTurns] = [2, 6];
const mostRounds = 256; // of one turn: all of them are in flight together

/** Wholes and parts take turns, so that a noisy moment hits both. */
export async function timeReplay(device: GPUDevice, replay: Replay): Promise<Timing> {
  const empty = await fenceTime(device);
  let pieces = replay.pieces(0);
  const whole = async (count: number): Promise<number> => {
    replay.reset();
    await finished(device);
    const started = performance.now();
    for (let i = 0; i < count; i++) replay.run(pieces);
    await finished(device);
    return Math.max(0, performance.now() - started - empty) / count;
  };
  await whole(1); // some drivers compile at the first use
  const once = (await whole(1)) || empty;
  pieces = replay.pieces(once);
  const turns = Math.max(fewestTurns, Math.min(mostTurns, Math.round(budget / 4 / once)));
  const rounds = Math.max(1, Math.min(mostRounds, Math.round(budget / 2 / turns / once)));
  const wholes: number[] = [];
  const stamped = device.features.has('timestamp-query') ? new Timestamps(device, replay.launches) : undefined;
  const stamps: Stamps[] = [];
  try {
    for (let turn = 0; turn < turns; turn++) {
      wholes.push(await whole(rounds));
      if (stamped) stamps.push(...(await roundsOf(stamped, rounds, replay.reset, pieces)));
    }
  } finally {
    stamped?.destroy();
  }
  const timed = timesOf(stamps);
  if (timed) return { method: 'timestamps', whole: median(wholes), ...timed };
  const each = await timeByRepetition(device, replay.launches, replay.reset, pieces);
  return { method: 'repetition', whole: median(wholes), each, resolution: clockTick() };
}

function roundsOf(stamped: Timestamps, count: number, reset: () => void, pieces: number): Promise<Stamps[]> {
  return Promise.all(
    Array.from({ length: count }, () => {
      reset();
      return stamped.submit(pieces)();
    }),
  );
}

/** Of performance.now(), which browsers coarsen. */
function clockTick(): number {
  const started = performance.now();
  let now = started;
  while (now === started) now = performance.now();
  return now - started;
}
