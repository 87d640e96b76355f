// How many questions a model answers exactly right, when it always writes what it thinks likeliest. Such an answer is right exactly if the
// likeliest token after each part of the right answer is the next one of it, so one reading tells, without writing.

import type { Task } from '#src/data/tasks/task.ts';
import type { Tokenizer } from '#src/data/tokenizer.ts';
import type { TrainedModel } from '#src/train/trained-model.ts';

/** By member: the share of these questions that are answered right. */
export async function shareRight(
  model: TrainedModel,
  { task, tokenizer }: { readonly task: Task; readonly tokenizer: Tokenizer },
  questions: readonly string[],
): Promise<number[]> {
  const { questionLength, answerLength } = task;
  const rows = questions.map((question) => tokenizer.encode(question + task.answer(question)));
  const found = await model.predictions(rows.map((row) => row.subarray(0, -1)));
  return found.map((shares) => {
    const right = shares.filter((row, i) => {
      const vocab = row.length / (questionLength + answerLength - 1);
      const answer = rows[i]!.subarray(questionLength);
      return answer.every((token, t) => likeliest(row, (questionLength - 1 + t) * vocab, vocab) === token);
    });
    return right.length / questions.length;
  });
}

/** Of equal ones the first. */
function likeliest(shares: Float32Array, start: number, vocab: number): number {
  let best = 0;
  for (let v = 1; v < vocab; v++) if (shares[start + v]! > shares[start + best]!) best = v;
  return best;
}
