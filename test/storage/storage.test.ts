// Without IndexedDB everything is kept in memory and the page can tell; a lost connection is opened anew once.

import { beforeEach, describe, expect, it, vi } from 'vitest';

const keyval = vi.hoisted(() => ({ createStore: vi.fn(), get: vi.fn(), keys: vi.fn() }));
vi.mock('idb-keyval', () => keyval);
/** Whatever is written goes through a transaction of its store. */
const write = vi.fn();

beforeEach(() => {
  vi.resetModules();
  vi.resetAllMocks();
  vi.unstubAllGlobals();
  keyval.createStore.mockReturnValue(write);
});

const lost = new DOMException('Connection to Indexed Database server lost', 'UnknownError');

describe('without IndexedDB', () => {
  it('runs are kept in memory, as copies', async () => {
    const { openStorage, storageKind } = await import('#src/storage/storage.ts');
    const storage = await openStorage();
    expect(storageKind()).toBe('memory');
    const value = { list: [1] };
    await storage.setMany([
      ['a', value],
      ['b', 2],
    ]);
    value.list.push(2);
    expect(await storage.get('a')).toEqual({ list: [1] });
    await storage.delete(['a', 'absent']);
    expect(await storage.keys()).toEqual(['b']);
    expect(await storage.change({ put: [['c', 3]], drop: ['b'], where: 'a' }), 'nothing, where there is no such key').toBe(false);
    expect(await storage.keys()).toEqual(['b']);
    expect(await storage.change({ put: [['c', 3]], drop: ['b'], where: 'b' })).toBe(true);
    expect(await storage.keys()).toEqual(['c']);
  });

  it('or with one that refuses, the same', async () => {
    vi.stubGlobal('indexedDB', {});
    keyval.keys.mockRejectedValue(new DOMException('denied', 'SecurityError'));
    const { openStorage, storageKind } = await import('#src/storage/storage.ts');
    await (await openStorage()).set('a', 1);
    expect(storageKind()).toBe('memory');
  });
});

describe('on disk', () => {
  it('a lost connection is opened anew, once', async () => {
    const { diskStorage } = await import('#src/storage/disk.ts');
    const storage = diskStorage();
    write.mockRejectedValueOnce(lost).mockResolvedValueOnce(true);
    await storage.set('a', 1);
    expect(keyval.createStore).toHaveBeenCalledTimes(3); // two databases, and one of them again
    write.mockRejectedValue(lost);
    await expect(storage.set('a', 1)).rejects.toBe(lost);
    expect(write).toHaveBeenCalledTimes(4);
  });

  it('a full disk is not tried again', async () => {
    vi.stubGlobal('indexedDB', {});
    keyval.keys.mockResolvedValue([]);
    write.mockRejectedValue(new DOMException('The quota is exceeded', 'UnknownError')); // as Safari says it
    const { openStorage, storageKind } = await import('#src/storage/storage.ts');
    const storage = await openStorage();
    expect(storageKind()).toBe('disk');
    await expect(storage.set('a', 1)).rejects.toMatchObject({ code: 'storageFull' });
    expect(write).toHaveBeenCalledTimes(1);
  });
});
