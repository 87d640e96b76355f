// A storage that fails is told of, and costs no training.

import { expect, test } from 'vitest';
import { message, sentenceOf } from '#src/words/message.ts';
import { specOf } from '../tiny.ts';
import { run } from './run.ts';

test('a storage that fails does not end the training: what is wrong is said, and said at the end', async () => {
  const full = 'The browser has no room left.';
  const { record, listener } = await run(specOf(1, {}), (_, host) => {
    host.onSave = () => Promise.reject(new Error(full));
  });
  expect(record.status).toBe('finished');
  expect(listener.states.some((s) => s.phase === 'training' && s.message && sentenceOf(s.message) === full)).toBe(true);
  expect(listener.states.at(-1)).toEqual({ phase: 'finished', message: message('said', { text: full }) });
});
