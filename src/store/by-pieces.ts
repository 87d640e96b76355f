// The kept experiments as the page reads them: put together from what a worker hands over, so that no record, however large, makes the
// page stand still.

import { proxy } from 'comlink';
import type { ExperimentRecord } from '#src/experiment/record.ts';
import * as byId from '#src/storage/by-id.ts';
import type * as storage from '#src/storage/experiments.ts';
import { refuse, Refusal, type Message } from '#src/words/message.ts';
import type { Piece } from '#workers/pieces.ts';
import type { Opened, Reader, Told } from '#workers/reader.ts';
import { isPart, partOf, type Part } from './part.ts';
import type { Experiments, Watched } from './services.ts';

let tasks = 0;

/** What knows how records are made: loaded where no worker reads for the page, or when something is written that must be checked. */
const direct = (): Promise<typeof storage> => import('#src/storage/experiments.ts');

/** `reader` answers undefined where there is no worker, or where nothing is kept on a disk that both can read. */
export function readThrough(reader: () => Promise<Reader | undefined>): Experiments {
  let damaged: { id: string; reason: Message }[] | undefined;
  /** A part is what was found of the whole, and is asked of the reader again. */
  const ofPart = async (record: ExperimentRecord): Promise<Reader | undefined> => (partOf(record) ? reader() : undefined);
  return {
    ...byId,
    exportRecord: async (record) => (await direct()).exportRecord(record),
    saveMarks: async (id, kept) => (await direct()).saveMarks(id, kept),
    async listExperiments() {
      damaged = undefined;
      const ids = await byId.listIds();
      if (ids.length === 0) {
        damaged = [];
        return [];
      }
      const from = await reader();
      if (!from) return (await direct()).listExperiments();
      const found: ExperimentRecord[] = [];
      const wrong: { id: string; reason: Message }[] = [];
      for (const id of ids)
        try {
          const record = await read(from, (of) => of.open(id));
          if (record) found.push(record);
        } catch (error) {
          if (!(error instanceof Refusal) || error.code === 'storageLost') throw error; // then nothing is known about any run
          wrong.push({ id, reason: { code: error.code, values: error.values } });
        }
      damaged = wrong;
      return found.sort(byId.newestFirst);
    },
    damagedExperiments: async () => damaged ?? (await direct()).damagedExperiments(),
    async loadExperiment(id, watched) {
      const from = await reader();
      return from ? read(from, (of, ...task) => of.open(id, ...task), watched) : (await direct()).loadExperiment(id);
    },
    async importRecord(json, watched) {
      const from = await reader();
      if (!from) return (await direct()).importRecord(json);
      return (await read(from, (of, ...task) => of.importRecord(json, ...task), watched))!;
    },
    async wholeFile(record, format) {
      return (await ofPart(record))?.exported(record.id, format, record);
    },
    async wholeVerdict(record) {
      return (await ofPart(record))?.verdict(record.id, record);
    },
    async fit(points, options) {
      const from = await reader();
      return from ? from.fit(points, options) : (await import('#src/science/fit/fit-points.ts')).fitPoints(points, options);
    },
    async wholeComparison(records, runs) {
      const from = records.some(partOf) ? await reader() : undefined;
      return from && read(from, (of) => of.compare(runs));
    },
  };
}

type Ask = (reader: Reader, task?: number, told?: Told) => Promise<Opened | undefined>;

/** The pieces are the last fifth of it. */
const beforePieces = 0.8;

async function read(from: Reader, ask: Ask, watched?: Watched): Promise<ExperimentRecord | undefined> {
  if (!watched) {
    const opened = await ask(from);
    return opened && putTogether(from, opened);
  }
  const { told, signal } = watched;
  const task = tasks++;
  let ticket: number | undefined;
  const work = async (): Promise<ExperimentRecord | undefined> => {
    const opened = await ask(
      from,
      task,
      proxy((share: number) => told(beforePieces * share)),
    );
    ticket = opened?.ticket;
    return opened && putTogether(from, opened, watched);
  };
  // The page goes on at once; the worker hears of it when it has come to the end of a stage.
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      void from.giveUp(task, ticket);
      reject(refuse('givenUp'));
    });
  });
  return Promise.race([work(), givenUp]);
}

async function putTogether(from: Reader, opened: Opened, watched?: Watched): Promise<ExperimentRecord> {
  const { record, ticket, pieces } = opened;
  const part: Part = { summaries: [] };
  for (let i = 0; i < pieces; i++) {
    if (watched?.signal.aborted) throw refuse('givenUp');
    add(record, part, await from.piece(ticket, i));
    watched?.told(beforePieces + ((1 - beforePieces) * (i + 1)) / pieces);
  }
  if (opened.part) isPart(record, part);
  return record;
}

function add(record: ExperimentRecord, part: Part, piece: Piece): void {
  const { arms, trainings, marks, baseline } = record;
  if (piece.list === 'arms') arms.push(...piece.items);
  else if (piece.list === 'trainings') trainings.push(...piece.items);
  else if (piece.list === 'marks') marks!.runs!.push(...piece.items);
  else if (piece.list === 'runs') arms[piece.arm]!.runs.push(...piece.items);
  else if (piece.list === 'train' || piece.list === 'validation')
    arms[piece.arm]!.runs[piece.run]![piece.list].push(...piece.items);
  else if (piece.list === 'samples') arms[piece.arm]!.samples.push(...piece.items);
  else if (piece.list === 'traces') arms[piece.arm]!.inside!.traces.push(...piece.items);
  else if (piece.list === 'summaries') part.summaries.push(...piece.items);
  else if (piece.list === 'verdict') part.verdict = { baseline, ...(marks && { marks }), verdict: piece.items[0]! };
}
