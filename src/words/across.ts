// Refusals across threads: comlink carries only the text of an error, which a thread without a language does not have. Both sides
// of the worker call this once.

import { transferHandlers, type TransferHandler } from 'comlink';
import { Refusal, type Message } from './message.ts';

/** What comlink hands over when something was thrown. */
interface Thrown {
  readonly value: unknown;
}
type Sent = { readonly refused: Message } | { readonly other: unknown };

export function carryRefusals(): void {
  const usual = transferHandlers.get('throw') as TransferHandler<Thrown, unknown>;
  const handler: TransferHandler<Thrown, Sent> = {
    canHandle: usual.canHandle,
    serialize(thrown) {
      if (thrown.value instanceof Refusal) return [{ refused: { code: thrown.value.code, values: thrown.value.values } }, []];
      const [other, transferables] = usual.serialize(thrown);
      return [{ other }, transferables];
    },
    deserialize(sent) {
      if ('refused' in sent) throw new Refusal(sent.refused);
      return usual.deserialize(sent.other);
    },
  };
  transferHandlers.set('throw', handler);
}
