// The stages of a session, one after the other: the lanes of the present one, what those before took, and what those to come will.

import { evaluationBudget, type Ends } from '#src/science/budget.ts';
import { expectedTimes, piecesOf, stepOf, type StepTime } from '#src/science/step-cost.ts';
import { Spent, type PlanWork } from '#src/science/time-left.ts';
import { windowsTogether, workLeft, type Pieces } from '#src/science/work.ts';
import type { PlanCheckpoint } from '#src/storage/checkpoint.ts';
import type { Member } from '#src/train/members.ts';
import type { Lane } from '../lane.ts';
import type { PlannedStage } from './division.ts';

/** GFLOP/s of a machine on which nothing was timed; what is measured soon corrects it. */
const usualSpeed = 20;
const nothing: Pieces = { step: 0, batch: 0, text: 0 };

interface Host {
  /** Compiles the cohorts of a stage, each of which goes on from its checkpoint, if it has one. */
  open(stage: PlannedStage, checkpointOf: (key: string) => PlanCheckpoint | undefined): Promise<readonly Lane[]>;
  /** Begins to compile what a later stage needs, while another one trains. */
  foresee(stage: PlannedStage): void;
  /** A stage that comes later cannot be trained: its runs are told why, and the others are. */
  failed(stage: PlannedStage, error: unknown): void;
}

interface Known {
  readonly times: readonly StepTime[];
  readonly ends: Ends;
  readonly checkpoints: readonly PlanCheckpoint[]; // of these stages
  readonly shared: ReadonlyMap<string, number>; // steps of a cohort that another one will have trained
}

export class Stages {
  /** Of the stage that trains: the same list all the while, whatever it holds. */
  readonly lanes: Lane[] = [];
  private readonly host: Host;
  private readonly waiting: { readonly stage: PlannedStage; readonly work: readonly PlanWork[] }[];
  /** Where the cohorts go on that are not open yet, by key. */
  private readonly checkpoints: Map<string, PlanCheckpoint>;
  private readonly past: { readonly members: readonly Member[]; readonly work: PlanWork }[] = [];

  constructor(host: Host, stages: readonly PlannedStage[], { times, ends, checkpoints, shared }: Known) {
    this.host = host;
    this.checkpoints = new Map(checkpoints.map((plan) => [plan.key, plan]));
    const done = (key: string): number => this.checkpoints.get(key)?.step ?? shared.get(key) ?? 0;
    this.waiting = stages.map((stage) => ({
      stage,
      work: [...stage.stage].map(([key, members]) => workOf(members, times, ends, done(key))),
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
        this.lanes.push(...(await this.host.open(stage, (key) => this.checkpoints.get(key))));
        for (const key of stage.stage.keys()) this.checkpoints.delete(key); // its lane has it now
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
    this.checkpoints.set(plan.key, plan);
  }

  /** What the stages to come go on from, to be saved with what trains now. */
  get toCome(): readonly PlanCheckpoint[] {
    return [...this.checkpoints.values()];
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
