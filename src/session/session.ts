// A session trains one experiment and answers questions about its models. The worker and the command line run the same session;
// only its host differs. How it trains: loop.ts.

import { promptFor } from '#src/data/prompt.ts';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import type { NamedTensor } from '#src/graph/packing.ts';
import { piecesOf, stepOf, type StepTime } from '#src/science/step-cost.ts';
import { refuse, type Message } from '#src/words/message.ts';
import { Captures } from './captures.ts';
import { Clock } from './clock.ts';
import type { SessionListener } from './events.ts';
import type { ProfileReport } from './kernel-times.ts';
import { isDone, type Lane } from './lane.ts';
import type { Look, LookRequest } from './look.ts';
import { breakOff, train, type Parts } from './loop.ts';
import { Recorder } from './recorder.ts';
import type { Saver } from './saver.ts';
import { Wishes } from './wishes.ts';

export interface GenerateRequest {
  readonly arm: number;
  readonly prompt: string;
  readonly length: number; // tokens
  readonly temperature: number; // 0 is greedy
  readonly topK: number; // 0 is all
}

/** What an arm wrote, behind as much of the prompt as it could read. */
export interface Answer {
  readonly prompt: string;
  readonly text: string;
  readonly unread?: Message;
}

export class Session {
  readonly record: ExperimentRecord;
  private readonly lanes: readonly Lane[];
  private readonly wishes = new Wishes();
  private readonly captures: Captures;
  private readonly parts: Parts;
  private beside: Promise<unknown> = Promise.resolve(); // the latest use of a cohort that is not training

  /** Made by `openSession`. */
  constructor(
    listener: SessionListener,
    record: ExperimentRecord,
    lanes: readonly Lane[],
    saver: Saver,
    floors: Parts['floors'],
  ) {
    this.record = record;
    this.lanes = lanes;
    const clock = new Clock();
    const recorder = new Recorder(listener, record, lanes);
    const warn = (problem: Message): void => {
      if (record.status === 'training') listener.state({ phase: 'training', message: problem });
    };
    this.captures = new Captures(record, {
      captured(frames) {
        recorder.captured(frames);
        clock.skip(); // what comes behind a capture begins when that is done
      },
      refused: warn,
    });
    this.parts = {
      record,
      lanes,
      listener,
      wishes: this.wishes,
      clock,
      recorder,
      saver,
      captures: this.captures,
      floors,
      alone: (work) => this.alone(work),
    };
  }

  /** Trains until everything is done, or `stop`. Throws only if the GPU failed. */
  async run(): Promise<void> {
    try {
      await train(this.parts);
    } finally {
      void this.wishes.end();
    }
  }

  /** Its training broke off, perhaps with the GPU: what was measured is kept, and the listener told why. */
  async breakOff(reason: Message): Promise<void> {
    await breakOff(this.parts, reason);
  }

  pause(): void {
    this.wishes.pause();
  }

  continue(): void {
    this.wishes.continue();
  }

  /** Ends after what is in flight. `reason`: if it is not the visitor who stops. */
  stop(reason?: Message): void {
    this.wishes.stop(reason);
  }

  /** While paused: every cohort takes one step. */
  step(): void {
    const open = this.lanes.filter((lane) => !isDone(lane));
    this.wishes.step(Math.min(...open.map((lane) => lane.cohort.step)) + 1);
  }

  /** From now on captures what is inside every so many steps; 0 ends it, but for what `wires` asks: now and then, where arms learn some. */
  inspect(every: number, wires = false): void {
    this.captures.every = every;
    this.captures.wires = wires;
  }

  /** Text from an arm's first run. */
  async generate({ arm, prompt, length, temperature, topK }: GenerateRequest, seed: number): Promise<Answer> {
    const { cohort } = this.laneOf(arm);
    const texts = await this.alone(() => cohort.model.generate(prompt, length, temperature, topK, seed));
    const member = cohort.members.findIndex((m) => m.arm === arm);
    const { text: read, unread } = promptFor(cohort.members[member]!.source.tokenizer, prompt);
    return { prompt: read, text: texts[member]!, ...(unread && { unread }) };
  }

  /** Looks into an arm's first run with a text. */
  async look(request: LookRequest): Promise<Look> {
    const { cohort } = this.laneOf(request.arm);
    const { lookAt } = await import('./look.ts'); // few look inside
    return this.alone(() => lookAt(cohort, request));
  }

  /** Where the time of an arm's step goes; between two bursts, or at once if nothing trains. */
  async profile(arm: number): Promise<ProfileReport> {
    const { cohort } = this.laneOf(arm);
    const { timesOf } = await import('./kernel-times.ts');
    return this.wishes.aside(() => this.alone(() => timesOf(cohort, arm)));
  }

  /** The weights of one run, by name; undefined if its training is not in memory. */
  async tensors(arm: number, run: number): Promise<NamedTensor[] | undefined> {
    for (const { cohort } of this.lanes) {
      const member = cohort.members.findIndex((m) => m.arm === arm && m.run === run);
      if (member >= 0) return this.alone(() => cohort.model.tensors(member));
    }
    return undefined;
  }

  /** How long pieces of each plan have taken so far, the mean of all; of what was not done, as expected. */
  get stepTimes(): StepTime[] {
    return this.lanes.flatMap(({ cohort, expected, spent }) => {
      if (spent.of('step').count === 0) return [];
      const milliseconds = piecesOf((kind) => {
        const { count, milliseconds } = spent.of(kind);
        return count > 0 ? milliseconds / count : expected[kind];
      });
      return [{ ...stepOf(cohort.config, cohort.members.length), milliseconds }];
    });
  }

  async destroy(): Promise<void> {
    await this.beside;
    await Promise.all(this.lanes.map((lane) => lane.cohort.destroy()));
  }

  private laneOf(arm: number): Lane {
    const lane = this.lanes.find(({ cohort }) => cohort.members.some((m) => m.arm === arm));
    if (!lane) throw refuse('notInSession');
    return lane;
  }

  /** One after the other: a cohort has one sampler, and while it is profiled its weights are not what they are. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.beside.then(work);
    this.beside = done.catch(() => undefined);
    return done;
  }
}
