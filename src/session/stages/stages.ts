// The stages of a session, one after the other: the lanes of the present one, what those before took, and what those to come will.

import { evaluationBudget, type Ends } from '#src/science/budget.ts';
import type { StepTime } from '#src/science/step-cost.ts';
import { expectedTimes, piecesOf, stepOf } from '#src/science/step-cost.ts';
import { Spent, type PlanWork } from '#src/science/time-left.ts';
import { windowsTogether, workLeft, type Pieces } from '#src/science/work.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import type { Member } from '#src/train/members.ts';
import type { Lane } from '../lane.ts';
import type { Stage } from './division.ts';

/** GFLOP/s of a machine on which nothing was timed; what is measured soon corrects it. */
const usualSpeed = 20;
const nothing: Pieces = { step: 0, batch: 0, text: 0 };

interface Host {
  /** Compiles the cohorts of a stage, each as far as it was. */
  open(stage: Stage): Promise<readonly Lane[]>;
  /** A cohort that is opened later begins there. */
  goOnFrom(plan: PlanCheckpoint): void;
  /** Begins to compile what a later stage needs, while another one trains. */
  foresee(stage: Stage): void;
  /** A stage that comes later cannot be trained: its runs are told why, and the others are. */
  failed(stage: Stage, error: unknown): void;
}

export class Stages {
  /** Of the stage that trains: the same list all the while, whatever it holds. */
  readonly lanes: Lane[] = [];
  private readonly host: Host;
  private readonly waiting: { readonly stage: Stage; readonly work: readonly PlanWork[] }[];
  private readonly past: { readonly members: readonly Member[]; readonly work: PlanWork }[] = [];

  /** `done`: steps that a cohort need not train, because a checkpoint or another cohort has them. */
  constructor(host: Host, stages: readonly Stage[], times: readonly StepTime[], ends: Ends, done: (key: string) => number) {
    this.host = host;
    this.waiting = stages.map((stage) => ({
      stage,
      work: [...stage].map(([key, members]) => workOf(members, times, ends, done(key))),
    }));
  }

  get isLast(): boolean {
    return this.waiting.length === 0;
  }

  /** Goes on to the next stage: what was on the GPU is given back before. False if there is none. */
  async next(): Promise<boolean> {
    await this.leave();
    for (let first = this.past.length === 0; this.waiting.length > 0; first = false) {
      const { stage } = this.waiting.shift()!;
      try {
        this.lanes.push(...(await this.host.open(stage)));
        if (this.waiting[0]) this.host.foresee(this.waiting[0].stage);
        return true;
      } catch (error) {
        if (first) throw error;
        this.host.failed(stage, error);
      }
    }
    return false;
  }

  /** A stage that comes later goes on from there. */
  goOnFrom(plan: PlanCheckpoint): void {
    this.host.goOnFrom(plan);
  }

  /** What was done by the stages before, and is to be done by those to come. */
  get others(): PlanWork[] {
    return [...this.past.map(({ work }) => work), ...this.waiting.flatMap(({ work }) => work)];
  }

  /** How long pieces of each plan have taken so far, the mean of all; of what was not done, as expected. */
  get stepTimes(): StepTime[] {
    const now = this.lanes.map(({ cohort, expected, spent }) => ({ members: cohort.members, work: { expected, spent } }));
    return [...this.past, ...now].flatMap(({ members, work: { expected, spent } }) => {
      if (spent.of('step').count === 0) return [];
      const milliseconds = piecesOf((kind) => {
        const { count, milliseconds } = spent.of(kind);
        return count > 0 ? milliseconds / count : expected[kind];
      });
      return [{ ...stepOf(members[0]!.config, members.length), milliseconds }];
    });
  }

  private async leave(): Promise<void> {
    for (const { cohort, expected, spent } of this.lanes)
      this.past.push({ members: cohort.members, work: { expected, spent, left: nothing } });
    await Promise.all(this.lanes.splice(0).map(({ cohort }) => cohort.destroy()));
  }
}

/** Milliseconds of the pieces of a plan, by what was timed on this machine. */
export const expectedOf = ([member, ...more]: readonly Member[], times: readonly StepTime[]): Pieces =>
  expectedTimes(stepOf(member!.config, 1 + more.length), times, usualSpeed);

/** Of a plan that has not begun. */
function workOf(members: readonly Member[], times: readonly StepTime[], ends: Ends, step: number): PlanWork {
  const { config, source } = members[0]!;
  const { heldOut } = source;
  const budget = evaluationBudget(config, heldOut, ends);
  const together = windowsTogether(config.context, heldOut.windows);
  const left = workLeft(budget, heldOut, together, { step, evaluated: step });
  return { expected: expectedOf(members, times), spent: new Spent(), left: { ...left, text: 0 } };
}
