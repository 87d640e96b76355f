// How long a session still takes: what is left of each plan, by what pieces of the same kind have taken so far, and what was expected
// of them where none were done. Plans of unequal cost count each for itself.

import { kinds, type Kind, type Pieces } from './work.ts';

interface Amount {
  count: number;
  milliseconds: number;
}

/** What the pieces of one plan took. */
export class Spent {
  /** The first of a kind warms up: it counts only while there is no other. */
  private readonly first: Partial<Record<Kind, Amount>> = {};
  private readonly later: Record<Kind, Amount> = { step: none(), batch: none(), text: none() };

  add(kind: Kind, count: number, milliseconds: number): void {
    if (count === 0) return;
    if (!this.first[kind]) this.first[kind] = { count, milliseconds };
    else {
      this.later[kind].count += count;
      this.later[kind].milliseconds += milliseconds;
    }
  }

  /** What says how fast it is. */
  of(kind: Kind): Readonly<Amount> {
    return this.later[kind].count > 0 ? this.later[kind] : (this.first[kind] ?? none());
  }

  /** Milliseconds of all of it. */
  get all(): number {
    return kinds.reduce((sum, kind) => sum + (this.first[kind]?.milliseconds ?? 0) + this.later[kind].milliseconds, 0);
  }
}

const none = (): Amount => ({ count: 0, milliseconds: 0 });

export interface PlanWork {
  readonly expected: Pieces; // milliseconds of one of each, before any was done
  readonly spent: Pick<Spent, 'of' | 'all'>;
  readonly left: Pieces;
}

/** What was expected counts as much as this many pieces that were done. */
const weight = 1;
const few = 4;
/** What lies between the pieces (saves, captures) is believed when so many milliseconds have passed. */
const patience = 5000;
const mostBetween = 0.5; // as a share of the pieces

/** `elapsed`: milliseconds in which these plans were trained, or something between that would not have been without. */
export function secondsLeft(plans: readonly PlanWork[], elapsed: number): number {
  const ratio = ratioOf(plans, kinds);
  let left = 0;
  for (const kind of kinds) {
    const own = ratioOf(plans, [kind]) ?? ratio ?? 1;
    for (const plan of plans) {
      const { expected, spent, left: open } = plan;
      if (open[kind] === 0) continue;
      const { count, milliseconds } = spent.of(kind);
      const guess = own * slowness(plan, plans) * expected[kind];
      left += (open[kind] * (weight * guess + milliseconds)) / (weight + count);
    }
  }
  const pieces = plans.reduce((sum, { spent }) => sum + spent.all, 0);
  const between = Math.max(0, Math.min(mostBetween, elapsed / pieces - 1)) || 0;
  return (left * (1 + between * (elapsed / (elapsed + patience)))) / 1000;
}

/** Of a plan beside the others, in what it has done: it will be as slow in what it has not. */
function slowness(plan: PlanWork, plans: readonly PlanWork[]): number {
  const done = kinds.filter((kind) => plan.spent.of(kind).count > 0);
  const [own, all] = [ratioOf([plan], done), ratioOf(plans, done)];
  const count = done.reduce((sum, kind) => sum + plan.spent.of(kind).count, 0);
  return own && all ? (own / all) ** (count / (count + few)) : 1; // what few pieces say is chance
}

/** What was done, over what was expected of it; undefined where nothing was done. */
function ratioOf(plans: readonly PlanWork[], of: readonly Kind[]): number | undefined {
  let [took, expected] = [0, 0];
  for (const plan of plans)
    for (const kind of of) {
      const { count, milliseconds } = plan.spent.of(kind);
      took += milliseconds;
      expected += count * plan.expected[kind];
    }
  return expected > 0 ? took / expected : undefined;
}
