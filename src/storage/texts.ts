// The visitor's own texts. They are stored on this machine and never leave it.

import type { NamedText } from '#src/data/source.ts';
import { newId } from '#src/experiment/identity.ts';
import { longestName } from '#src/experiment/limits.ts';
import { countCharacters, firstCharacters, isBlank } from '#src/words/characters.ts';
import { refuse, type Message } from '#src/words/message.ts';
import { idsOf } from './keys.ts';
import { writeWithRoom } from './quota.ts';
import { openStorage } from './storage.ts';

export interface TextReport {
  readonly source: string; // 'own:<id>', to be used as ArmConfig.source
  readonly name: string;
  readonly characters: number;
  readonly different: number; // characters
}

export interface StoredText {
  readonly id: string;
  readonly name: string;
  readonly characters: number;
  readonly savedAt: string; // ISO 8601
  readonly lost?: Message; // what tokens of characters cannot tell apart
}

// Two values, so that a list of texts need not load them.
const aboutKey = (id: string): string => `text-about:${id}`;
const textKey = (id: string): string => `text:${id}`;

/**
 * Returns the id under which the text can be loaded: that of an equal text, if there is one of this name, which is not kept twice.
 * Another text of the name gets a number, for where texts are shown they are known by their names. The length of a text is checked
 * by whoever reads the file.
 */
export async function saveText(name: string, text: string, lost?: Message): Promise<string> {
  const title = name.trim();
  if (isBlank(title) || countCharacters(title) > longestName) throw refuse('textName', { most: longestName });
  const characters = countCharacters(text);
  const others = await listTexts();
  let named = title;
  for (let n = 2; ; n++) {
    const namesake = others.find((other) => other.name === named);
    if (!namesake) break;
    if (namesake.characters === characters && (await isText(namesake.id, text))) return namesake.id;
    named = numbered(title, n);
  }
  const id = newId();
  const about: StoredText = { id, name: named, characters, savedAt: new Date().toISOString(), ...(lost && { lost }) };
  const storage = await openStorage();
  await writeWithRoom(id, () =>
    storage.setMany([
      [textKey(id), text],
      [aboutKey(id), about],
    ]),
  );
  return id;
}

const isText = async (id: string, text: string): Promise<boolean> => (await (await openStorage()).get(textKey(id))) === text;

function numbered(name: string, n: number): string {
  const end = ` (${n})`;
  return firstCharacters(name, longestName - end.length) + end;
}

/** Undefined if there is no such text. */
export async function loadText(id: string): Promise<NamedText | undefined> {
  const storage = await openStorage();
  const [text, about] = await Promise.all([storage.get(textKey(id)), storage.get(aboutKey(id))]);
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || !isAbout(about) || !isAsLong(text, about.characters)) throw refuse('textDamaged');
  return { name: about.name, text };
}

/** Newest first. */
export async function listTexts(): Promise<StoredText[]> {
  const storage = await openStorage();
  const ids = idsOf('text-about', await storage.keys());
  const abouts = await Promise.all(ids.map((id) => storage.get(aboutKey(id))));
  return abouts.filter(isAbout).sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** What undo needs. */
export interface DeletedText {
  readonly id: string;
  readonly entries: readonly (readonly [key: string, value: unknown])[];
}

export async function deleteText(id: string): Promise<DeletedText> {
  const storage = await openStorage();
  const keys = [textKey(id), aboutKey(id)];
  // What cannot even be read must still be deletable.
  const entries = await Promise.all(keys.map(async (key) => [key, await storage.get(key).catch(() => undefined)] as const));
  await storage.delete(keys);
  return { id, entries: entries.filter(([, value]) => value !== undefined) };
}

export async function restoreText({ id, entries }: DeletedText): Promise<void> {
  const storage = await openStorage();
  await writeWithRoom(id, () => storage.setMany(entries));
}

/** Earlier versions of this page counted UTF-16 units. */
const isAsLong = (text: string, characters: number): boolean =>
  countCharacters(text) === characters || text.length === characters;

function isAbout(value: unknown): value is StoredText {
  const about = (value ?? {}) as Partial<StoredText>;
  return (
    typeof about.id === 'string' &&
    typeof about.name === 'string' &&
    Number.isSafeInteger(about.characters) &&
    typeof about.savedAt === 'string'
  );
}
