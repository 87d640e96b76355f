// A message in a file.

import * as v from 'valibot';
import type { Message } from '#src/words/message.ts';
import { deepestMessage } from '../limits.ts';
import { rule } from './rules.ts';

/** What was said when the record was written; a later version may say it in other words. */
export const said = v.pipe(
  v.custom<Message>((value) => isMessage(value, deepestMessage), rule('mustBeMessage')),
  v.transform(onlyMessage),
);

function isMessage(value: unknown, deep: number): value is Message {
  const { code, values } = (value ?? {}) as Partial<Message>;
  const short = (text: unknown, most: number): boolean => typeof text === 'string' && text.length <= most;
  const isValue = (v: unknown): boolean =>
    short(v, 1000) || typeof v === 'boolean' || Number.isFinite(v) || (deep > 0 && isMessage(v, deep - 1));
  return (
    short(code, 60) &&
    typeof values === 'object' &&
    values !== null &&
    Object.entries(values).every(([name, v]) => short(name, 60) && isValue(v))
  );
}

function onlyMessage({ code, values }: Message): Message {
  const each = Object.entries(values).map(([name, v]) => [name, typeof v === 'object' ? onlyMessage(v) : v] as const);
  return { code, values: Object.fromEntries(each) };
}
