// The names under which things are stored. Each run has a record, perhaps a new title, marks and a checkpoint.

/** The record of a run. */
export const recordKey = (id: string): string => `record:${id}`;
/** The visitor's title, apart from the record: the worker rewrites the record while the page renames it. */
export const titleKey = (id: string): string => `title:${id}`;
/** Baseline, names, notes and styles that the visitor chose, apart from the record for the same reason. */
export const marksKey = (id: string): string => `marks:${id}`;
/** Name of the checkpoint that counts. */
export const pointerKey = (id: string): string => `pointer:${id}`;
/** `version` is a new id, so that names sort by time. */
export const checkpointKey = (id: string, version: string): string => `${checkpointPrefix(id)}${version}`;
export const checkpointPrefix = (id: string): string => `checkpoint:${id}:`;
/** Of any run. */
export const isCheckpoint = (key: string): boolean => key.startsWith('checkpoint:');
/** What is set up in a lesson and not yet trained. */
export const setupKey = (lesson: string): string => `setup:${lesson}`;

/** The record of a study. */
export const studyKey = (id: string): string => `study:${id}`;
/** A learner of a study, by its name. */
export const learnerKey = (id: string, name: string): string => `${learnerPrefix(id)}${name}`;
export const learnerPrefix = (id: string): string => `learner:${id}:`;

/** The ids of all names that begin with `kind`. */
export const idsOf = (
  kind: 'record' | 'pointer' | 'checkpoint' | 'text-about' | 'setup' | 'study',
  keys: readonly string[],
): string[] => [...new Set(keys.filter((key) => key.startsWith(`${kind}:`)).map((key) => key.split(':')[1]!))];

/** Everything that belongs to one run. */
export const keysOfExperiment = (id: string, keys: readonly string[]): string[] =>
  keys.filter(
    (key) => [recordKey(id), titleKey(id), marksKey(id), pointerKey(id)].includes(key) || key.startsWith(checkpointPrefix(id)),
  );
