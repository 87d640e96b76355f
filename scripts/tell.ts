// How a program of ours ends where it cannot do what was asked: with one sentence on standard error, and exit status 1.

import { english } from '#src/words/english/english.ts';
import { speak } from '#src/words/language.ts';
import { messageOf, sentenceOf } from '#src/words/message.ts';

export async function tell(work: () => void | Promise<void>): Promise<void> {
  speak(english);
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${sentenceOf(messageOf(error))}\n`);
    process.exitCode = 1;
  }
}
