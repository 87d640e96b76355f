// One workload at one number of replicas: all contenders start, warm up, and then take turns, so that a noisy minute hits them alike.

import type { Contender } from './contenders/contender.ts';
import { plateau } from './contenders/plateau.ts';
import { comparedWith, figuresOf, type Measured } from './figures.ts';
import { attempt, isEnough, repeat, start, type Lane, type Terms } from './lane.ts';
import type { Adapter, PeerFigures, Row } from './report.ts';
import type { Workload } from './workloads.ts';

/** Plateau first; the others are its peers. */
export async function measureRow(
  gpu: GPU,
  workload: Workload,
  replicas: number,
  { adapter, limits }: Pick<Adapter, 'adapter' | 'limits'>,
  terms: Omit<Terms, 'compared'>,
  contenders: readonly Contender[] = [plateau],
): Promise<Pick<Row, 'plateau' | 'peers'>> {
  const all: Terms = { ...terms, compared: contenders.length > 1 };
  const lanes: Lane[] = [];
  for (const contender of contenders) lanes.push(await start(contender, gpu, workload, replicas, all));
  for (let round = 0; ; round++) {
    const open = lanes.filter((lane) => !lane.reason && !isEnough(lane, all));
    if (open.length === 0) break;
    for (const lane of round % 2 ? open.reverse() : open) await attempt(lane, () => repeat(lane));
  }
  for (const lane of lanes) await attempt(lane, async () => lane.opened?.close());
  const [first, ...others] = lanes;
  const ours = figuresOf(measuredBy(first!, all.compared), workload, replicas, limits);
  if (others.length === 0) return { plateau: ours };
  const peers = others.map((lane): [string, PeerFigures] => {
    const there = lane.opened?.adapter;
    const figures: PeerFigures = {
      ...comparedWith(ours, measuredBy(lane, true), workload, limits),
      ...(there && there !== adapter && { adapter: there }),
    };
    return [lane.contender.name, figures];
  });
  return { plateau: ours, peers: Object.fromEntries(peers) };
}

const measuredBy = (lane: Lane, compared: boolean): Measured => ({
  times: lane.msPerStep,
  stepsPerRepeat: lane.stepsPerRepeat,
  firstLossSeconds: lane.firstLossSeconds,
  peakBytes: lane.opened?.peakBytes() ?? null,
  dispatchesPerStep: lane.training?.dispatchesPerStep ?? null,
  dispatchesPerLayer: lane.training?.dispatchesPerLayer ?? null,
  trafficPerStep: lane.training?.trafficPerStep ?? null,
  ...(compared && { losses: lane.losses }),
  how: lane.training?.how,
  reason: lane.reason,
});
