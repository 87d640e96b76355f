// The kept experiments as the page reads them: put together from what a worker hands over, so that no record, however large, makes the
// page stand still.

import { decode } from '#src/experiment/files/encoding.ts';
import type * as storage from '#src/storage/experiments.ts';
import { Refusal, type Message } from '#src/words/message.ts';
import type { Reader } from '#workers/reader.ts';
import type { Experiments } from './services.ts';

type Record = NonNullable<Awaited<ReturnType<Experiments['loadExperiment']>>>;

/**
 * `direct`: the same without a worker, which is asked where there is none, or where nothing is kept on a disk that both can read.
 * `reader` answers undefined then.
 */
export function readThrough(reader: () => Promise<Reader | undefined>, direct: typeof storage): Experiments {
  const thin = new Set<string>(); // records of which the disk has more than the page
  let damaged: { id: string; reason: Message }[] | undefined;
  const read = async (from: Reader, id: string): Promise<Record | undefined> => {
    const opened = await from.open(id);
    if (!opened) return undefined;
    const { record, ticket, pieces } = opened;
    for (let i = 0; i < pieces; i++) {
      const { arm, runs } = await from.piece(ticket, i);
      record.arms[arm]!.runs.push(...runs);
    }
    if (opened.thinned) thin.add(id);
    else thin.delete(id);
    return record;
  };
  return {
    ...direct,
    async listExperiments() {
      const from = await reader();
      damaged = undefined;
      if (!from) return direct.listExperiments();
      const found: Record[] = [];
      const wrong: { id: string; reason: Message }[] = [];
      for (const id of await from.ids())
        try {
          const record = await read(from, id);
          if (record) found.push(record);
        } catch (error) {
          if (!(error instanceof Refusal) || error.code === 'storageLost') throw error; // then nothing is known about any run
          wrong.push({ id, reason: { code: error.code, values: error.values } });
        }
      damaged = wrong;
      return found.sort(direct.newestFirst);
    },
    damagedExperiments: async () => damaged ?? direct.damagedExperiments(),
    async loadExperiment(id) {
      const from = await reader();
      return from ? read(from, id) : direct.loadExperiment(id);
    },
    async importRecord(json) {
      const from = await reader();
      return from
        ? { id: await from.importRecord(json) }
        : direct.importRecord(typeof json === 'string' ? json : decode(new Uint8Array(await json.arrayBuffer())));
    },
    async wholeFile(record, format) {
      const from = thin.has(record.id) ? await reader() : undefined;
      return from?.exported(record.id, format);
    },
  };
}
