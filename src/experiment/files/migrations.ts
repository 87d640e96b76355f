// Records of earlier versions, made into what they would be today. What they say wrongly is left to the schema to find.
// Checkpoints have their own (src/storage/checkpoint.ts). A setting that older records lack needs a step here, unless it was as in
// the base recipe: arm-schema.ts.
//
// 1 → 2  a baseline, and seeds that are added later in batches
// 2 → 3  codes where there were English sentences, and trainings in place of batches and of devices named in three places

import { message, type Message } from '#src/words/message.ts';

type Tree = Record<string, unknown>;

export function upgradedRecord(value: unknown): unknown {
  let record = isTree(value) ? value : undefined;
  if (record?.['version'] === 1) record = fromVersion1(record);
  if (record?.['version'] === 2) record = fromVersion2(record);
  return record ?? value;
}

/** What the visitor said of runs is stored beside the record, without a version of its own. */
export const upgradedMarks = (kept: unknown): unknown =>
  isTree(kept) && isTree(kept['marks']) ? { ...kept, marks: marksOf(kept['marks']) } : kept;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What no list holds is left as it is. */
const each = (list: unknown, change: (item: Tree) => unknown): unknown =>
  Array.isArray(list) ? list.map((item) => (isTree(item) ? change(item) : item)) : list;

const fromVersion1 = (old: Tree): Tree => ({
  ...old,
  version: 2,
  baseline: 0,
  arms: each(old['arms'], (arm) => ({ ...arm, replicas: each(arm['replicas'], (run) => ({ ...run, batch: 0 })) })),
});

function fromVersion2({ references, device, ...old }: Tree): Tree {
  const trainings = new Trainings(old['startedAt'], device);
  for (const arm of treesIn(old['arms'])) for (const run of treesIn(arm['replicas'])) trainings.add(arm, run);
  const arms = each(old['arms'], ({ replicas, inside, origin, ...arm }) => ({
    ...arm,
    runs: each(replicas, ({ batch, device: elsewhere, reason, ...run }) => ({
      ...run,
      training: trainings.indexOf({ origin }, { batch, device: elsewhere }),
      ...(reason !== undefined && { reason: reasonFrom(reason) }),
    })),
    ...(inside !== undefined && { inside: insideOf(inside) }),
    ...(origin !== undefined && { origin }), // the schema leaves out its device
  }));
  return {
    ...old,
    version: 3,
    ...(old['reason'] !== undefined && { reason: reasonFrom(old['reason']) }),
    floors: each(references, floorFrom),
    trainings: trainings.list,
    ...(old['marks'] !== undefined && { marks: marksOf(old['marks']) }),
    arms,
  };
}

const treesIn = (list: unknown): Tree[] => (Array.isArray(list) ? list.filter(isTree) : []);

const marksOf = (marks: unknown): unknown =>
  isTree(marks)
    ? {
        ...marks,
        ...(marks['runs'] !== undefined && { runs: each(marks['runs'], ({ replica, ...mark }) => ({ run: replica, ...mark })) }),
      }
    : marks;

/** The batches of every origin, in the order of their numbers: what trained together, on one device. */
class Trainings {
  private readonly startedAt: unknown;
  private readonly device: unknown;
  private readonly found = new Map<string, { readonly batch: number; readonly training: Tree }>();

  constructor(startedAt: unknown, device: unknown) {
    this.startedAt = startedAt;
    this.device = device;
  }

  add(arm: Tree, run: Tree): void {
    const key = keyOf(arm, run);
    if (this.found.has(key)) return;
    const origin = isTree(arm['origin']) ? arm['origin'] : { startedAt: this.startedAt, device: this.device };
    const device =
      run['device'] !== undefined && isTree(origin['device'])
        ? { ...origin['device'], adapter: run['device'] }
        : origin['device'];
    const began = run['batch'] === 0 ? { startedAt: origin['startedAt'] } : {};
    this.found.set(key, { batch: Number(run['batch']), training: { ...began, device } });
  }

