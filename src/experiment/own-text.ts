// The texts that visitors bring: known by an id of this machine, which nobody should have to read.

export const ownPrefix = 'own:';

export const isOwnText = (source: string): boolean => source.startsWith(ownPrefix);

/** What a text is called of which nothing but the id is known. */
export const namelessText = 'another own text';
