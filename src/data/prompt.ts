// What a model reads of a text that somebody typed for it: as much as its tokens know, and in words what they do not.

import { message, type Message } from '#src/words/message.ts';
import { visible } from '#src/words/visible.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface Prompt {
  readonly tokens: readonly number[];
  readonly text: string; // as it is read
  readonly unread?: Message;
}

const mostNamed = 20; // characters

export function promptFor(tokenizer: Tokenizer, typed: string): Prompt {
  const tokens = [...tokenizer.encode(typed)];
  const unknown = [...new Set(typed)].filter((character) => tokenizer.decode(tokenizer.encode(character)) !== character);
  const text = tokenizer.decode(tokens);
  if (unknown.length === 0) return { tokens, text };
  const unread = message(tokenizer.encode(unknown[0]!).length > 0 ? 'charactersReplaced' : 'charactersLeftOut', {
    characters: unknown.slice(0, mostNamed).map(visible).join(' '),
    more: Math.max(0, unknown.length - mostNamed),
    nothing: tokens.length === 0,
  });
  return { tokens, text, unread };
}