  get list(): Tree[] {
    return this.sorted.map(([, { training }]) => training);
  }

  indexOf(arm: Tree, run: Tree): number {
    return this.sorted.findIndex(([key]) => key === keyOf(arm, run));
  }

  private get sorted(): [string, { readonly batch: number; readonly training: Tree }][] {
    return [...this.found].sort(([, a], [, b]) => a.batch - b.batch);
  }
}

const keyOf = ({ origin }: Tree, { batch, device }: Tree): string =>
  JSON.stringify([isTree(origin) ? origin['id'] : null, batch, device]);

/** What version 2 said in sentences of its own. */
function reasonFrom(sentence: unknown): unknown {
  if (typeof sentence !== 'string') return sentence;
  const [, arm, step] =
    /^(?:(.*): )?The loss was no longer a number at step (\d+): a lower learning rate usually helps\.$/s.exec(sentence) ?? [];
  if (step !== undefined) {
    const diverged = message('diverged', { step: Number(step) });
    return arm === undefined ? diverged : message('ofArm', { arm, what: diverged });
  }
  if (sentence === 'Imported before it had ended.') return message('importedUnfinished');
  return message('said', { text: sentence }) satisfies Message;
}

function floorFrom({ label, loss }: Tree): Tree {
  if (label === 'guesses at random') return { kind: 'guess', loss };
  if (label === 'the floor: knows the rule exactly' || label === 'knows the rule') return { kind: 'rule', loss };
  const [, order] = /^knows runs of (\d+) (?:letter|byte)s$/.exec(String(label)) ?? [];
  if (order !== undefined) return { kind: 'ngram', order: Number(order) - 1, loss };
  const counted = /^knows (?:letter|byte) (frequencies|pairs|triples)$/.exec(String(label))?.[1];
  if (counted !== undefined) return { kind: 'ngram', order: ['frequencies', 'pairs', 'triples'].indexOf(counted), loss };
  return { kind: 'other', name: label, loss };
}

const insideOf = (inside: unknown): unknown =>
  isTree(inside)
    ? { ...inside, traces: each(inside['traces'], ({ group, ...trace }) => ({ ...trace, ...partFrom(trace['kind'], group) })) }
    : inside;

/** Weights were told by their formula's symbol, other traces by the group of their weights. */
function partFrom(kind: unknown, group: unknown): Tree {
  if (kind !== 'weight' || typeof group !== 'string') return { part: group === 'shortcut weights' ? 'shortcuts' : group };
  const [, dense] = /^α (\d+) \(/.exec(group) ?? [];
  if (dense !== undefined) return { part: 'dense', index: Number(dense) };
  for (const [pattern, part] of weights) {
    const found = pattern.exec(group);
    if (!found) continue;
    const { of = '', first = '', second = '' } = found.groups ?? {};
    const sublayer = of ? `${of.toLowerCase()}.` : '';
    if (part === 'mix') return { part: `${sublayer}mix`, index: 2 * (Number(first) - 1) + Number(second) - 1 };
    return first ? { part: `${sublayer}${part}`, index: Number(first) - 1 } : { part: `${sublayer}${part}` };
  }
  const index = ['a (stream)', 'b (first layer)'].indexOf(group);
  return index >= 0 ? { part: 'firstLayer', index } : { part: group };
}

const weights: readonly (readonly [RegExp, string])[] = [
  [/^w \(U-net\)$/, 'skip'],
  [/^λ \(value embedding\)$/, 'valueTable'],
  [/^λ \(first values\)$/, 'firstValues'],
  [/^r \((?<of>attention|MLP)\)$/, 'gate'],
  [/^g \((?<of>attention|MLP), mean\)$/, 'scale'],
  [/^a\d \((?<of>attention|MLP) reads copy (?<first>\d)\)$/, 'read'],
  [/^b\d \((?<of>attention|MLP) writes copy (?<first>\d)\)$/, 'write'],
  [/^A \((?<of>attention|MLP), copy (?<first>\d) to (?<second>\d)\)$/, 'mix'],
];
