// Where training data come from: opens a corpus, a synthetic source or the visitor's own text, and lists what there is.

import { isOwnText } from '#src/experiment/own-text.ts';
import type { FilterRecord } from '#src/experiment/record.ts';
import { baseArm, type DataSettings as Settings } from '#src/experiment/settings.ts';
import { countCharacters } from '#src/words/characters.ts';
import { Refusal, message, refuse, type Message } from '#src/words/message.ts';
import { corpora, fallbackSource, markovLength, markovTitle } from './corpora.ts';
import { textFloors } from './floors.ts';
import { splitText } from './split.ts';
import { additionPlain, additionReversed } from './tasks/addition.ts';
import { copy } from './tasks/copy.ts';
import { modular } from './tasks/modular.ts';
import { parityAloud, paritySilent } from './tasks/parity.ts';
import { reverse } from './tasks/reverse.ts';
import { sort } from './tasks/sort.ts';
import type { Task } from './tasks/task.ts';
import { textSource, type Alterations } from './text-source.ts';
import { checkText, checksumOf } from './text.ts';
import { tokenizerFor } from './tokenizer.ts';
import type { Source } from './windows.ts';

export interface SourceInfo {
  readonly id: string; // ArmConfig.source
  readonly title: string;
  readonly kind: 'text' | 'synthetic' | 'own';
  readonly available: boolean; // false: the corpus was not fetched when the page was built
  readonly licence: string;
  readonly characters: number; // 0 for unlimited synthetic data
  readonly note: string; // one sentence
  readonly lost?: Message; // what tokens of characters cannot tell apart
}

export { fallbackSource } from './corpora.ts';
export { unscored, type HeldOut, type Source } from './windows.ts';
export type { DataSettings as Settings } from '#src/experiment/settings.ts';

export const tasks: readonly Task[] = [additionReversed, additionPlain, modular, sort, reverse, copy, paritySilent, parityAloud];

const yours = 'Yours; it does not leave this machine.';

/** The text of a source, and what it is called if it is a visitor's. */
export interface NamedText {
  readonly text: string;
  readonly name: string;
}
/** Blocks of a text that are left of it. */
type Filtered = Pick<FilterRecord, 'blocks' | 'kept'>;
export type LoadText = (source: string) => Promise<string | NamedText>;

/**
 * Opens the data of an arm. `load` brings the text of a corpus or of 'own:<id>'. Where text is filtered, `filter` says what is left of it
 * (src/session/filtered); without it, all is. Fails with one sentence.
 */
export async function openSource(settings: Settings, load: LoadText, filter?: Filtered): Promise<Source> {
  const { source } = settings;
  if (source === fallbackSource)
    return (await import('./markov-source.ts')).markovSource(settings, await alterations(settings, filter));
  const task = tasks.find(({ id }) => id === source);
  if (task) return (await import('./task-source.ts')).taskSource(task, settings); // few begin with one
  const corpus = corpora.find(({ id }) => id === source);
  if (!corpus && !isOwnText(source)) throw refuse('noSuchSource', { source, known: known().join(', ') });

  let loaded: string | NamedText;
  try {
    loaded = await load(source);
  } catch (cause) {
    const instead = markovTitle;
    const missing = corpus ? message('notInBuild', { title: corpus.title, instead }) : message('ownTextGone', { instead });
    throw new Refusal(missing, { cause });
  }
  const { text, name } = typeof loaded === 'string' ? { text: loaded, name: 'Your own text' } : loaded;
  checkText(text);
  const tokenizer = tokenizerFor(settings.tokenizer, text);
  const parts = splitText(text);
  const training = tokenizer.encode(parts.training);
  const heldOut = tokenizer.encode(parts.validation);
  return textSource(
    {
      name: corpus?.title ?? name,
      checksum: await checksumOf(text),
      licence: corpus?.licence ?? yours,
      characters: countCharacters(text),
      tokenizer,
      training,
      heldOut,
      prompt: corpus?.prompt ?? firstLine(text),
      floors: (passages) => textFloors(training, heldOut, passages, tokenizer.vocab),
    },
    settings,
    await alterations(settings, filter),
  );
}

const altering = ['duplicates', 'shuffled', 'filterKeep', 'randomCase', 'characterDropout', 'spanShuffle'] as const;

/** Loaded by those who ask for them. */
async function alterations(settings: Settings, filter?: Filtered): Promise<Alterations | undefined> {
  if (altering.every((key) => settings[key] === baseArm[key])) return undefined;
  const [blocks, windows, filtering] = await Promise.all([
    import('./altered/blocks.ts'),
    import('./altered/augmentation.ts'),
    import('./altered/easiest-blocks.ts'),
  ]);
  return { ...blocks, ...windows, ...filtering, ...(filter && { kept: filtering.keptFromText(filter.kept, filter.blocks) }) };
}

/** The same as SourceInfo of the worker's protocol, which this folder may not import. */
export interface SourceSummary {
  readonly id: string;
  readonly title: string;
  readonly kind: 'text' | 'synthetic' | 'own';
  readonly available: boolean;
  readonly licence: string;
  readonly characters: number;
  readonly note: string;
  readonly lost?: Message;
}

export interface OwnText {
  readonly id: string; // 'own:<id>'
  readonly name: string;
  readonly characters: number;
  readonly lost?: Message;
}

/** Everything that can be chosen; a corpus is available when corpora.json of the build lists it. */
export function listSources(fetched: Iterable<string>, own: readonly OwnText[] = []): SourceSummary[] {
  const there = new Set(fetched);
  const madeUp = { kind: 'synthetic', available: true, licence: 'Made up by this page.' } as const;
  return [
    ...corpora.map(({ id, title, licence, characters, note }) => {
      return { id, title, kind: 'text' as const, available: there.has(id), licence, characters, note };
    }),
    {
      ...madeUp,
      id: fallbackSource,
      title: markovTitle,
      characters: markovLength,
      note: 'Twelve letters, each drawn by the two before it: the lowest possible loss is known exactly.',
    },
    ...tasks.map(({ id, title, note }) => ({ ...madeUp, id, title, characters: 0, note })),
    ...own.map(({ id, name, characters, lost }) => {
      const about = { kind: 'own' as const, available: true, licence: yours, note: 'A text you added.' };
      return { ...about, id, title: name, characters, ...(lost && { lost }) };
    }),
  ];
}

const known = (): string[] => listSources([]).map(({ id }) => id);

/** The text's first words, at most 20 characters and without a torn word. */
function firstLine(text: string): string {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  const start = Array.from(line.slice(0, 80)).slice(0, 20).join('');
  const space = start.lastIndexOf(' ');
  return start.length < line.length && space > 0 ? start.slice(0, space + 1) : start;
}
