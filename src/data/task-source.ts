// Windows of a task: as many whole examples as fit, each on a line, and only the answers count.

import { baseArm, type DataSettings as Settings } from '#src/experiment/settings.ts';
import { refuse } from '#src/words/message.ts';
import { guessing } from './floors.ts';
import { cutIntoPassages, longestPassage } from './held-out.ts';
import { integer, streamOf, uniform } from './random.ts';
import { dataSeed } from './split.ts';
import type { Task } from './tasks/task.ts';
import { characterTokenizer } from './tokenizer.ts';
import { unscored, type Source } from './windows.ts';

const mostHeldOut = 4096; // examples
/** Settings that change a running text, and mean nothing to examples. */
const ofText = ['textFrom', 'duplicates', 'shuffled', 'filterKeep', 'randomCase', 'characterDropout', 'spanShuffle'] as const;

export function taskSource(task: Task, settings: Settings): Source {
  const { context, noise } = settings;
  const { questionLength, answerLength } = task;
  const option = ofText.find((key) => settings[key] !== baseArm[key]);
  if (option) throw refuse('onlyOfText', { name: task.title, option, usual: baseArm[option] });
  const length = questionLength + answerLength + 1;
  const perWindow = Math.floor((context + 1) / length); // the last character is only a target
  if (perWindow < 1) throw refuse('contextTooShort', { name: task.title, fewest: length - 1 });
  const tokenizer = characterTokenizer(`${task.alphabet}\n`);

  // Training and held-out examples are two ends of one shuffled list: disjoint, and less is contained in more.
  const shuffled = shuffledQuestions(task.questions);
  const split = Math.floor((task.questions * 9) / 10);
  const wanted = settings.uniqueText === 0 ? split : Math.min(split, Math.floor(settings.uniqueText / length));
  if (wanted < 1) throw refuse('uniqueExamplesTooFew', { name: task.title, fewest: length });
  const training = shuffled.subarray(0, wanted);
  const heldOut = shuffled.subarray(split, split + mostHeldOut);
  const { passages, length: inPassage } = cutIntoPassages(heldOut.length, Math.floor(longestPassage / length));

  /** A share of the answers' characters is wrong in training: each is a character of some other answer, always the same. */
  const answerOf = (question: string, index: number): string => {
    const answer = task.answer(question);
    if (noise <= 0) return answer;
    let noisy = '';
    for (let i = 0; i < answerLength; i++) {
      const draw = index * answerLength + i;
      if (uniform(dataSeed, hit, draw) >= noise) noisy += answer[i]!;
      else noisy += anyAnswer(draw);
    }
    return noisy;
  };
  const anyAnswer = (draw: number): string => {
    const other = task.question(integer(dataSeed, from, draw, task.questions));
    return task.answer(other)[integer(dataSeed, place, draw, answerLength)]!;
  };

  const numbers = new Uint8Array(128);
  for (const symbol of `${task.alphabet}\n`) numbers[symbol.charCodeAt(0)] = tokenizer.encode(symbol)[0]!;
  const newline = numbers['\n'.charCodeAt(0)]!;

  /** Writes question, answer and line end as example `slot` of a window. */
  const write = (slot: number, text: string, tokens: Uint32Array, targets: Uint32Array, offset: number): void => {
    const start = slot * length;
    for (let i = 0; i < length; i++) {
      const id = i < text.length ? numbers[text.charCodeAt(i)]! : newline;
      if (start + i < context) tokens[offset + start + i] = id;
      if (i >= questionLength && i < length - 1) targets[offset + start + i - 1] = id;
    }
  };
  const clear = (tokens: Uint32Array, targets: Uint32Array, offset: number): void => {
    tokens.fill(newline, offset, offset + context);
    targets.fill(unscored, offset, offset + context);
  };
  return {
    name: task.title,
    licence: 'Made up by this page.',
    characters: 0,
    tokenizer,
    vocab: tokenizer.vocab,
    context,
    task,
    questions: {
      training: (seed, draw) => task.question(training[integer(seed, asked, draw, training.length)]!),
      heldOut: (count) => Array.from(heldOut.subarray(0, count), (number) => task.question(number)),
    },
    scoredPerWindow: perWindow * answerLength,
    trainingTokens: training.length * length,
    training(seed, step, row, tokens, targets, offset) {
      clear(tokens, targets, offset);
      for (let slot = 0; slot < perWindow; slot++) {
        const index = training[integer(seed, (example + step) >>> 0, row * perWindow + slot, training.length)]!;
        const question = task.question(index);
        write(slot, question + answerOf(question, index), tokens, targets, offset);
      }
    },
    heldOut: {
      text: task.id,
      passages,
      scored: inPassage * answerLength,
      windows: Math.ceil(inPassage / perWindow),
      write(place, window, tokens, targets, offset) {
        clear(tokens, targets, offset);
        const from = window * perWindow;
        for (let slot = 0; slot < Math.min(perWindow, inPassage - from); slot++) {
          const question = task.question(heldOut[place * inPassage + from + slot]!); // in no order anyway
          write(slot, question + task.answer(question), tokens, targets, offset);
        }
      },
    },
    prompt: task.question(heldOut[0]!),
    floors: () => [guessing(tokenizer.vocab), { kind: 'rule', loss: 0 }],
  };
}

const example = streamOf('example');
const asked = streamOf('question asked');
const hit = streamOf('answer noise');
const from = streamOf('answer noise from');
const place = streamOf('answer noise place');

/** All question numbers in a fixed random order (Fisher–Yates), made once: arms and replicas share it. */
function shuffledQuestions(count: number): Uint32Array {
  const made = shuffles.get(count);
  if (made) return made;
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const stream = streamOf('questions');
  for (let i = count - 1; i > 0; i--) {
    const j = integer(dataSeed, stream, i, i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  shuffles.set(count, order);
  return order;
}
const shuffles = new Map<number, Uint32Array>();
