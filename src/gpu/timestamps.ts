// Times launches by the GPU's own clock. It can be read only where a pass begins or ends, so each launch gets a pass of its own.
// Browsers round what it says down to 65,536 ns or 100 µs. A round of replays begins anywhere between two ticks, so the mean over
// many rounds is right nonetheless; and of neighbours one gains what the other loses, so their sum is right at once.

import { encode, submitInPieces, type Launch } from './launch.ts';
import { Readback } from './readback.ts';

const mostQueries = 4096; // of one set, by the specification
const perSet = mostQueries / 2;

/** When each launch of one replay began and ended, in nanoseconds. */
export type Stamps = BigInt64Array;

export class Timestamps {
  private readonly device: GPUDevice;
  private readonly launches: readonly Launch[];
  private readonly sets: readonly GPUQuerySet[];
  private readonly resolved: GPUBuffer;
  private readonly readback: Readback;

  /** The device must have the feature timestamp-query. */
  constructor(device: GPUDevice, launches: readonly Launch[]) {
    this.device = device;
    this.launches = launches;
    this.sets = Array.from({ length: Math.ceil(launches.length / perSet) }, (_, i) =>
      device.createQuerySet({ type: 'timestamp', count: 2 * Math.min(perSet, launches.length - i * perSet) }),
    );
    const bytes = 16 * launches.length;
    const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
    this.resolved = device.createBuffer({ label: 'timestamps', size: bytes, usage });
    this.readback = new Readback(device, bytes);
  }

  /** Submits one replay; call the result to wait for its stamps. */
  submit(pieces: number): () => Promise<Stamps> {
    let read: (() => Promise<ArrayBuffer>) | undefined;
    submitInPieces(this.device, this.launches, pieces, {
      write: (encoder, some, first) => {
        for (const [i, launch] of some.entries()) {
          const pass = encoder.beginComputePass({ timestampWrites: this.writesOf(first + i) });
          encode(pass, launch);
          pass.end();
        }
      },
      after: (encoder) => {
        for (const [i, set] of this.sets.entries())
          encoder.resolveQuerySet(set, 0, set.count, this.resolved, i * mostQueries * 8);
        read = this.readback.copy(encoder, this.resolved, 0, this.resolved.size);
      },
    });
    return async () => new BigInt64Array(await read!());
  }

  destroy(): void {
    this.readback.destroy();
    this.resolved.destroy();
    for (const set of this.sets) set.destroy();
  }

  private writesOf(launch: number): GPUComputePassTimestampWrites {
    const index = 2 * (launch % perSet);
    return {
      querySet: this.sets[Math.floor(launch / perSet)]!,
      beginningOfPassWriteIndex: index,
      endOfPassWriteIndex: index + 1,
    };
  }
}

export interface StampedTimes {
  readonly each: readonly number[]; // milliseconds
  readonly resolution: number; // milliseconds
}

/**
 * Means over the rounds that took neither very short nor very long: whoever else uses the machine spoils the others. Undefined
 * if the clock has nothing to say. A round in which time runs backwards does not count: some drivers set their clocks back.
 */
export function timesOf(rounds: readonly Stamps[]): StampedTimes | undefined {
  const times = rounds.map(durations).filter((round) => round !== undefined);
  const sorted = times.map((round) => ({ round, total: sum(round) })).sort((a, b) => a.total - b.total);
  const quarter = Math.floor(sorted.length / 4);
  const middle = sorted.slice(quarter, sorted.length - quarter);
  if (sum(middle.map(({ total }) => total)) === 0) return undefined;
  const each = times[0]!.map((_, i) => sum(middle.map(({ round }) => round[i]!)) / middle.length / 1e6);
  return { each, resolution: tick(rounds) / 1e6 };
}

/**
 * Nanoseconds of each launch. Some GPUs note a beginning as soon as they read of it, while the launch before still runs: none
 * begins before that has ended. Undefined if one ends before it began.
 */
function durations(stamps: Stamps): number[] | undefined {
  const times: number[] = [];
  let ended = stamps[0]!;
  for (let i = 0; i < stamps.length; i += 2) {
    const [begin, end] = [stamps[i]!, stamps[i + 1]!];
    if (end < begin) return undefined;
    const start = begin > ended ? begin : ended;
    times.push(end > start ? Number(end - start) : 0);
    ended = end > ended ? end : ended;
  }
  return times;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** What all stamps are multiples of, seen from the first one. */
function tick(rounds: readonly Stamps[]): number {
  let found = 0;
  for (const stamps of rounds)
    for (const stamp of stamps) {
      if (found === 1) return 1;
      found = commonDivisor(Math.abs(Number(stamp - stamps[0]!)), found);
    }
  return found;
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
