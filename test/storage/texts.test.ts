// The visitor's texts are stored, listed and deleted on this machine.

import { beforeEach, expect, it } from 'vitest';
import { memoryStorage, setStorage, type Storage } from '#src/storage/storage.ts';
import { deleteText, listTexts, loadText, restoreText, saveText } from '#src/storage/texts.ts';

let storage: Storage;
beforeEach(() => {
  storage = memoryStorage();
  setStorage(storage);
});

it('a text comes back as it was, until it is deleted', async () => {
  const id = await saveText(' My diary.txt ', 'árvíztűrő 鯨 🐋');
  expect(await loadText(id)).toEqual({ name: 'My diary.txt', text: 'árvíztűrő 鯨 🐋' });
  expect(await listTexts()).toEqual([{ id, name: 'My diary.txt', characters: 13, savedAt: expect.any(String) }]);
  await deleteText(id);
  expect(await loadText(id)).toBeUndefined();
  expect(await listTexts()).toEqual([]);
});

it('a deleted text is brought back under its id, whatever it is', async () => {
  for (const [name, text] of [
    ['diary', 'long enough'],
    ['יומן', '鯨 🐋\n'.repeat(1000)],
    ['empty', ''],
  ] as const) {
    const id = await saveText(name, text);
    const listed = await listTexts();
    const deleted = await deleteText(id);
    expect(await loadText(id)).toBeUndefined();
    await restoreText(deleted);
    expect(await loadText(id)).toEqual({ name, text });
    expect(await listTexts()).toEqual(listed);
  }
});

it('a text that cannot be read can be deleted', async () => {
  const id = await saveText('diary', 'long enough');
  setStorage({ ...storage, get: () => Promise.reject(new Error('damaged')) });
  await deleteText(id);
  expect(await storage.keys()).toEqual([]);
});

it('a name must have 1 to 120 characters', async () => {
  for (const name of ['', ' ', '\u200b\u2060', 'x'.repeat(121)])
    await expect(saveText(name, 'text')).rejects.toThrow('The name of a text must have 1 to 120 characters.');
});

it('a text that an earlier version counted in UTF-16 units can still be read', async () => {
  const id = await saveText('whales', '🐋🐋🐋');
  const about = await storage.get(`text-about:${id}`);
  await storage.set(`text-about:${id}`, { ...(about as object), characters: 6 });
  expect((await loadText(id))!.text).toBe('🐋🐋🐋');
});

it('a name of 120 characters may be of any script', async () => {
  const id = await saveText('🐋'.repeat(120), 'text');
  expect((await loadText(id))!.name).toHaveLength(240);
});

it('another text of the same name is told apart by a number, and the same text is kept once', async () => {
  const first = await saveText('text.txt', 'one');
  const second = await saveText('text.txt', 'two');
  expect(await saveText('text.txt', 'one')).toBe(first);
  expect(await saveText('text.txt', 'two')).toBe(second);
  await saveText('text.txt', 'three');
  const other = await saveText('diary.txt', 'one'); // the same text may have two names
  expect((await listTexts()).map(({ name }) => name).sort()).toEqual(['diary.txt', 'text.txt', 'text.txt (2)', 'text.txt (3)']);
  await deleteText(second);
  await saveText('text.txt', 'four');
  expect((await listTexts()).map(({ name }) => name)).toContain('text.txt (2)');
  const long = '🐋'.repeat(120);
  await saveText(long, 'one');
  const { name } = (await loadText(await saveText(long, 'two')))!;
  expect([...name]).toHaveLength(120);
  expect(name).toMatch(/🐋 \(2\)$/u);
  expect(other).not.toBe(first);
});

it('a damaged text is told', async () => {
  const id = await saveText('diary', 'long enough');
  await storage.set(`text:${id}`, 'long');
  await expect(loadText(id)).rejects.toThrow('This stored text is damaged');
});
