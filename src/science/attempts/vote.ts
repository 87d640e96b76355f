// The answer that most attempts give (Wang et al. 2022, arXiv 2203.11171); of equally frequent ones the one that was given first, which
// favours none.

export function mostFrequent(answers: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  let best: string | undefined;
  for (const [answer, count] of counts) if (count > (best === undefined ? 0 : counts.get(best)!)) best = answer;
  return best;
}

/** Share of questions whose most frequent answer among the first k is right, of each question's attempts in their order. */
export function voteRate(
  attempts: readonly (readonly string[])[],
  isRight: (question: number, answer: string) => boolean,
  k: number,
): number {
  const right = attempts.filter((answers, question) => {
    const chosen = mostFrequent(answers.slice(0, k));
    return chosen !== undefined && isRight(question, chosen);
  });
  return right.length / attempts.length;
}
