// A study as the page has it: the worker's reports, gathered into a record that grows.

import { proxy } from 'comlink';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { StudyRecord, StudySpec } from '#src/experiment/study/study-record.ts';
import type { StudyListener, StudyProgress } from '#src/lab/lab.ts';
import { messageOf, sentenceOf, type Message } from '#src/words/message.ts';
import type { TrainingWorker } from '#workers/protocol.ts';
import type { StudyPhase } from './study-controls.ts';

/** Of the page's connection, what a study asks. */
export interface StudyHost {
  readonly worker: Pick<TrainingWorker, 'study' | 'stop'>;
  /** Ends what else is trained, so that its curves are saved first. */
  readonly clear: () => Promise<void>;
}

export class StudyRun implements ReactiveController {
  record: StudyRecord | undefined;
  phase: StudyPhase = 'idle';
  progress: StudyProgress | undefined;
  wrong = '';
  stopping = false; // somebody has asked for it
  private readonly view: ReactiveControllerHost;
  private current: object | undefined; // whose reports count

  constructor(view: ReactiveControllerHost) {
    this.view = view;
    view.addController(this);
  }

  hostConnected(): void {}

  get active(): boolean {
    return this.phase === 'preparing' || this.phase === 'training';
  }

  /** Shows a record that nobody trains now. */
  show(record: StudyRecord | undefined): void {
    this.current = undefined;
    this.record = record;
    this.phase = record && record.status !== 'training' ? record.status : record ? 'stopped' : 'idle';
    this.progress = undefined;
    this.stopping = false;
    this.wrong = record?.reason ? sentenceOf(record.reason) : '';
    this.view.requestUpdate();
  }

  /** A new one, or one that is kept, by its id. Resolves when it has ended. */
  async follow({ worker, clear }: StudyHost, what: StudySpec | string): Promise<void> {
    const mine = {};
    this.current = mine;
    this.phase = 'preparing';
    this.wrong = '';
    this.stopping = false;
    this.view.requestUpdate();
    try {
      await clear();
      if (this.current !== mine) return; // whoever asked for it has left
      if (this.stopping) return this.end();
      const ended = await worker.study(what, proxy(this.listenerOf(mine)));
      if (this.current !== mine) return;
      if (ended) this.record = ended;
      this.end(ended?.reason);
    } catch (error) {
      if (this.current === mine) this.end(messageOf(error));
    }
  }

  /** Also where the worker has not heard of it yet. */
  stop({ worker }: StudyHost): void {
    this.stopping = true;
    this.view.requestUpdate();
    void worker.stop();
  }

  /** Whoever trained it is no more: what it was is shown, and can be gone on with from where it was saved. */
  breakOff(why: Message): void {
    if (!this.active) return;
    this.current = undefined;
    if (this.record) this.record = { ...this.record, status: 'stopped', reason: why };
    this.end(why);
  }

  private end(why?: Message): void {
    const { record } = this;
    this.phase = !record ? 'idle' : record.status === 'finished' ? 'finished' : 'stopped';
    if (why) this.wrong = sentenceOf(why);
    this.progress = undefined;
    this.stopping = false;
    this.view.requestUpdate();
  }

  private listenerOf(mine: object): StudyListener {
    const change = (make: (record: StudyRecord) => Partial<StudyRecord>): void => {
      if (this.current !== mine || !this.record) return;
      this.record = { ...this.record, ...make(this.record) };
      this.view.requestUpdate();
    };
    return {
      begun: (record) => {
        if (this.current !== mine) return;
        this.record = record;
        this.phase = 'training';
        this.view.requestUpdate();
      },
      state: ({ message }) => {
        if (this.current !== mine) return;
        if (message) this.wrong = sentenceOf(message);
        this.view.requestUpdate();
      },
      progress: (progress) => {
        if (this.current !== mine) return;
        this.progress = progress;
        this.view.requestUpdate();
      },
      measured: (point) => change(({ points }) => ({ points: [...points, point], seconds: point.at })),
      wrote: (these) =>
        change(({ transcripts }) => {
          const stages = new Set(these.map(({ stage }) => stage));
          return { transcripts: [...transcripts.filter(({ stage }) => !stages.has(stage)), ...these] };
        }),
      attempted: (attempts) =>
        change((record) => ({ attempts: [...record.attempts.filter(({ stage }) => stage !== attempts.stage), attempts] })),
      policy: (stage, policy) => change(({ policies }) => ({ policies: { ...policies, [stage]: policy } })),
    };
  }
}
