// What a task is: numbered questions over a small alphabet, each with one right answer of fixed length.

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly note: string; // one sentence
  readonly alphabet: string; // all characters of questions and answers
  readonly questions: number; // how many different ones there are
  readonly questionLength: number;
  readonly answerLength: number;
  /** Question number 0…questions − 1; no two are equal. It ends with the sign after which the answer begins. */
  question(index: number): string;
  answer(question: string): string;
  /** Verifies an answer without computing the right one where the task allows it. */
  check(question: string, answer: string): boolean;
}

/** `index` written with `length` of the symbols, the last one changing fastest. */
export function written(index: number, length: number, symbols: string): string {
  let text = '';
  for (let rest = index, i = 0; i < length; i++) {
    text = symbols[rest % symbols.length]! + text;
    rest = Math.floor(rest / symbols.length);
  }
  return text;
}
